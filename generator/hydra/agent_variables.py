"""The environment variables that the fleet's definitions let Hydra's agents give to containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.model import Fleet


def agent_variables(fleet: Fleet) -> frozenset[str]:
    """Return the names of all env entries of hydraAgent, in whichever layer they stand."""
    specs: list[Any] = [runtime.spec for runtime in fleet.runtimes.values()]
    specs += [layer.value for cluster in fleet.clusters.values() for layer in cluster.layers]
    specs += [accelerator.layer.value for accelerator in fleet.accelerators.values()]
    return frozenset(entry["name"] for container in _agents(specs) for entry in container.get("env") or ())


def _agents(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield each hydraAgent in a tree."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            if isinstance(each.get("hydraAgent"), dict):
                yield each["hydraAgent"]
            waiting += each.values()
