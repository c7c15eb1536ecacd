"""The masks over /proc stay where the namespace's level is baseline or restricted.

Parts of /proc speak of the whole node; container runtimes hide them. The API server refuses pods that uncover them, so
the service would never start.

Example:
    securityContext: {procMount: Unmasked}   # broken in a namespace with podSecurity: baseline
    securityContext: {procMount: Default}    # sound, and what counts where nothing is said

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (/proc Mount Type)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal, security_context
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-proc-mount", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers of a service's pods that see more of /proc than the level allows."""
    for pod in pods_at(judged, BASELINE):
        for container in pod.containers:
            kind = security_context(container).get("procMount")
            if kind not in (None, "Default"):
                place = said(container, "securityContext", "procMount")
                what = f"container '{container.name}' has procMount '{kind}'"
                yield refusal(judged, RULE, place, what, "Remove procMount.")
