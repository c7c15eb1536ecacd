"""A cluster's document with its overlays merged in, every name in it resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.diagnostics import Diagnostic, Related
from generator.language import spec_shape
from generator.merge.strategic import MergeNotes, fold
from generator.model import Accelerator, Cluster, ClusterAccelerator, Layer, Overlay, Runtime
from generator.naming import nearest, offer
from generator.place import Steps
from generator.validate.cluster_facts import hydra_of, kserve_of
from generator.yaml.document import Document

FRAGMENTS = ("clusterServingRuntime", "inferenceService", "hydraAgent")
"""Native fragments of a layer: merged per object, not per cluster."""


class Known(Struct, frozen=True):
    """What a cluster may refer to: sound definitions by name, and the names of all, sound or not."""

    accelerators: Mapping[str, Accelerator]
    runtimes: Mapping[str, Runtime]
    overlays: Mapping[str, Overlay]
    names: Mapping[str, frozenset[str]]
    """Plural of the kind to all names in the catalogue: a name there whose definition is broken is reported there."""


def build_cluster(document: Document, known: Known, notes: MergeNotes) -> tuple[Cluster | None, tuple[Diagnostic, ...]]:
    """Return the cluster and what is wrong with it; None for one of which nothing could be compiled.

    A runtime that is missing or broken is left out, and the rest goes on: all that is wrong is to be told in one run.
    """
    overlays, found = _overlays(document, known)
    layers = (
        *(overlay.layer for overlay in overlays),
        Layer(document, ("spec",), document.value["spec"]),
    )
    spec = _merged(layers, notes)
    draft = Cluster(document.value["metadata"]["name"], document, layers, spec, overlays, None, None, {}, {})
    kserve, kserve_found = kserve_of(draft)
    hydra, hydra_found = hydra_of(draft)
    accelerators, accelerator_found = _accelerators(draft, known)
    runtimes, runtime_found = _runtimes(draft, known)
    needed = (*found, *kserve_found, *hydra_found, *accelerator_found)
    complete = len(overlays) == len(document.value["spec"].get("overlays") or ())
    found = (*needed, *runtime_found)
    if needed or not complete or len(accelerators) != len(spec.get("accelerators") or ()):
        return None, found
    return Cluster(draft.name, document, layers, spec, overlays, kserve, hydra, accelerators, runtimes), found


def _merged(layers: Sequence[Layer], notes: MergeNotes) -> dict[str, Any]:
    """Return the typed fields of the layers merged, and note what the merge says of the layers' own mappings."""
    originals: dict[int, Any] = {}
    own = MergeNotes()
    merged = fold([_typed(layer.value, originals) for layer in layers], spec_shape("Cluster"), own)
    notes.take_over(own, originals)
    return merged


def _typed(spec: Mapping[str, Any], originals: dict[int, Any]) -> dict[str, Any]:
    """Return a cluster spec without what is merged per object: fragments, patches, the runtimes' own layers.

    `originals` gets what was copied, by the copy's identity.
    """
    typed = {key: value for key, value in spec.items() if key not in FRAGMENTS and key not in ("patches", "overlays")}
    if isinstance(spec.get("runtimes"), list):
        kept = ("name", "flavours", "$patch")
        typed["runtimes"] = [{key: entry[key] for key in kept if key in entry} for entry in spec["runtimes"]]
        originals.update((id(copy), entry) for copy, entry in zip(typed["runtimes"], spec["runtimes"], strict=True))
    return typed


def _overlays(document: Document, known: Known) -> tuple[tuple[Overlay, ...], tuple[Diagnostic, ...]]:
    found, overlays = [], []
    for index, name in enumerate(document.value["spec"].get("overlays") or ()):
        if name in known.overlays:
            overlays.append(known.overlays[name])
        elif name not in known.names["overlays"]:
            found.append(_unknown(document, ("spec", "overlays", index), "overlay", name, known.names["overlays"]))
    return tuple(overlays), tuple(found)


