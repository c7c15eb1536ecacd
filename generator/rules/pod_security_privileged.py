"""No container is privileged where the namespace's level is baseline or restricted.

A privileged container has all of its node's devices and rights. The API server refuses such pods, so the service would
never start. Accelerators need no privilege: a device plugin hands them to the container.

Example:
    securityContext: {privileged: true}    # broken in a namespace with podSecurity: baseline
    securityContext: {privileged: false}   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (Privileged Containers)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal, security_context
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-privileged", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the privileged containers of a service's pods."""
    for pod in pods_at(judged, BASELINE):
        for container in pod.containers:
            if security_context(container).get("privileged"):
                place = said(container, "securityContext", "privileged")
                what = f"container '{container.name}' is privileged"
                yield refusal(judged, RULE, place, what, "Write securityContext: {privileged: false}.")
