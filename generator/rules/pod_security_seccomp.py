"""Seccomp is not turned off where the level is baseline, and is turned on where it is restricted.

Seccomp keeps a container from system calls that no server needs. Kubernetes applies no profile by itself, so level
restricted wants one for the pod or for each of its containers. The API server refuses other pods, so the service
would never start.

Example:
    predictor: {securityContext: {seccompProfile: {type: Unconfined}}}       # broken
    predictor: {securityContext: {seccompProfile: {type: RuntimeDefault}}}   # sound at every level

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline and #restricted (Seccomp)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import (
    BASELINE,
    RESTRICTED,
    contexts,
    is_windows,
    missed,
    pods_at,
    refusal,
    security_context,
)
from generator.judged.pods import Pod, said
from generator.rule import Rule

RULE = Rule("pod-security-seccomp", Severity.ERROR)


_TYPES = ("RuntimeDefault", "Localhost")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the seccomp profiles of a service's pods that the level does not allow, and those that it misses."""
    restricted = judged.pod_security == RESTRICTED
    for pod in pods_at(judged, BASELINE):
        if restricted and is_windows(pod):
            continue
        for who, context, holder in contexts(pod):
            profile = context.get("seccompProfile")
            if profile is not None and profile.get("type") not in _TYPES:
                place = said(holder, "securityContext", "seccompProfile", "type")
                what = f"{who} has the seccomp profile '{profile.get('type')}'"
                yield refusal(judged, RULE, place, what, f"Write type: {' or '.join(_TYPES)}.")
        if restricted:
            yield from _missing(judged, pod)


def _missing(judged: Judged, pod: Pod) -> Iterator[Finding]:
    if "seccompProfile" in pod.security_context:
        return
    for container in pod.containers:
        if "seccompProfile" not in security_context(container):
            what = f"neither container '{container.name}' nor its pod has a seccomp profile"
            steps = ".".join(map(str, pod.steps))
            help_text = f"Write {steps}.securityContext: {{seccompProfile: {{type: RuntimeDefault}}}}."
            yield refusal(judged, RULE, missed(pod), what, help_text)
