"""Which services a cluster has, and the flavour and accelerator that each one runs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.diagnostics import Diagnostic
from generator.model import Cluster, ClusterAccelerator, Fleet, ServiceKey
from generator.naming import nearest, offer
from generator.resolve.choice import choose, request_of, span_of, stated
from generator.targets import Installed
from generator.yaml.document import Document


class Service(Struct, frozen=True, eq=False):
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
        elif resolved is not None:
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
) -> Service | Diagnostic | None:
    """Return the service, or what is wrong; None where that has been told of the cluster or its runtime."""
    place = documents[0].mark
    if cluster.kserve is None:
        message, help_text = "the cluster has no KServe", "Write spec.kserve in the cluster, or remove the service."
        return Diagnostic("no-kserve", message + " to run the service", place(("metadata", "name")).value, help_text)
    if key[0] not in cluster.namespaces:
        message = f"the cluster has no namespace '{key[0]}'"
        help_text = offer(key[0], cluster.namespaces, "namespaces of the cluster")
        help_text += f" To have it, write it in the cluster: namespaces: [{{name: {key[0]}}}]."
        return Diagnostic("unknown-namespace", message, place(("metadata", "namespace")).value, help_text)
    runtime = stated(documents, "runtime")
    if runtime is None:
        message, help_text = "spec.runtime is missing", "Name the Runtime that serves the model: runtime: <name>."
        return Diagnostic("missing-field", message, place(("spec",)).key, help_text)
    candidates = [flavour for flavour in installed if flavour.runtime.name == runtime]
    if not candidates:
        return _no_runtime(fleet, cluster, documents, runtime, names)
    request = request_of(documents)
    chosen = choose(cluster, documents, candidates, request)
    if chosen is None or isinstance(chosen, Diagnostic):
        return chosen
    if not chosen[0].serves:
        message = f"runtime '{runtime}' has no clusterServingRuntime: it is for Hydra, and KServe runs nothing on it"
        help_text = f"Choose another runtime, or write clusterServingRuntime in {chosen[0].runtime.document.path}."
        return Diagnostic("no-serving-runtime", message, span_of(documents, ("spec", "runtime")), help_text)
    unmet = _unmet_request(documents, chosen[1], request)
    return unmet or Service(key, documents, *chosen, request, stated(documents, "deploymentMode") or "Standard")


def _unmet_request(
    documents: tuple[Document, ...], accelerator: ClusterAccelerator, request: Mapping[str, Any]
) -> Diagnostic | None:
    """Return the part of the request for which the cluster's device plugin has no resource."""
    plugin = accelerator.plugin
    for field in ("memory", "cores"):
        if field in request and (plugin is None or getattr(plugin, field) is None):
            by = f"device plugin '{plugin.name}'" if plugin is not None else "no device plugin"
            message = f"accelerator '{accelerator.name}' is offered by {by}, which has no resource for {field}"
            help_text = f"Remove {field}, or choose a device plugin that shares the accelerator in the cluster."
            span = span_of(documents, ("spec", "accelerator", field))
            return Diagnostic("no-device-resource", message, span, help_text)
    return None


def _no_runtime(
    fleet: Fleet, cluster: Cluster, documents: tuple[Document, ...], runtime: str, names: Mapping[str, tuple[str, ...]]
) -> Diagnostic | None:
    listed = {entry["name"] for entry in cluster.spec.get("runtimes") or ()}
    if runtime in listed or nearest(runtime, listed - cluster.runtimes.keys()):
        return None
    span = span_of(documents, ("spec", "runtime"))
    here = offer(runtime, cluster.runtimes, "runtimes of the cluster")
    if runtime in fleet.runtime_names:
        message = f"runtime '{runtime}' is not installed on the cluster"
        help_text = f"To install it, write it in the cluster: runtimes: [{{name: {runtime}}}]. {here}"
        return Diagnostic("runtime-not-installed", message, span, help_text)
    owner = next((name for name, objects in names.items() if runtime in objects), None)
    similar = owner or next((name for name in sorted(cluster.runtimes, key=len, reverse=True) if name in runtime), None)
    if similar is None:
        return Diagnostic("unknown-runtime", f"there is no runtime '{runtime}'", span, here)
    what = "a ClusterServingRuntime's name" if owner else "the name of neither a Runtime nor a ClusterServingRuntime"
    message = f"'{runtime}' is {what}, and a Runtime's is due here"
    objects = ", ".join(names.get(similar, ())) or "nothing"
    help_text = f"Write runtime: {similar}. The cluster has it as {objects}; the flavour picks which."
    return Diagnostic("unknown-runtime", message, span, help_text)
