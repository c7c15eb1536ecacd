"""No container takes a port of its node where the namespace's level is baseline or restricted.

A hostPort makes the server reachable past the cluster's services and policies, and lets one pod only run on each node.
The API server refuses such pods, so the service would never start.

Example:
    ports: [{containerPort: 8080, hostPort: 8080}]   # broken in a namespace with podSecurity: baseline
    ports: [{containerPort: 8080}]                   # sound: KServe makes a Service for it

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (Host Ports)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal
from generator.judged.pods import PodContainer, Said
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("pod-security-host-ports", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the ports of their nodes that a service's pods ask for."""
    for pod in pods_at(judged, BASELINE):
        for container in pod.containers:
            for port in container.value.get("ports") or ():
                host_port = port.get("hostPort")
                if host_port:
                    what = f"container '{container.name}' takes port {host_port} of its node"
                    yield refusal(judged, RULE, _place(container, host_port), what, "Remove hostPort.")


def _place(container: PodContainer, host_port: int) -> Said:
    own = _at(host_port, container.own, container.steps)
    return Said(own) if own else Said(container.steps, _at(host_port, container.base, container.base_steps))


def _at(host_port: int, container: Mapping[str, Any], steps: Steps) -> Steps | None:
    ports = enumerate(container.get("ports") or ())
    return next(
        ((*steps, "ports", index, "hostPort") for index, port in ports if port.get("hostPort") == host_port), None
    )
