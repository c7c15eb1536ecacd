"""Where containers use volumes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.place import Steps

_MOUNTS = ("volumeMounts", "volumeDevices")


def volume_uses(container: Mapping[str, Any]) -> Iterator[tuple[str, Steps]]:
    """Yield the name of each volume that a container uses, and the steps in the container to where it names it."""
    for key in _MOUNTS:
        for index, mount in enumerate(container.get(key) or ()):
            yield mount["name"], (key, index, "name")
    for index, entry in enumerate(container.get("env") or ()):
        file = (entry.get("valueFrom") or {}).get("fileKeyRef") if "valueFrom" in entry else None
        if file:
            yield file["volumeName"], ("env", index, "valueFrom", "fileKeyRef", "volumeName")


def used_volumes(pod: Mapping[str, Any]) -> set[str]:
    """Return the names of the volumes that the containers of a pod-like part use, a predictor's model included."""
    model = pod.get("model")
    containers = (*(pod.get("containers") or ()), *(pod.get("initContainers") or ()), *((model,) if model else ()))
    return {name for container in containers for name, _ in volume_uses(container)}
