"""A ClusterServingRuntime does not say hostIPC: it never reaches a pod.

KServe's type has the field since 0.14, and its merge leaves it out, in every version. What shares memory between the
processes of a pod is a volume at /dev/shm; a service may say predictor.hostIPC.

Example:
    spec: {hostIPC: true}                                # broken
    volumes: [{name: shm, emptyDir: {medium: Memory}}]   # sound, mounted at /dev/shm

Source: MergePodSpec, pkg/controller/v1beta1/inferenceservice/utils/utils.go of kserve/kserve, v0.14 to v0.20.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("host-ipc-of-runtime", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield hostIPC of a runtime and of its workers."""
    for part, steps in judged.pods if judged.kind == "ClusterServingRuntime" else ():
        if part.get("hostIPC"):
            message = "hostIPC of a ClusterServingRuntime has no effect: KServe leaves it out of the pods"
            help_text = (
                "Mount a volume {emptyDir: {medium: Memory}} at /dev/shm, or write predictor.hostIPC in services."
            )
            yield Finding(RULE.id, (*steps, "hostIPC"), message, help_text, at_key=True, severity=RULE.severity)
