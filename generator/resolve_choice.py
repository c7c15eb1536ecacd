"""Which installed flavour, on which accelerator, a service runs on: what fits, and what it asks for (DESIGN §2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generator.diagnostics import Diagnostic, Related
from generator.model import Cluster, ClusterAccelerator
from generator.naming import offer
from generator.source import Document, Span, Steps
from generator.targets import Installed


def choose(
    cluster: Cluster, documents: tuple[Document, ...], candidates: Sequence[Installed], request: Mapping[str, Any]
) -> tuple[Installed, ClusterAccelerator] | Diagnostic:
    flavour, keys = stated(documents, "flavour"), _device_keys(cluster, documents)
    name = request.get("name")
    if flavour is not None and all(candidate.flavour != flavour for candidate in candidates):
        known = [candidate.flavour for candidate in candidates]
        return Diagnostic(
            "unknown-flavour",
            f"no flavour '{flavour}' of runtime '{candidates[0].runtime.name}' is installed on cluster '{cluster.name}'",
            span_of(documents, ("spec", "flavour")),
            offer(flavour, known, "flavours installed"),
        )
    if name is not None and name not in cluster.accelerators:
        return Diagnostic(
            "unknown-accelerator",
            f"cluster '{cluster.name}' has no accelerator '{name}'",
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
    if len({candidate.flavour for candidate, _ in fitting}) == 1 and (len(fitting) == 1 or not (request or keys)):
        return fitting[0]
    return _none_or_several(cluster, documents, candidates, fitting)


_LIMITS: Steps = ("spec", "predictor", "model", "resources", "limits")


def _suits(accelerator: ClusterAccelerator, name: str | None, keys: Sequence[str], request: Mapping[str, Any]) -> bool:
    if name not in (None, accelerator.name):
        return False
    if keys:
        return accelerator.plugin is not None and accelerator.plugin.resource in keys
    return not request.get("count") or accelerator.plugin is not None


def _none_or_several(
    cluster: Cluster,
    documents: tuple[Document, ...],
    candidates: Sequence[Installed],
    fitting: Sequence[tuple[Installed, ClusterAccelerator]],
) -> Diagnostic:
    listed = _listed(fitting) if fitting else _listed([(c, a) for c in candidates for a in c.accelerators])
    span = span_of(documents, ("spec", "runtime"))
    if not fitting:
        message = f"no installed flavour of runtime '{candidates[0].runtime.name}' suits what the service asks for on cluster '{cluster.name}'"
        return Diagnostic("no-flavour-fits", message, span, f"Installed: {listed}. Change flavour or accelerator.")
    flavours = {candidate.flavour for candidate, _ in fitting}
    what, field = (
        ("flavours", "flavour: <name>") if len(flavours) > 1 else ("accelerators", "accelerator: {name: <name>}")
    )
    message = f"several {what} of runtime '{candidates[0].runtime.name}' fit the service on cluster '{cluster.name}'"
    rule = "ambiguous-flavour" if len(flavours) > 1 else "ambiguous-accelerator"
    return Diagnostic(rule, message, span, f"They are: {listed}. Say which: {field}.")


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
        merged |= (document.value.get("spec") or {}).get("accelerator") or {}
    return {key: value for key, value in merged.items() if value is not None}


def span_of(documents: Sequence[Document], steps: Steps) -> Span:
    """Return where a field was said last."""
    for document in reversed(documents):
        if steps in document.marks():
            return document.mark(steps).value
    return documents[-1].mark(("metadata", "name")).value
