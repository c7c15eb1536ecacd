"""Which installed flavour, on which accelerator, a service runs on: what fits, and what it asks for (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.diagnostics import Diagnostic, Related
from generator.model import Cluster, ClusterAccelerator
from generator.naming import offer
from generator.place import Span, Steps
from generator.targets import Installed
from generator.yaml.document import Document


def choose(
    cluster: Cluster, documents: tuple[Document, ...], candidates: Sequence[Installed], request: Mapping[str, Any]
) -> tuple[Installed, ClusterAccelerator] | Diagnostic | None:
    """Return the flavour and accelerator, or what is wrong; None where that has been told of the cluster."""
    flavour, keys = stated(documents, "flavour"), _device_keys(cluster, documents)
    name = request.get("name")
    known = [candidate.flavour for candidate in candidates]
    if flavour is not None and flavour not in known:
        return _no_flavour(cluster, documents, candidates[0].runtime.name, known)
    if name is not None and name not in cluster.accelerators:
        return Diagnostic(
            "unknown-accelerator",
            f"the cluster has no accelerator '{name}'",
            span_of(documents, ("spec", "accelerator", "name")),
            offer(name, cluster.accelerators, "accelerators of the cluster"),
        )
    if keys and request:
        message = f"both spec.accelerator and the device key '{keys[0]}' ask for an accelerator"
        related = Related(span_of(documents, ("spec", "accelerator")), "spec.accelerator")
        return Diagnostic(
            "accelerator-twice",
            message,
            span_of(documents, (*_LIMITS, keys[0])),
            "Keep spec.accelerator; the cluster's device plugin says the key.",
            related=(related,),
        )
    fitting = [
        (candidate, accelerator)
        for candidate in candidates
        for accelerator in candidate.accelerators
        if flavour in (None, candidate.flavour) and _suits(accelerator, name, keys, request)
    ]
    if not fitting:
        return _none_fits(documents, candidates, request, keys)
    if len({candidate.flavour for candidate, _ in fitting}) == 1 and (len(fitting) == 1 or not (request or keys)):
        return fitting[0]
    return _several_fit(documents, fitting)


def _no_flavour(
    cluster: Cluster, documents: Sequence[Document], runtime: str, known: Sequence[str]
) -> Diagnostic | None:
    flavour = stated(documents, "flavour")
    entries = (entry for entry in cluster.spec["runtimes"] if entry["name"] == runtime)
    if any(flavour in (entry.get("flavours") or ()) for entry in entries):
        return None
    message = f"no flavour '{flavour}' of runtime '{runtime}' is installed on the cluster"
    span = span_of(documents, ("spec", "flavour"))
    return Diagnostic("unknown-flavour", message, span, offer(flavour, known, "flavours installed"))


_LIMITS: Steps = ("spec", "predictor", "model", "resources", "limits")


def _suits(accelerator: ClusterAccelerator, name: str | None, keys: Sequence[str], request: Mapping[str, Any]) -> bool:
    if name not in (None, accelerator.name):
        return False
    if keys:
        return accelerator.plugin is not None and accelerator.plugin.resource in keys
    return not request.get("count") or accelerator.plugin is not None


def _none_fits(
    documents: Sequence[Document], candidates: Sequence[Installed], request: Mapping[str, Any], keys: Sequence[str]
) -> Diagnostic:
    name, runtime = request.get("name"), candidates[0].runtime.name
    flavour = stated(documents, "flavour")
    what = f"flavour '{flavour}' of runtime '{runtime}'" if flavour else f"no installed flavour of runtime '{runtime}'"
    verb = "does not run" if flavour else "runs"
    if name is not None:
        message = f"{what} {verb} on accelerator '{name}'"
    elif keys:
        message = f"{what} {verb} on an accelerator whose device key is '{keys[0]}'"
    else:
        message = f"{what} {verb} on an accelerator that can be counted: a device plugin offers none of them"
    place: Steps = (*_LIMITS, keys[0]) if keys else ("spec", "accelerator")
    there = _listed([(candidate, accelerator) for candidate in candidates for accelerator in candidate.accelerators])
    help_text = f"Installed are: {there}. Change what the service asks for, or install a flavour that fits."
    return Diagnostic("no-flavour-fits", message, span_of(documents, place), help_text)


_AMBIGUOUS = {"flavour": "ambiguous-flavour", "accelerator": "ambiguous-accelerator"}


def _several_fit(documents: Sequence[Document], fitting: Sequence[tuple[Installed, ClusterAccelerator]]) -> Diagnostic:
    flavours = {candidate.flavour for candidate, _ in fitting}
    what = "flavour" if len(flavours) > 1 else "accelerator"
    field = "flavour: <name>" if len(flavours) > 1 else "accelerator: {name: <name>}"
    message = f"several {what}s of runtime '{fitting[0][0].runtime.name}' fit the service"
    help_text = f"They are: {_listed(fitting)}. Say which: {field}."
    return Diagnostic(_AMBIGUOUS[what], message, span_of(documents, ("spec", "runtime")), help_text)


def _listed(pairs: Sequence[tuple[Installed, ClusterAccelerator]]) -> str:
    return ", ".join(f"{candidate.flavour} on {accelerator.name}" for candidate, accelerator in pairs)


def _device_keys(cluster: Cluster, documents: Sequence[Document]) -> tuple[str, ...]:
    """Return the keys of the cluster's device plugins that the service's limits hold natively."""
    known = {a.plugin.resource for a in cluster.accelerators.values() if a.plugin is not None}
    return tuple(key for document in documents for key in _mapping(document.value, _LIMITS) if key in known)


def _mapping(value: Any, steps: Steps) -> Mapping[str, Any]:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def stated(documents: Sequence[Document], key: str) -> Any:
    for document in reversed(documents):
        spec = document.value.get("spec") or {}
        if key in spec:
            return spec[key]
    return None


def request_of(documents: Sequence[Document]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for document in documents:
        spec = document.value.get("spec") or {}
        if "accelerator" in spec:
            merged = merged | spec["accelerator"] if spec["accelerator"] is not None else {}
    return {key: value for key, value in merged.items() if value is not None}


def span_of(documents: Sequence[Document], steps: Steps) -> Span:
    """Return where a field was said last."""
    for document in reversed(documents):
        if steps in document.marks():
            return document.mark(steps).value
    return documents[-1].mark(("metadata", "name")).value
