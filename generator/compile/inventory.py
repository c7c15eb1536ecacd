"""What definitions there are, as rows for `servewright list`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from generator.clock import Clock
from generator.compile.fleet import sound_documents
from generator.diagnostics import Diagnostic, fold
from generator.layout import Catalogue
from generator.load.definitions import catalogue
from generator.model import Cluster, Fleet, Runtime
from generator.render.objects import render
from generator.resolve.objects import runtime_targets
from generator.resolve.runtimes import installed_flavours
from generator.resolve.services import services_of
from generator.runtime_layers import flavour_layers, release_layers
from generator.targets import Rendered, Target
from generator.tree import Tree
from generator.validate.fleet import build_fleet
from generator.workshop import Workshop


class RuntimeRow(Struct, frozen=True):
    """A runtime: its class, flavours, the accelerators they run on, model formats, releases."""

    name: str
    class_: str
    flavours: tuple[str, ...]
    accelerators: tuple[str, ...]
    formats: tuple[str, ...]
    releases: tuple[str, ...]


class ClusterRow(Struct, frozen=True):
    """A cluster: what runs on it. `distribution`, `kserve` and `hydra` are '' where it has none."""

    name: str
    distribution: str
    kserve: str
    hydra: str
    accelerators: tuple[str, ...]
    runtimes: tuple[str, ...]
    overlays: tuple[str, ...]


class ServiceRow(Struct, frozen=True):
    """A service on a cluster, and what it runs on."""

    cluster: str
    namespace: str
    name: str
    runtime: str
    flavour: str
    accelerator: str


class Inventory(Struct, frozen=True):
    """All rows, sorted, and what is wrong with definitions (what they are about is then missing)."""

    runtimes: tuple[RuntimeRow, ...]
    clusters: tuple[ClusterRow, ...]
    services: tuple[ServiceRow, ...]
    diagnostics: tuple[Diagnostic, ...]


def inventory(tree: Tree) -> Inventory:
    """List what the definitions in a tree say."""
    listed, found = catalogue(tree)
    documents, unsound = sound_documents(tree, listed.shared(), Clock())
    validated = build_fleet(listed, documents)
    fleet = validated.fleet
    diagnostics = [*found, *unsound, *validated.diagnostics]
    services = tuple(_services(tree, listed, fleet, diagnostics))
    return Inventory(
        tuple(_runtime(runtime) for _, runtime in sorted(fleet.runtimes.items())),
        tuple(_cluster(cluster) for _, cluster in sorted(fleet.clusters.items())),
        services,
        fold(diagnostics),
    )


def _runtime(runtime: Runtime) -> RuntimeRow:
    releases = tuple(entry["name"] for entry in runtime.spec.get("releases") or ())
    layers = [layer for release in (None, *releases) for layer in release_layers(runtime, release)]
    flavours = {
        name: found for release in (None, *releases) for name, found in flavour_layers(runtime, release).items()
    }
    values = [layer.value for layer in (*layers, *(layer for found in flavours.values() for layer in found))]
    return RuntimeRow(
        runtime.name,
        runtime.spec.get("class") or runtime.name,
        tuple(flavours),
        _distinct(name for value in values for name in value.get("accelerators") or ()),
        _distinct(name for value in values for name in _formats(value)),
        releases,
    )


def _formats(layer: dict[str, Any]) -> Iterator[str]:
    spec = (layer.get("clusterServingRuntime") or {}).get("spec") or {}
    for entry in spec.get("supportedModelFormats") or ():
        yield entry["name"] + (f":{entry['version']}" if entry.get("version") else "")


def _cluster(cluster: Cluster) -> ClusterRow:
    kserve, hydra = cluster.kserve, cluster.hydra
    return ClusterRow(
        cluster.name,
        kserve.distribution if kserve is not None else "",
        kserve.version if kserve is not None else "",
        hydra.role if hydra is not None else "",
        tuple(cluster.accelerators),
        tuple(cluster.runtimes),
        tuple(overlay.name for overlay in cluster.overlays),
    )


def _services(tree: Tree, listed: Catalogue, fleet: Fleet, diagnostics: list[Diagnostic]) -> Iterator[ServiceRow]:
    workshop = Workshop(tree)
    for name, cluster in sorted(fleet.clusters.items()):
        paths = listed.services.get(f"clusters/{name}", {})
        own, found = sound_documents(tree, paths.values(), Clock())
        installed, installed_found = installed_flavours(cluster, workshop.notes, workshop.memo)
        names = _object_names(runtime_targets(installed), workshop)
        keyed = {key: own[path] for key, path in paths.items() if path in own}
        services, services_found = services_of(fleet, cluster, keyed, installed, names)
        diagnostics += (*found, *installed_found, *services_found)
        for service in services:
            namespace, service_name = service.key
            flavour, accelerator = service.installed.flavour, service.accelerator.name
            yield ServiceRow(name, namespace, service_name, service.installed.runtime.name, flavour, accelerator)


def _object_names(targets: Iterable[Target], workshop: Workshop) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for target in targets:
        rendered = render(target, workshop)
        if isinstance(rendered, Rendered):
            runtime = rendered.target.runtime or ""
            names[runtime] = (*names.get(runtime, ()), rendered.value["metadata"]["name"])
    return names


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
