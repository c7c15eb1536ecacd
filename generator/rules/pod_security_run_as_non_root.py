"""Every container says runAsNonRoot: true, itself or by its pod, where the namespace's level is restricted.

The kubelet then starts no container whose user is root, whatever its image says. The API server refuses other pods, so
the service would never start.

Example:
    securityContext: {runAsNonRoot: false}   # broken in a namespace with podSecurity: restricted
    securityContext: {runAsNonRoot: true}    # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted (Running as Non-root)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import RESTRICTED, contexts, missed, pods_at, refusal, security_context
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-run-as-non-root", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield who in a service's pods may run as root."""
    for pod in pods_at(judged, RESTRICTED):
        for who, context, holder in contexts(pod):
            if context.get("runAsNonRoot") is False:
                place = said(holder, "securityContext", "runAsNonRoot")
                yield refusal(judged, RULE, place, f"{who} says runAsNonRoot: false", "Write runAsNonRoot: true.")
        if "runAsNonRoot" in pod.security_context:
            continue
        for container in pod.containers:
            if "runAsNonRoot" not in security_context(container):
                what = f"neither container '{container.name}' nor its pod says runAsNonRoot: true"
                help_text = "Write securityContext: {runAsNonRoot: true}, and a runAsUser if the image's user is root."
                yield refusal(judged, RULE, missed(container), what, help_text)
