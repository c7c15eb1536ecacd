"""What is wrong with one ClusterServingRuntime beyond its native fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.finding import Finding
from generator.kserve.container import CONTAINER


def runtime_findings(value: dict[str, Any]) -> Iterator[Finding]:
    """Yield the containers of a finished runtime that have no image."""
    containers = (value.get("spec") or {}).get("containers")
    if not isinstance(containers, list):
        return
    for index, container in enumerate(containers):
        if isinstance(container, dict) and not container.get("image"):
            name = container.get("name")
            where = "image: … in the runtime, the flavour, or the cluster's runtimes entry"
            help_text = f"Write {where}." if name == CONTAINER else "Write its image beside its name."
            message = f"container '{name}' has no image"
            yield Finding("missing-image", ("spec", "containers", index), message, help_text)
