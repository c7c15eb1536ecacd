"""Pod Security: which pods a namespace's declared level speaks of, who says what in them, and what a refusal is told as.

A namespace whose level is not declared is not judged: nobody knows what its API server refuses. Where Kubernetes'
releases differ, the newest policy counts.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ and k8s.io/pod-security-admission/policy,
with which tests compare every control.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.placed import finding_on
from generator.judged.pods import Pod, PodContainer, Said, said
from generator.rule import Rule

BASELINE, RESTRICTED = "baseline", "restricted"
_NOTHING: Mapping[str, Any] = {}


def pods_at(judged: Judged, level: str) -> tuple[Pod, ...]:
    """Return the pods of a service that must keep to a level's controls; restricted has all of baseline's."""
    declared = judged.pod_security
    return judged.service_pods if declared == level or (declared == RESTRICTED and level == BASELINE) else ()


def security_context(container: PodContainer) -> Mapping[str, Any]:
    """Return a container's security context."""
    return container.value.get("securityContext") or _NOTHING


def contexts(pod: Pod) -> Iterator[tuple[str, Mapping[str, Any], PodContainer | Pod]]:
    """Yield the security contexts of a pod: what has it, in words, then the context and the holder."""
    if pod.security_context:
        yield "the pod", pod.security_context, pod
    for container in pod.containers:
        context = container.value.get("securityContext")
        if context:
            yield f"container '{container.name}'", context, container


def is_windows(pod: Pod) -> bool:
    """Say whether a pod is for Windows, which Linux' controls of level restricted do not speak of."""
    return bool((pod.own.get("os") or _NOTHING).get("name") == "windows")


def missed(holder: PodContainer | Pod) -> Said:
    """Return where a service may say in a security context what nobody says; a container may be the runtime's alone."""
    if "securityContext" in holder.own:
        return Said((*holder.steps, "securityContext"))
    return said(holder, "securityContext") if isinstance(holder, PodContainer) else Said(holder.steps)


def refusal(judged: Judged, rule: Rule, place: Said, what: str, remedy: str) -> Finding:
    """Return the finding that a namespace's level refuses `what`, which stands at `place`."""
    why = f"; Pod Security level '{judged.pod_security}' refuses such pods"
    return finding_on(judged, rule, place, what, why, remedy, f" in namespace '{judged.metadata['namespace']}'")


def listed(words: Iterable[str]) -> str:
    """Return words in quotes, with commas."""
    return ", ".join(f"'{word}'" for word in words)
