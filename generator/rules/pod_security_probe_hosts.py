"""Probes and lifecycle hooks name no host where the namespace's level is baseline or restricted.

The kubelet sends them, so one that names another host reaches whatever the node can reach. API servers from Kubernetes
1.34 on refuse such pods; earlier ones take them. Without a host a probe asks the pod itself.

Example:
    startupProbe: {httpGet: {host: 10.0.0.1, port: 8080}}   # broken in a namespace with podSecurity: baseline
    startupProbe: {httpGet: {port: 8080}}                   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (Host Probes / Lifecycle Hooks)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal
from generator.judged.pods import PodContainer, said
from generator.rule import Rule

RULE = Rule("pod-security-probe-hosts", Severity.WARNING)


_HANDLERS = (
    *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
    *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the hosts that probes and hooks of a service's pods name."""
    for pod in pods_at(judged, BASELINE):
        for container in pod.containers:
            for path, host in _hosts(container):
                what = f"{'.'.join(path[:-1])} of container '{container.name}' names the host '{host}'"
                help_text = "Remove host: the pod itself is asked then. Kubernetes before 1.34 takes it."
                yield refusal(judged, RULE, said(container, *path), what, help_text)


def _hosts(container: PodContainer) -> Iterator[tuple[tuple[str, ...], str]]:
    for path in _HANDLERS:
        handler = container.value
        for step in path:
            handler = handler.get(step) or {}
        for kind in ("httpGet", "tcpSocket"):
            host = (handler.get(kind) or {}).get("host")
            if host:
                yield (*path, kind, "host"), host
