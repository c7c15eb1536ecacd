"""What is wrong with one ClusterServingRuntime beyond its native fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.finding import Finding
from generator.kserve.container import CONTAINER
from generator.naming import is_near


def runtime_findings(value: dict[str, Any]) -> Iterator[Finding]:
    """Yield the containers of a finished runtime that have no image."""
    containers = (value.get("spec") or {}).get("containers")
    if not isinstance(containers, list):
        return
    for index, container in enumerate(containers):
        if isinstance(container, dict) and not container.get("image"):
            name = container.get("name")
            message = f"container '{name}' has no image"
            yield Finding("missing-image", ("spec", "containers", index), message, _where(name))


def _where(name: Any) -> str:
    if name == CONTAINER:
        return "Write image: … in the runtime, the flavour, or the cluster's runtimes entry."
    if isinstance(name, str) and is_near(name, CONTAINER):
        return f"Did you mean '{CONTAINER}'? That one has the runtime's image; any other has its own beside its name."
    return f"Write its image beside its name. The container that serves models is called {CONTAINER}."
