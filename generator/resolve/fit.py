"""Which flavours of a runtime fit a cluster, on which of its accelerators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.diagnostics import Diagnostic, Related
from generator.model import Accelerator, Cluster, ClusterAccelerator, Layer, Runtime
from generator.naming import offer
from generator.place import Span
from generator.runtime_layers import LAYER_KEYS, flavour_layers, release_layers, release_of


class Fit(Struct, frozen=True):
    """A flavour that fits a cluster, and the accelerators of the cluster that it runs on."""

    flavour: str
    accelerators: tuple[ClusterAccelerator, ...]


def fitting_flavours(
    cluster: Cluster, runtime: Runtime, asked: Sequence[str] | None
) -> tuple[list[Fit], list[Diagnostic]]:
    """Return the flavours that the cluster gets, and what is wrong. `asked`: those that it lists; None: all that fit."""
    flavours = flavour_layers(runtime, release_of(runtime, cluster.channel))
    if not flavours or asked == []:
        return [], [_no_flavour(cluster, runtime) if not flavours else _none_asked(cluster, runtime)]
    found = [
        _unknown(cluster, runtime, index, flavours) for index, name in enumerate(asked or ()) if name not in flavours
    ]
    chosen: list[Fit] = []
    reasons: dict[str, str] = {}
    for name in (name for name in (flavours if asked is None else asked) if name in flavours):
        accelerators, reason = _fit(cluster, runtime, name)
        if reason is None:
            chosen.append(Fit(name, accelerators))
            found.extend(_disagreements(cluster, runtime, chosen[-1]))
        else:
            reasons[name] = reason
    if reasons and (asked is not None or not chosen):
        found.append(_misfit(cluster, runtime, reasons))
    return chosen, found


def _no_flavour(cluster: Cluster, runtime: Runtime) -> Diagnostic:
    released = release_of(runtime, cluster.channel)
    message = f"runtime '{runtime.name}' has no flavour" + (f" in release '{released}'" if released else "")
    help_text = "Write flavours: [{name: …, accelerators: […]}]: each becomes one ClusterServingRuntime."
    return Diagnostic("no-flavour", message, runtime.document.mark(("spec",)).key, help_text)


def _none_asked(cluster: Cluster, runtime: Runtime) -> Diagnostic:
    message = f"the cluster lists runtime '{runtime.name}' and none of its flavours, so it would get nothing"
    help_text = "Name a flavour, or leave 'flavours' out for all that fit. To install none, remove the entry."
    return Diagnostic("no-flavour", message, _asked_span(cluster, runtime), help_text)


def _unknown(cluster: Cluster, runtime: Runtime, index: int, flavours: Mapping[str, object]) -> Diagnostic:
    span = _asked_span(cluster, runtime, index)
    name = next(entry for entry in cluster.spec["runtimes"] if entry["name"] == runtime.name)["flavours"][index]
    message = f"runtime '{runtime.name}' has no flavour '{name}'"
    return Diagnostic("unknown-flavour", message, span, offer(name, flavours, "flavours"))


def _misfit(cluster: Cluster, runtime: Runtime, reasons: Mapping[str, str]) -> Diagnostic:
    flavours = flavour_layers(runtime, release_of(runtime, cluster.channel))
    told = "; ".join(f"'{name}' {reason}" for name, reason in reasons.items())
    message = f"runtime '{runtime.name}' does not fit the cluster: {told}"
    help_text = "Remove the runtime from the cluster, or correct the cluster's facts or the flavour's needs."
    document, steps = cluster.entry_place("runtimes", runtime.name)
    related = tuple(
        Related(layer.document.mark((*layer.steps, "name")).value, f"flavour '{name}'")
        for name in reasons
        for layer in flavours[name][-1:]
    )
    return Diagnostic("flavour-does-not-fit", message, document.mark(steps).value, help_text, related=related)


def _asked_span(cluster: Cluster, runtime: Runtime, *index: int) -> Span:
    """Return where the cluster's list of the runtime's flavours stands, or an item of it."""
    for layer in reversed(cluster.layers):
        for place, entry in enumerate(layer.value.get("runtimes") or ()):
            if entry["name"] == runtime.name and entry.get("flavours") is not None:
                return layer.document.mark((*layer.steps, "runtimes", place, "flavours", *index)).value
    raise AssertionError(f"no layer lists flavours of '{runtime.name}'")


def _disagreements(cluster: Cluster, runtime: Runtime, fit: Fit) -> Iterator[Diagnostic]:
    """Yield what the layers of a flavour's accelerators say differently: they are layers of one object of ours."""
    if runtime.external:
        return
    first, *others = (accelerator.accelerator for accelerator in fit.accelerators)
    release = release_of(runtime, cluster.channel)
    layers = release_layers(runtime, release) + flavour_layers(runtime, release)[fit.flavour]
    for other in others:
        for key in (*LAYER_KEYS, *_labelled(cluster, layers)):
            if first.layer.value.get(key) != other.layer.value.get(key):
                yield _disagreement(runtime, fit.flavour, key, first, other)


def _labelled(cluster: Cluster, layers: Sequence[Layer]) -> tuple[str, ...]:
    """Return the typed fields of accelerators that a ClusterServingRuntime of the cluster is labelled by."""
    if cluster.kserve is None or not cluster.kserve.alauda or not _top(layers, "clusterServingRuntime"):
        return ()
    label = () if _top(layers, "label") else ("label",)
    return (*label, "toolkit") if _top(layers, "toolkitVersion") else label


def _disagreement(runtime: Runtime, flavour: str, key: str, first: Accelerator, other: Accelerator) -> Diagnostic:
    message = (
        f"flavour '{flavour}' of runtime '{runtime.name}' is one object for the cluster's accelerators '{first.name}' "
        f"and '{other.name}', but their '{key}' differs"
    )
    help_text = "Let both say the same, or give the runtime a flavour for each." + (
        " A label in the flavour wins over both." if key == "label" else ""
    )
    related = (Related(_said(first, key), f"'{first.name}'"),)
    return Diagnostic("accelerators-disagree", message, _said(other, key), help_text, related=related)


def _said(accelerator: Accelerator, key: str) -> Span:
    layer = accelerator.layer
    if key in layer.value:
        return layer.document.mark((*layer.steps, key)).key
    return layer.document.mark((*layer.steps, "name")).value


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


def _top(layers: Sequence[Layer], key: str) -> Any:
    for layer in reversed(layers):
        if key in layer.value:
            return layer.value[key]
    return None
