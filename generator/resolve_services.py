"""Which services a cluster has, and the flavour and accelerator that each one runs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from generator.diagnostics import Diagnostic
from generator.model import Cluster, ClusterAccelerator, Fleet, ServiceKey
from generator.naming import offer
from generator.resolve_choice import choose, request_of, span_of, stated
from generator.source import Document
from generator.targets import Installed


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
    if cluster.kserve is None:
        return Diagnostic(
            "no-kserve",
            f"cluster '{cluster.name}' has no KServe to run the service",
            documents[-1].mark(("metadata", "name")).value,
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
    runtime = stated(documents, "runtime")
    if runtime is None:
        return Diagnostic(
            "missing-field",
            "spec.runtime is missing",
            documents[-1].mark(("metadata", "name")).value,
            "Name the Runtime that serves the model: runtime: <name>.",
        )
    candidates = [flavour for flavour in installed if flavour.runtime.name == runtime]
    if not candidates:
        return _no_runtime(fleet, cluster, documents, runtime, names)
    request = request_of(documents)
    chosen = choose(cluster, documents, candidates, request)
    if isinstance(chosen, Diagnostic):
        return chosen
    return Service(key, documents, *chosen, request, stated(documents, "deploymentMode") or "Standard")


def _no_runtime(
    fleet: Fleet, cluster: Cluster, documents: tuple[Document, ...], runtime: str, names: Mapping[str, tuple[str, ...]]
) -> Diagnostic:
    span = span_of(documents, ("spec", "runtime"))
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
