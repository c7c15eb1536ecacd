"""What is wrong with one ClusterServingRuntime beyond its native fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.finding import Finding

CONTAINER = "kserve-container"


def runtime_findings(value: dict[str, Any]) -> Iterator[Finding]:
    """Yield findings of a finished runtime: KServe takes the one container of this name, and each needs an image.

    Source: MergeRuntimeContainers and its callers, pkg/controller/v1beta1/inferenceservice/utils/utils.go: "failed to
    find kserve-container in ServingRuntime containers".
    """
    containers = (value.get("spec") or {}).get("containers")
    if not isinstance(containers, list):
        return
    names = [container.get("name") for container in containers if isinstance(container, dict)]
    if CONTAINER not in names:
        message = f"no container is called '{CONTAINER}', and KServe serves models in that one only"
        yield Finding("no-serving-container", ("spec", "containers"), message, f"Write name: {CONTAINER}.")
    for index, name in enumerate(names):
        if not containers[index].get("image"):
            where = "image: … in the runtime, the flavour, or the cluster's runtimes entry"
            help_text = f"Write {where}." if name == CONTAINER else "Write its image beside its name."
            message = f"container '{name}' has no image"
            yield Finding("missing-image", ("spec", "containers", index), message, help_text)
