"""Which services a cluster has, and the flavour and accelerator that each one runs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic, Related
from generator.model import Cluster, ClusterAccelerator, Fleet, Installed, ServiceKey
from generator.naming import offer
from generator.source import Document, Span, Steps


@dataclass(frozen=True, eq=False)
class Service:
    """A service of a cluster: its documents lowest first, and what it runs on."""

    key: ServiceKey
    documents: tuple[Document, ...]
    installed: Installed
    accelerator: ClusterAccelerator
    request: Mapping[str, Any]
    """The merged `accelerator` field: name, count, memory, cores."""
    deployment_mode: str

    @property
    def owner(self) -> Document:
        """The definition that introduces the service."""
        return self.documents[0]


def services_of(
    fleet: Fleet,
    cluster: Cluster,
    own: Mapping[ServiceKey, Document],
    installed: Sequence[Installed],
    names: Mapping[str, tuple[str, ...]],
) -> tuple[tuple[Service, ...], tuple[Diagnostic, ...]]:
    """Return the cluster's services and what is wrong with any. `names`: runtime to its objects' names here."""
    services: list[Service] = []
    found: list[Diagnostic] = []
    for key, documents in sorted(_documents(cluster, own, found).items()):
        resolved = _resolve(fleet, cluster, key, documents, installed, names)
        if isinstance(resolved, Service):
            services.append(resolved)
        else:
            found.append(resolved)
    return tuple(services), tuple(found)


def _documents(
    cluster: Cluster, own: Mapping[ServiceKey, Document], found: list[Diagnostic]
) -> dict[ServiceKey, tuple[Document, ...]]:
    collected: dict[ServiceKey, tuple[Document, ...]] = {}
    for services in (*(overlay.services for overlay in cluster.overlays), own):
        for key, document in services.items():
            if document.value.get("$patch") != "delete":
                collected[key] = (*collected.get(key, ()), document)
            elif collected.pop(key, None) is None:
                message = f"there is no service '{key[1]}' in namespace '{key[0]}' below this to delete"
                found.append(
                    Diagnostic(
                        "no-effect",
                        message,
                        document.mark(("$patch",)).key,
                        "Remove the file: nothing that the cluster lists brings this service.",
                    )
                )
    return collected


def _resolve(
    fleet: Fleet,
    cluster: Cluster,
    key: ServiceKey,
    documents: tuple[Document, ...],
    installed: Sequence[Installed],
    names: Mapping[str, tuple[str, ...]],
) -> Service | Diagnostic:
    place = documents[-1].mark(("metadata", "name")).value
    if cluster.kserve is None:
        return Diagnostic(
            "no-kserve",
            f"cluster '{cluster.name}' has no KServe to run the service",
            place,
            "Write spec.kserve in the cluster, or remove the service.",
        )
    if key[0] not in cluster.namespaces:
        span = documents[-1].mark(("metadata", "namespace")).value
        return Diagnostic(
            "unknown-namespace",
            f"cluster '{cluster.name}' has no namespace '{key[0]}'",
            span,
            offer(key[0], cluster.namespaces, "namespaces")
            + " Declare it in the cluster: namespaces: [{name: "
            + key[0]
            + "}].",
        )
    runtime = _stated(documents, "runtime")
    if runtime is None:
        return Diagnostic(
            "missing-field",
            "spec.runtime is missing",
            place,
            "Name the Runtime that serves the model: runtime: <name>.",
        )
    candidates = [flavour for flavour in installed if flavour.runtime.name == runtime]
    if not candidates:
        return _no_runtime(fleet, cluster, documents, runtime, names)
    request = _request(documents)
    chosen = _choose(cluster, documents, candidates, request)
    if isinstance(chosen, Diagnostic):
        return chosen
    return Service(key, documents, *chosen, request, _stated(documents, "deploymentMode") or "Standard")


def _no_runtime(
    fleet: Fleet, cluster: Cluster, documents: tuple[Document, ...], runtime: str, names: Mapping[str, tuple[str, ...]]
) -> Diagnostic:
    span = _span(documents, ("spec", "runtime"))
    if runtime in cluster.runtimes:
        return Diagnostic(
            "runtime-not-installed",
            f"no flavour of runtime '{runtime}' fits cluster '{cluster.name}'",
            span,
            "See the cluster's own diagnostic.",
        )
    if runtime in fleet.runtimes:
        message = f"runtime '{runtime}' is not installed on cluster '{cluster.name}'"
        return Diagnostic(
            "runtime-not-installed",
            message,
            span,
            f"Add it to the cluster: runtimes: [{{name: {runtime}}}]. "
            + offer(runtime, cluster.runtimes, "runtimes installed"),
        )
    owner = next((name for name, objects in names.items() if runtime in objects), None)
    similar = owner or next((name for name in sorted(cluster.runtimes, key=len, reverse=True) if name in runtime), None)
    if similar is None:
        return Diagnostic(
            "unknown-runtime",
            f"there is no runtime '{runtime}'",
            span,
            offer(runtime, cluster.runtimes, "runtimes installed"),
        )
    objects = ", ".join(names.get(similar, ()))
    what = (
        "is a ClusterServingRuntime's name"
        if owner
        else "is neither a Runtime nor a ClusterServingRuntime of this cluster"
    )
    return Diagnostic(
        "unknown-runtime",
        f"'{runtime}' {what}; a Runtime's name is due here",
        span,
        f"Write runtime: {similar}. On this cluster it is installed as {objects or 'no object'}; the flavour picks which.",
    )


def _choose(
    cluster: Cluster, documents: tuple[Document, ...], candidates: Sequence[Installed], request: Mapping[str, Any]
) -> tuple[Installed, ClusterAccelerator] | Diagnostic:
    flavour, keys = _stated(documents, "flavour"), _device_keys(cluster, documents)
    name = request.get("name")
    if flavour is not None and all(candidate.flavour != flavour for candidate in candidates):
        known = [candidate.flavour for candidate in candidates]
        return Diagnostic(
            "unknown-flavour",
            f"no flavour '{flavour}' of runtime '{candidates[0].runtime.name}' is installed on cluster '{cluster.name}'",
            _span(documents, ("spec", "flavour")),
            offer(flavour, known, "flavours installed"),
        )
    if name is not None and name not in cluster.accelerators:
        return Diagnostic(
            "unknown-accelerator",
            f"cluster '{cluster.name}' has no accelerator '{name}'",
            _span(documents, ("spec", "accelerator", "name")),
            offer(name, cluster.accelerators, "accelerators of the cluster"),
        )
    if keys and request:
        message = f"both spec.accelerator and the device key '{keys[0]}' ask for an accelerator"
        related = Related(_span(documents, ("spec", "accelerator")), "spec.accelerator")
        return Diagnostic(
            "accelerator-twice",
            message,
            _span(documents, (*_LIMITS, keys[0])),
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
    span = _span(documents, ("spec", "runtime"))
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


def _stated(documents: Sequence[Document], key: str) -> Any:
    for document in reversed(documents):
        spec = document.value.get("spec") or {}
        if key in spec:
            return spec[key]
    return None


def _request(documents: Sequence[Document]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for document in documents:
        merged |= (document.value.get("spec") or {}).get("accelerator") or {}
    return {key: value for key, value in merged.items() if value is not None}


def _span(documents: Sequence[Document], steps: Steps) -> Span:
    """Return where a field was said last."""
    for document in reversed(documents):
        if steps in document.marks():
            return document.mark(steps).value
    return documents[-1].mark(("metadata", "name")).value
