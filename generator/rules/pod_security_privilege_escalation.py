"""Every container says allowPrivilegeEscalation: false where the namespace's level is restricted.

Where it does not, a process can gain rights by a program with set-user-ID. The API server refuses such pods, so the
service would never start.

Example:
    securityContext: {runAsUser: 1000}                                      # broken: nothing is said
    securityContext: {runAsUser: 1000, allowPrivilegeEscalation: false}     # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted (Privilege Escalation)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import RESTRICTED, is_windows, missed, pods_at, refusal, security_context
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-privilege-escalation", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers of a service's pods whose processes may gain rights."""
    for pod in pods_at(judged, RESTRICTED):
        if is_windows(pod):
            continue
        for container in pod.containers:
            allowed = security_context(container).get("allowPrivilegeEscalation")
            if allowed is False:
                continue
            what = f"container '{container.name}' does not say allowPrivilegeEscalation: false"
            place = said(container, "securityContext", "allowPrivilegeEscalation") if allowed else missed(container)
            yield refusal(judged, RULE, place, what, "Write securityContext: {allowPrivilegeEscalation: false}.")
