"""The layers of a runtime's definition: what its releases and flavours say on top of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from generator.model import Layer, Runtime

LAYER_KEYS = ("clusterServingRuntime", "inferenceService", "hydraAgent", "patches")
"""What any layer may say of the objects that are made of it."""


def release_of(runtime: Runtime, channel: str) -> str | None:
    """Return the release that a channel of the runtime leads to, None for a runtime without channels."""
    channels: Mapping[str, str] = runtime.spec.get("channels") or {}
    return channels.get(channel)


@cache
def release_layers(runtime: Runtime, release: str | None) -> tuple[Layer, ...]:
    """Return the runtime's own layer and, on top of it, its release's."""
    own = Layer(runtime.document, ("spec",), runtime.spec)
    entries = runtime.spec.get("releases") or ()
    return (
        own,
        *(
            Layer(runtime.document, ("spec", "releases", index), entry)
            for index, entry in enumerate(entries)
            if entry["name"] == release
        ),
    )


@cache
def flavour_layers(runtime: Runtime, release: str | None) -> Mapping[str, tuple[Layer, ...]]:
    """Return the layers of each flavour: the runtime's entry, then its release's; a deleted flavour is left out."""
    flavours: dict[str, tuple[Layer, ...]] = {}
    for layer in release_layers(runtime, release):
        if layer.value.get("flavours", ()) is None:
            flavours.clear()
        for index, entry in enumerate(layer.value.get("flavours") or ()):
            name = entry["name"]
            if entry.get("$patch") == "delete":
                flavours.pop(name, None)
                continue
            flavours[name] = (*flavours.get(name, ()), Layer(layer.document, (*layer.steps, "flavours", index), entry))
    if not flavours and runtime.external:
        return {"external": ()}
    return flavours
