"""Nothing says runAsUser: 0 where the namespace's level is restricted.

User 0 is root. The API server refuses such pods, so the service would never start.

Example:
    securityContext: {runAsUser: 0}      # broken in a namespace with podSecurity: restricted
    securityContext: {runAsUser: 1000}   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted (Running as Non-root user)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import RESTRICTED, contexts, pods_at, refusal
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-run-as-user", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield who in a service's pods runs as user 0."""
    for pod in pods_at(judged, RESTRICTED):
        for who, context, holder in contexts(pod):
            if context.get("runAsUser") == 0:
                place = said(holder, "securityContext", "runAsUser")
                yield refusal(
                    judged, RULE, place, f"{who} runs as user 0, root", "Write another user: runAsUser: 1000."
                )
