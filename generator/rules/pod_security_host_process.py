"""No Windows container runs as a process of its node where the namespace's level is baseline or restricted.

A HostProcess container has the rights of the node itself. The API server refuses such pods, so the service would never
start.

Example:
    securityContext: {windowsOptions: {hostProcess: true}}    # broken in a namespace with podSecurity: baseline
    securityContext: {windowsOptions: {hostProcess: false}}   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (HostProcess)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, contexts, pods_at, refusal
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-host-process", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield who in a service's pods runs as a process of the node."""
    for pod in pods_at(judged, BASELINE):
        for who, context, holder in contexts(pod):
            if (context.get("windowsOptions") or {}).get("hostProcess"):
                place = said(holder, "securityContext", "windowsOptions", "hostProcess")
                yield refusal(judged, RULE, place, f"{who} runs as a process of its node", "Remove hostProcess.")
