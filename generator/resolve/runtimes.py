"""Which flavours of which runtimes a cluster gets, each with its layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from generator.diagnostics import Diagnostic
from generator.language import release_shape
from generator.memo import Memo
from generator.merge.strategic import MergeNotes, fold
from generator.model import Cluster, ClusterAccelerator, Layer, Runtime
from generator.resolve.fit import Fit, fitting_flavours
from generator.runtime_layers import LAYER_KEYS, flavour_layers, release_layers, release_of
from generator.targets import Installed


def installed_flavours(
    cluster: Cluster, notes: MergeNotes, memo: Memo
) -> tuple[tuple[Installed, ...], tuple[Diagnostic, ...]]:
    """Return the flavours of all runtimes that the cluster lists and that fit it, and what stands in the way."""
    installed: list[Installed] = []
    found: list[Diagnostic] = []
    for entry in cluster.spec.get("runtimes") or ():
        runtime = cluster.runtimes.get(entry["name"])
        if runtime is None:
            continue
        chosen, diagnostics = fitting_flavours(cluster, runtime, entry.get("flavours"))
        found.extend(diagnostics)
        above = _above(cluster, runtime.name)
        found.extend(_image_problems(above, runtime, chosen))
        installed.extend(
            _installed(cluster, runtime, fit.flavour, fit.accelerators, above, notes, memo) for fit in chosen
        )
    return tuple(installed), tuple(found)


def _installed(
    cluster: Cluster,
    runtime: Runtime,
    flavour: str,
    accelerators: tuple[ClusterAccelerator, ...],
    above: tuple[Layer, ...],
    notes: MergeNotes,
    memo: Memo,
) -> Installed:
    release = release_of(runtime, cluster.channel)
    below = (
        *release_layers(runtime, release),
        *(accelerator.accelerator.layer for accelerator in accelerators[:1]),
        *flavour_layers(runtime, release)[flavour],
    )
    _note_removed_settings(below, above, notes)
    return Installed(
        cluster, runtime, release, flavour, accelerators, below, above, _contract(below + above, notes, memo)
    )


def _note_removed_settings(below: tuple[Layer, ...], above: tuple[Layer, ...], notes: MergeNotes) -> None:
    """Note the nulls that take a typed field away: fragments and contract speak for themselves when merged."""
    stated: set[str] = set()
    for layer in below + above:
        for key, value in layer.value.items():
            if value is not None:
                stated.add(key)
            elif key in stated and not (key == "flavours" and layer in above):
                # The cluster's list says which flavours it gets, the runtime's what they are.
                notes.removed(layer.value, key)


def _contract(layers: tuple[Layer, ...], notes: MergeNotes, memo: Memo) -> Mapping[str, Any]:
    parts = tuple(layer.value["contract"] for layer in layers if layer.value.get("contract"))
    shape = release_shape().child("contract")
    return memo.of("contract", parts, lambda: fold(parts, shape, notes))


def _above(cluster: Cluster, runtime: str) -> tuple[Layer, ...]:
    """Return the cluster's layers for a runtime: of overlay and cluster alike, what is for all, then its entry."""
    above: list[Layer] = []
    for layer in cluster.layers:
        general = _general(layer)
        if general.value:
            above.append(general)
        for index, entry in enumerate(layer.value.get("runtimes") or ()):
            if entry["name"] == runtime and len(entry) > 1:
                above.append(_entry_layer(layer, index))
    return tuple(above)


@cache
def _entry_layer(layer: Layer, index: int) -> Layer:
    """Return the layer of a cluster's or overlay's runtimes entry; one object for all clusters that list the overlay."""
    return Layer(layer.document, (*layer.steps, "runtimes", index), layer.value["runtimes"][index])


@cache
def _general(layer: Layer) -> Layer:
    return Layer(layer.document, layer.steps, {key: layer.value[key] for key in LAYER_KEYS if layer.value.get(key)})


def _image_problems(above: tuple[Layer, ...], runtime: Runtime, chosen: Sequence[Fit]) -> Iterator[Diagnostic]:
    for layer in above:
        if layer.value.get("image") and len(chosen) > 1:
            names = ", ".join(fit.flavour for fit in chosen)
            yield Diagnostic(
                "ambiguous-image",
                f"the image is for one flavour, but the cluster has {len(chosen)} flavours of '{runtime.name}': {names}",
                layer.document.mark((*layer.steps, "image")).value,
                "Name the one flavour beside it: flavours: [<flavour>].",
            )
