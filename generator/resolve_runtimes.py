"""Which flavours of which runtimes a cluster gets, each with its layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from generator.diagnostics import Diagnostic
from generator.language import release_shape
from generator.memo import Memo
from generator.merge import MergeNotes, fold
from generator.model import Cluster, ClusterAccelerator, Layer, Runtime
from generator.naming import offer
from generator.source import Span
from generator.targets import Installed

LAYER_KEYS = ("clusterServingRuntime", "inferenceService", "hydraAgent", "patches")


def installed_flavours(
    cluster: Cluster, notes: MergeNotes, memo: Memo
) -> tuple[tuple[Installed, ...], tuple[Diagnostic, ...]]:
    """Return the flavours of all runtimes that the cluster lists and that fit it, and what stands in the way."""
    installed: list[Installed] = []
    found: list[Diagnostic] = []
    for entry in cluster.spec.get("runtimes") or ():
        runtime = cluster.runtimes[entry["name"]]
        chosen, diagnostics = _fitting(cluster, runtime, entry.get("flavours"))
        found.extend(diagnostics)
        above = _above(cluster, runtime.name)
        found.extend(_image_problems(above, runtime, chosen))
        installed.extend(
            _installed(cluster, runtime, flavour, accelerators, above, notes, memo) for flavour, accelerators in chosen
        )
    return tuple(installed), tuple(found)


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
        for index, entry in enumerate(layer.value.get("flavours") or ()):
            name = entry["name"]
            if entry.get("$patch") == "delete":
                flavours.pop(name, None)
                continue
            flavours[name] = (*flavours.get(name, ()), Layer(layer.document, (*layer.steps, "flavours", index), entry))
    if not flavours and runtime.external:
        return {"external": ()}
    return flavours


def _fitting(
    cluster: Cluster, runtime: Runtime, asked: Sequence[str] | None
) -> tuple[list[tuple[str, tuple[ClusterAccelerator, ...]]], list[Diagnostic]]:
    flavours = flavour_layers(runtime, release_of(runtime, cluster.channel))
    found = [
        Diagnostic(
            "unknown-flavour",
            f"runtime '{runtime.name}' has no flavour '{name}'",
            _entry_span(cluster, runtime),
            offer(name, flavours, "flavours"),
        )
        for name in asked or ()
        if name not in flavours
    ]
    chosen, reasons = [], []
    for name in asked if asked is not None else flavours:
        if name not in flavours:
            continue
        accelerators, reason = _fit(cluster, runtime, name)
        if reason is None:
            chosen.append((name, accelerators))
        else:
            reasons.append(f"'{name}' {reason}")
    if reasons and (asked is not None or not chosen):
        message = f"runtime '{runtime.name}' does not fit the cluster: " + "; ".join(reasons)
        found.append(
            Diagnostic(
                "flavour-does-not-fit",
                message,
                _entry_span(cluster, runtime),
                "Remove the runtime from the cluster, or correct the cluster's facts or the flavour's needs.",
            )
        )
    if not flavours:
        found.append(
            Diagnostic(
                "no-flavour",
                f"runtime '{runtime.name}' has no flavour",
                runtime.document.mark(("spec",)).key,
                "Write flavours: [{name: …, accelerators: […]}]: each becomes one ClusterServingRuntime.",
            )
        )
    return chosen, found


def _entry_span(cluster: Cluster, runtime: Runtime) -> Span:
    document, steps = cluster.entry_place("runtimes", runtime.name)
    return document.mark(steps).value


def _fit(cluster: Cluster, runtime: Runtime, flavour: str) -> tuple[tuple[ClusterAccelerator, ...], str | None]:
    """Return the cluster's accelerators that the flavour runs on, or why it does not fit."""
    release = release_of(runtime, cluster.channel)
    layers = release_layers(runtime, release) + flavour_layers(runtime, release)[flavour]
    names = _top(layers, "accelerators")
    if names is None and not runtime.external:
        return (), "names no accelerators"
    fitting = tuple(
        cluster.accelerators[name]
        for name in (names if names is not None else cluster.accelerators)
        if name in cluster.accelerators
    )
    if not fitting:
        there = ", ".join(cluster.accelerators) or "none"
        return (), f"needs one of the accelerators {', '.join(names or ())}, the cluster has {there}"
    architectures = _top(layers, "architectures")
    if architectures and cluster.architectures and not set(architectures) & set(cluster.architectures):
        there = ", ".join(cluster.architectures)
        return (), f"needs architecture {' or '.join(architectures)}, the cluster has {there}"
    for fact, due in (_top(layers, "requires") or {}).items():
        allowed = due if isinstance(due, list) else [due]
        actual = _fact(cluster, fact, fitting)
        if due is not None and not set(allowed) & set(actual):
            return (
                (),
                f"requires {fact} {' or '.join(map(str, allowed))}, the cluster has {', '.join(map(str, actual)) or 'none'}",
            )
    return fitting, None


def _fact(cluster: Cluster, fact: str, accelerators: tuple[ClusterAccelerator, ...]) -> tuple[Any, ...]:
    if fact == "devicePlugin":
        return tuple(accelerator.plugin.name for accelerator in accelerators if accelerator.plugin is not None)
    if cluster.kserve is None:
        return ()
    facts: dict[str, Any] = {
        "modelcarUID": cluster.kserve.modelcar_uid,
        "distribution": cluster.kserve.distribution,
        "kserveVersion": cluster.kserve.version,
    }
    return (facts[fact],)


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
    _note_removed_settings(below + above, notes)
    return Installed(
        cluster, runtime, release, flavour, accelerators, below, above, _contract(below + above, notes, memo)
    )


def _note_removed_settings(layers: tuple[Layer, ...], notes: MergeNotes) -> None:
    """Note the nulls that take a typed field away: fragments and contract speak for themselves when merged."""
    stated: set[str] = set()
    for layer in layers:
        for key, value in layer.value.items():
            if value is not None:
                stated.add(key)
            elif key in stated:
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


def _image_problems(above: tuple[Layer, ...], runtime: Runtime, chosen: Sequence[Any]) -> Iterator[Diagnostic]:
    for layer in above:
        if layer.value.get("image") and len(chosen) > 1:
            names = ", ".join(name for name, _ in chosen)
            yield Diagnostic(
                "ambiguous-image",
                f"the image is for one flavour, but the cluster has {len(chosen)} flavours of '{runtime.name}': {names}",
                layer.document.mark((*layer.steps, "image")).value,
                "Name the one flavour beside it: flavours: [<flavour>].",
            )


def _top(layers: Sequence[Layer], key: str) -> Any:
    for layer in reversed(layers):
        if key in layer.value:
            return layer.value[key]
    return None