def _accelerators(cluster: Cluster, known: Known) -> tuple[dict[str, ClusterAccelerator], tuple[Diagnostic, ...]]:
    found: list[Diagnostic] = []
    accelerators: dict[str, ClusterAccelerator] = {}
    for entry in cluster.spec.get("accelerators") or ():
        name = entry["name"]
        place = cluster.entry_place("accelerators", name)
        if name not in known.accelerators:
            if name not in known.names["accelerators"]:
                found.append(_unknown(*place, "accelerator", name, known.names["accelerators"]))
            continue
        accelerator = known.accelerators[name]
        problem = _plugin_problem(accelerator, entry.get("devicePlugin"), place)
        if problem:
            found.append(problem)
            continue
        plugins = accelerator.plugins
        plugin = plugins.get(entry.get("devicePlugin") or next(iter(plugins), ""))
        accelerators[name] = ClusterAccelerator(accelerator, plugin, entry.get("nodes"), entry.get("perNode"))
    return accelerators, tuple(found)


def _plugin_problem(accelerator: Accelerator, plugin: str | None, place: tuple[Document, Steps]) -> Diagnostic | None:
    document, steps = place
    if plugin is not None and plugin not in accelerator.plugins:
        message = f"accelerator '{accelerator.name}' has no device plugin '{plugin}'"
        span = document.mark((*steps[:-1], "devicePlugin")).value
        return Diagnostic("unknown-device-plugin", message, span, offer(plugin, accelerator.plugins, "device plugins"))
    if plugin is None and len(accelerator.plugins) > 1:
        names = ", ".join(accelerator.plugins)
        message = (
            f"accelerator '{accelerator.name}' has several device plugins ({names}) and the cluster does not say which"
        )
        help_text = f"Write devicePlugin beside the name: one of {names}."
        return Diagnostic("ambiguous-device-plugin", message, document.mark(steps).value, help_text)
    return None


def _runtimes(cluster: Cluster, known: Known) -> tuple[dict[str, Runtime], tuple[Diagnostic, ...]]:
    found: list[Diagnostic] = []
    runtimes: dict[str, Runtime] = {}
    for entry in cluster.spec.get("runtimes") or ():
        name = entry["name"]
        if name in known.runtimes:
            problem = _channel_problem(cluster, known.runtimes[name])
            if problem is None:
                runtimes[name] = known.runtimes[name]
            else:
                found.append(problem)
        elif name not in known.names["runtimes"]:
            found.append(_unknown(*cluster.entry_place("runtimes", name), "runtime", name, known.names["runtimes"]))
    return runtimes, tuple(found)


def _channel_problem(cluster: Cluster, runtime: Runtime) -> Diagnostic | None:
    channels = runtime.spec.get("channels")
    if not channels or cluster.channel in channels:
        return None
    stated = runtime.document.mark(("spec", "channels")).key
    help_text = offer(cluster.channel, channels, "channels") + " Write spec.channel in the cluster, or add the channel."
    if cluster.spec.get("channel") is None:
        message = f"runtime '{runtime.name}' has no channel '{cluster.channel}', which clusters follow that say none"
        return Diagnostic("unknown-channel", message, stated, help_text)
    document, steps = cluster.place("channel")
    message = f"runtime '{runtime.name}' has no channel '{cluster.channel}', which the cluster follows"
    related = (Related(stated, "the runtime's channels"),)
    return Diagnostic("unknown-channel", message, document.mark(steps).value, help_text, related=related)


_DEFINED_IN = {
    "overlay": "overlays/{}/overlay.yaml",
    "runtime": "runtimes/{}/runtime.yaml",
    "accelerator": "clusters/accelerators.yaml",
}


_UNKNOWN = {"overlay": "unknown-overlay", "runtime": "unknown-runtime", "accelerator": "unknown-accelerator"}


def _unknown(document: Document, steps: Steps, what: str, name: str, known: frozenset[str]) -> Diagnostic:
    help_text = offer(name, known, what + "s")
    if nearest(name, known) is None:
        help_text += f" Define it in {_DEFINED_IN[what].format(name)}, or correct the name."
    return Diagnostic(_UNKNOWN[what], f"there is no {what} '{name}'", document.mark(steps).value, help_text)
