"""No container runs as root, or may, by what the definitions say.

Root in a container has more of the node's kernel to attack, and its files belong to root outside too. Said are
runAsUser: 0, and runAsNonRoot: false without another user; which user an image starts with is not known here. In a
namespace with podSecurity: restricted the API server refuses such pods, which other rules tell.

Example:
    securityContext: {runAsUser: 0}                            # broken
    securityContext: {runAsNonRoot: true, runAsUser: 1000}     # sound
    # servewright: allow root-container -- the model's files belong to root

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted (Running as Non-root)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import RESTRICTED
from generator.judged.pods import Pod, said
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("root-container", Severity.WARNING)


_NOTHING: Mapping[str, Any] = {}


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers that are root by what a runtime, or a service itself, says."""
    if judged.kind == "ClusterServingRuntime":
        for container in judged.containers:
            context = container.value.get("securityContext") or _NOTHING
            key = _cause(context)
            if key is not None:
                yield _finding(f"container '{container.name}'", (*container.steps, "securityContext", key), key)
    elif judged.pod_security != RESTRICTED:
        for pod in judged.service_pods:
            # One word of the pod may be about several containers.
            yield from {finding.steps: finding for finding in _in_pod(pod)}.values()


def _in_pod(pod: Pod) -> Iterator[Finding]:
    for container in pod.containers:
        context = container.value.get("securityContext") or _NOTHING
        key = _cause({**pod.security_context, **context})
        if key is None:
            continue
        if key in context:
            place = said(container, "securityContext", key)
            # What the runtime has is told there.
            if place.theirs is None:
                yield _finding(f"container '{container.name}'", place.steps, key)
        else:
            yield _finding("the pod", said(pod, "securityContext", key).steps, key)


def _cause(context: Mapping[str, Any]) -> str | None:
    """Return the field by which a container with this security context is root, or may be."""
    user = context.get("runAsUser")
    if user is None:
        return "runAsNonRoot" if context.get("runAsNonRoot") is False else None
    return "runAsUser" if user == 0 else None


def _finding(who: str, steps: Steps, key: str) -> Finding:
    what = "runs as root: runAsUser is 0" if key == "runAsUser" else "may run as root: runAsNonRoot is false"
    help_text = "Write runAsNonRoot: true and another runAsUser; where it must be root, allow the rule with the reason."
    return Finding(RULE.id, steps, f"{who} {what}", help_text, severity=RULE.severity)
