"""A pod has its own network, process and IPC namespaces where the namespace's level is baseline or restricted.

In the node's namespaces a server sees other processes and their shared memory, and listens on the node's addresses. The
API server refuses such pods, so the service would never start. hostIPC of a ClusterServingRuntime does not reach pods.

Example:
    predictor: {hostIPC: true}                       # broken in a namespace with podSecurity: baseline
    volumes: [{name: shm, emptyDir: {medium: Memory}}]  # sound: memory that a pod's processes share, on /dev/shm

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (Host Namespaces)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, pods_at, refusal
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-host-namespaces", Severity.ERROR)


_FIELDS = ("hostNetwork", "hostPID", "hostIPC")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the node's namespaces that a service's pods ask for."""
    for pod in pods_at(judged, BASELINE):
        for field in _FIELDS:
            if pod.own.get(field):
                what = f"{field} puts the pod into a namespace of its node"
                yield refusal(judged, RULE, said(pod, field), what, f"Remove {field}.")
