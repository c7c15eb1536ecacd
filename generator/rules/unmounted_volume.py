"""Every volume is mounted by a container of its pod.

A volume that nobody mounts has no effect: a server with a misspelt mount writes into the container's own layer, or has
64 MiB of shared memory in place of the volume's. A runtime's volume may be there for its services to mount.

Example:
    volumes: [{name: dshm, emptyDir: {medium: Memory}}]        # broken: nothing mounts it
    volumes: [{name: dshm, emptyDir: {medium: Memory}}]        # sound, with the following in a container
    volumeMounts: [{name: dshm, mountPath: /dev/shm}]

Source: https://kubernetes.io/docs/concepts/storage/volumes/#how-volumes-work
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.volume_uses import used_volumes, volume_uses
from generator.kserve.additions import adds_volume
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("unmounted-volume", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the volumes that an object writes and that no container uses."""
    if judged.kind == "ClusterServingRuntime":
        for part, steps in judged.pods:
            if part.get("volumes"):
                predictors = [service["spec"]["predictor"] for service in judged.users]
                workers = [predictor.get("workerSpec") or {} for predictor in predictors]
                used = set[str]().union(*map(used_volumes, (part, *predictors, *workers)))
                yield from _unused(part["volumes"], used, steps)
        return
    for pod in judged.service_pods:
        if pod.own.get("volumes"):
            used = {name for container in pod.containers for name, _ in volume_uses(container.value)}
            yield from _unused(pod.own["volumes"], used, pod.steps)


def _unused(volumes: Iterable[Mapping[str, Any]], used: set[str], steps: Steps) -> Iterator[Finding]:
    for index, volume in enumerate(volumes):
        name = volume["name"]
        if name not in used and not adds_volume(name):
            message = f"no container mounts the volume '{name}'"
            help_text = f"Mount it: volumeMounts: [{{name: {name}, mountPath: …}}]; or remove it."
            yield Finding(RULE.id, (*steps, "volumes", index, "name"), message, help_text, severity=RULE.severity)
