"""A pod sets safe sysctls only where the namespace's level is baseline or restricted.

Other sysctls act on the whole node or turn protections off. The API server refuses such pods, so the service would
never start; kubelets refuse them too unless their administrator lists the sysctl.

Example:
    securityContext: {sysctls: [{name: kernel.shmmax, value: "1"}]}                     # broken
    securityContext: {sysctls: [{name: net.ipv4.tcp_keepalive_time, value: "600"}]}     # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (Sysctls)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-sysctls", Severity.ERROR)


_SAFE = frozenset(
    (
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    )
)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the sysctls of a service's pods that are not safe."""
    for pod in pods_at(judged, BASELINE):
        for index, sysctl in enumerate(pod.security_context.get("sysctls") or ()):
            if sysctl["name"] not in _SAFE:
                place = said(pod, "securityContext", "sysctls", index, "name")
                what = f"the pod sets the sysctl '{sysctl['name']}'"
                yield refusal(judged, RULE, place, what, f"Safe ones are: {', '.join(sorted(_SAFE))}.")
