"""Documents to Fleet: the immutable index of definitions, every name in it resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.diagnostics import Diagnostic
from generator.layout import ACCELERATORS_PATH, FLEET_PATH, Catalogue
from generator.merge.findings import merge_findings
from generator.merge.strategic import MergeNotes
from generator.model import (
    Accelerator,
    Cluster,
    ConfigMapKey,
    DevicePlugin,
    Fleet,
    HydraNames,
    Layer,
    Overlay,
    Runtime,
    ServiceKey,
)
from generator.naming import offer
from generator.place import Span, Steps
from generator.validate.clusters import Known, build_cluster
from generator.validate.rules import unknown_rules
from generator.yaml.document import Document


class Validated(Struct, frozen=True, eq=False):
    """The fleet that could be built, all findings, and which removals in clusters and overlays had effect.

    A cluster is left out where something that all of it needs is broken.
    """

    fleet: Fleet
    diagnostics: tuple[Diagnostic, ...]
    notes: MergeNotes


def build_fleet(catalogue: Catalogue, documents: Mapping[str, Document]) -> Validated:
    """Build the fleet from the sound documents, keyed by path; the catalogue knows the names of all."""
    found: list[Diagnostic] = list(_no_clusters(catalogue))
    spec = documents[FLEET_PATH].value.get("spec") or {} if FLEET_PATH in documents else {}
    hydra = _hydra_names(spec.get("hydra") or {})
    notes = MergeNotes()
    accelerators = _accelerators(documents.get(ACCELERATORS_PATH))
    runtimes = {name: Runtime(name, documents[path]) for name, path in catalogue.runtimes.items() if path in documents}
    overlays = dict(_overlays(catalogue, documents))
    for runtime in runtimes.values():
        found += _release_problems(runtime)
        found += _external_problems(runtime)
        found += _deleted_flavours(runtime)
        found += _builtin_problems(runtime, hydra.builtins)
        found += _accelerator_problems(runtime, accelerators, documents)
    unsound = {d.span.path for d in found}
    known = Known(
        accelerators,
        {name: runtime for name, runtime in runtimes.items() if runtime.document.path not in unsound},
        overlays,
        _names(catalogue, accelerators, documents),
    )
    clusters: dict[str, Cluster] = {}
    for name, path in catalogue.clusters.items():
        if path in documents:
            cluster, cluster_found = build_cluster(documents[path], known, notes)
            found += (replace(diagnostic, clusters=(name,)) for diagnostic in cluster_found)
            if cluster is not None:
                clusters[name] = cluster
    found += _hydra_problems(clusters, catalogue)
    found += unknown_rules(documents.get(FLEET_PATH))
    fleet = Fleet(
        hydra=hydra,
        engine=(spec.get("gitops") or {}).get("engine", "argocd"),
        policy=Layer(documents[FLEET_PATH], ("spec", "policy"), spec["policy"]) if spec.get("policy") else None,
        severities=spec.get("rules") or {},
        accelerators=accelerators,
        runtimes=known.runtimes,
        runtime_names=frozenset(catalogue.runtimes),
        overlays=overlays,
        clusters=clusters,
    )
    layers = [Layer(document, (), document.value) for document in documents.values()]
    found += merge_findings(notes, layers)
    return Validated(fleet, tuple(found), MergeNotes(notes.effects))


def _no_clusters(catalogue: Catalogue) -> Iterator[Diagnostic]:
    if not catalogue.clusters:
        yield Diagnostic(
            "no-clusters",
            "there is no cluster to compile for",
            Span(FLEET_PATH),
            "Write clusters/<cluster>/cluster.yaml.",
        )


def _accelerators(document: Document | None) -> dict[str, Accelerator]:
    entries = document.value["spec"]["accelerators"] if document is not None else ()
    return {
        entry["name"]: Accelerator(
            entry["name"],
            entry.get("label"),
            entry.get("toolkit"),
            entry.get("hydraGPUType"),
            {plugin["name"]: _device_plugin(plugin) for plugin in entry.get("devicePlugins") or ()},
            Layer(document, ("spec", "accelerators", index), entry),
        )
        for index, entry in enumerate(entries)
        if document is not None
    }


def _device_plugin(entry: Mapping[str, Any]) -> DevicePlugin:
    gpu_type = entry.get("hydraGPUType")
    return DevicePlugin(entry["name"], entry["resource"], entry.get("memory"), entry.get("cores"), gpu_type)


def _overlays(catalogue: Catalogue, documents: Mapping[str, Document]) -> Iterator[tuple[str, Overlay]]:
    for name, path in catalogue.overlays.items():
        paths: Mapping[ServiceKey, str] = catalogue.services.get(f"overlays/{name}", {})
        if path in documents and all(service in documents for service in paths.values()):
            services = {key: documents[service] for key, service in paths.items()}
            layer = Layer(documents[path], ("spec",), documents[path].value["spec"])
            yield name, Overlay(name, documents[path], services, layer)


def _names(
    catalogue: Catalogue, accelerators: Mapping[str, Accelerator], documents: Mapping[str, Document]
) -> dict[str, frozenset[str]]:
    unread = ACCELERATORS_PATH not in documents
    return {
        "overlays": frozenset(catalogue.overlays),
        "runtimes": frozenset(catalogue.runtimes),
        "accelerators": _AnyName() if unread and catalogue.accelerators else frozenset(accelerators),
    }


class _AnyName(frozenset[str]):
    """The names of a catalogue that could not be read: any name may be in it."""

    def __contains__(self, name: object) -> bool:
        return True


def _release_problems(runtime: Runtime) -> Iterator[Diagnostic]:
    releases = [entry["name"] for entry in runtime.spec.get("releases") or ()]
    for channel, release in (runtime.spec.get("channels") or {}).items():
        if release not in releases:
            yield Diagnostic(
                "unknown-release",
                f"channel '{channel}' names release '{release}', which the runtime does not have",
                runtime.document.mark(("spec", "channels", channel)).value,
                offer(release, releases, "releases"),
            )


def _deleted_flavours(runtime: Runtime) -> Iterator[Diagnostic]:
    """Yield the flavours that a release drops and the runtime does not have."""
    flavours = [entry["name"] for entry in runtime.spec.get("flavours") or ()]
    for index, release in enumerate(runtime.spec.get("releases") or ()):
        for place, entry in enumerate(release.get("flavours") or ()):
            if "$patch" in entry and entry["name"] not in flavours:
                span = runtime.document.mark(("spec", "releases", index, "flavours", place, "$patch")).key
                message = f"the release drops flavour '{entry['name']}', which the runtime does not have"
                yield Diagnostic("no-effect", message, span, offer(entry["name"], flavours, "flavours"))


def _builtin_problems(runtime: Runtime, builtins: Sequence[str]) -> Iterator[Diagnostic]:
    """Yield an error for a runtime that would take the place of one that Hydra brings, without saying so."""
    layers = (runtime.spec, *(runtime.spec.get("releases") or ()))
    templated = any(layer.get(key) for layer in layers for key in ("hydraTemplate", "hydraLaunch"))
    if templated and runtime.name in builtins and not runtime.spec.get("replace"):
        message = f"Hydra brings a runtime '{runtime.name}' of its own, and this template would take its place"
        help_text = "Choose another name, or say 'replace: true' to overwrite it."
        yield Diagnostic("entry-exists", message, runtime.document.mark(("metadata", "name")).value, help_text)


def _external_problems(runtime: Runtime) -> Iterator[Diagnostic]:
    layers = (runtime.spec, *(runtime.spec.get("flavours") or ()))
    fragments = (layer.get("clusterServingRuntime") or {} for layer in layers)
    if runtime.external and not any((fragment.get("metadata") or {}).get("name") for fragment in fragments):
        message = "a runtime of the platform needs the name that its object has on the clusters"
        help_text = "Write clusterServingRuntime: {metadata: {name: …}}."
        yield Diagnostic("missing-field", message, runtime.document.mark(("spec", "external")).key, help_text)


def _accelerator_problems(
    runtime: Runtime, accelerators: Mapping[str, Accelerator], documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    if ACCELERATORS_PATH not in documents:
        return
    layers: list[tuple[Steps, Mapping[str, Any]]] = [(("spec",), runtime.spec)]
    layers += [(("spec", "releases", i), entry) for i, entry in enumerate(runtime.spec.get("releases") or ())]
    for steps, layer in layers:
        named: list[tuple[Steps, Any]] = [((*steps, "accelerators"), layer.get("accelerators"))]
        for index, flavour in enumerate(layer.get("flavours") or ()):
            named.append(((*steps, "flavours", index, "accelerators"), flavour.get("accelerators")))
        for place, names in named:
            for index, name in enumerate(names or ()):
                if name not in accelerators:
                    yield Diagnostic(
                        "unknown-accelerator",
                        f"there is no accelerator '{name}'",
                        runtime.document.mark((*place, index)).value,
                        offer(name, accelerators, "accelerators"),
                    )


def _hydra_problems(clusters: Mapping[str, Cluster], catalogue: Catalogue) -> Iterator[Diagnostic]:
    for cluster in clusters.values():
        if cluster.hydra is None or cluster.hydra.role != "worker":
            continue
        name = cluster.hydra.global_cluster
        other = clusters.get(name)
        document, steps = cluster.place("hydra", "global")
        globals_ = [c.name for c in clusters.values() if c.hydra is not None and c.hydra.role == "global"]
        if name not in catalogue.clusters:
            message = f"there is no cluster '{name}'"
        elif other is not None and (other.hydra is None or other.hydra.role != "global"):
            message = f"cluster '{name}' is not a Hydra global cluster"
        else:
            continue
        yield Diagnostic(
            "unknown-global",
            message,
            document.mark(steps).value,
            offer(name, globals_, "global clusters"),
            clusters=(cluster.name,),
        )


def _hydra_names(stated: Mapping[str, Any]) -> HydraNames:
    default = HydraNames()
    template, agent = stated.get("runtimeTemplate") or {}, stated.get("agent") or {}
    return HydraNames(
        stated.get("namespace", default.namespace),
        ConfigMapKey(template.get("name", default.template.name), template.get("key", default.template.key)),
        ConfigMapKey(agent.get("name", default.agent.name), agent.get("key", default.agent.key)),
        tuple(stated.get("builtins", default.builtins)),
    )
