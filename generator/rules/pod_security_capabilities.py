"""Containers add no capability beyond the usual ones, and at level restricted drop ALL and add at most NET_BIND_SERVICE.

Capabilities are pieces of root's rights. The API server refuses pods that ask for more than the namespace's level
gives, so the service would never start.

Example:
    securityContext: {capabilities: {add: [IPC_LOCK]}}   # broken in a namespace with podSecurity: baseline
    securityContext: {capabilities: {drop: [ALL]}}       # sound at every level

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline and #restricted (Capabilities)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import (
    BASELINE,
    RESTRICTED,
    is_windows,
    listed,
    missed,
    pods_at,
    refusal,
    security_context,
)
from generator.judged.pods import PodContainer, said
from generator.rule import Rule

RULE = Rule("pod-security-capabilities", Severity.ERROR)


_USUAL = frozenset(
    (
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP"),
        *("SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    )
)
_RESTRICTED = frozenset(("NET_BIND_SERVICE",))


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers of a service's pods that have capabilities which the level does not give."""
    restricted = judged.pod_security == RESTRICTED
    for pod in pods_at(judged, BASELINE):
        if restricted and is_windows(pod):
            continue
        for container in pod.containers:
            yield from _added(judged, container, _RESTRICTED if restricted else _USUAL)
            if restricted and "ALL" not in (_capabilities(container, "drop")):
                yield _kept(judged, container)


def _capabilities(container: PodContainer, key: str) -> list[str]:
    return (security_context(container).get("capabilities") or {}).get(key) or []


def _added(judged: Judged, container: PodContainer, allowed: frozenset[str]) -> Iterator[Finding]:
    added = [name for name in _capabilities(container, "add") if name not in allowed]
    if added:
        place = said(container, "securityContext", "capabilities", "add")
        plural = "capability" if len(added) == 1 else "capabilities"
        what = f"container '{container.name}' adds the {plural} {listed(added)}"
        yield refusal(judged, RULE, place, what, f"At most {', '.join(sorted(allowed))} may be added.")


def _kept(judged: Judged, container: PodContainer) -> Finding:
    place = said(container, "securityContext", "capabilities", "drop")
    if not _capabilities(container, "drop"):
        place = missed(container)
    what = f"container '{container.name}' does not drop the capabilities 'ALL'"
    return refusal(judged, RULE, place, what, "Write securityContext: {capabilities: {drop: [ALL]}}.")
