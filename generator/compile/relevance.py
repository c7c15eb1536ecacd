"""What is asked for: names that no cluster has, and which findings concern those that there are.

Findings concern a cluster if they are in what it is made of, as far as that can be read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic
from generator.layout import Catalogue
from generator.naming import offer
from generator.place import Span
from generator.yaml.document import Document


def unknown_clusters(chosen: Iterable[str], known: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the names that no cluster has."""
    for name in chosen:
        if name not in known:
            message, help_text = f"there is no cluster '{name}'", offer(name, known, "clusters")
            yield Diagnostic("unknown-cluster", message, Span("clusters"), help_text)


def relevant(
    found: Iterable[Diagnostic], chosen: Iterable[str], catalogue: Catalogue, documents: Mapping[str, Document]
) -> Iterator[Diagnostic]:
    """Yield the findings that concern the chosen clusters. `documents`: the sound shared definitions by path."""
    clusters = set(chosen)
    clusters.update(*(_members(name, catalogue, documents) for name in tuple(clusters)))
    folders = set[str]().union(*(_folders(name, catalogue, documents) for name in clusters))
    shared = {catalogue.fleet, catalogue.accelerators}
    for diagnostic in found:
        if diagnostic.clusters:
            concerns = not clusters.isdisjoint(diagnostic.clusters)
        else:
            path = diagnostic.span.path
            concerns = path in shared or "/".join(path.split("/")[:2]) in folders
        if concerns:
            yield diagnostic


def _folders(cluster: str, catalogue: Catalogue, documents: Mapping[str, Document]) -> set[str]:
    """Return the folders of the cluster, its overlays and its runtimes."""
    specs = _specs(cluster, catalogue, documents)
    overlays = {f"overlays/{name}" for spec in specs for name in spec.get("overlays") or ()}
    runtimes = {f"runtimes/{entry['name']}" for spec in specs for entry in spec.get("runtimes") or ()}
    return {f"clusters/{cluster}"} | overlays | runtimes


def _members(cluster: str, catalogue: Catalogue, documents: Mapping[str, Document]) -> set[str]:
    """Return the clusters whose runtimes a global cluster has templates of.

    One whose definition cannot be read may be among them.
    """
    if _hydra(cluster, catalogue, documents).get("role") != "global":
        return set()
    return {
        name
        for name, path in catalogue.clusters.items()
        if path not in documents or _hydra(name, catalogue, documents).get("global") == cluster
    }


def _hydra(cluster: str, catalogue: Catalogue, documents: Mapping[str, Document]) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for spec in _specs(cluster, catalogue, documents):
        merged |= spec.get("hydra") or {}
    return merged


def _specs(cluster: str, catalogue: Catalogue, documents: Mapping[str, Document]) -> list[Mapping[str, Any]]:
    """Return the specs of the cluster's overlays and, last, its own: those that can be read."""
    own = documents.get(catalogue.clusters.get(cluster, ""))
    if own is None:
        return []
    names = own.value["spec"].get("overlays") or ()
    overlays = (documents.get(catalogue.overlays.get(name, "")) for name in names)
    return [*(overlay.value["spec"] for overlay in overlays if overlay is not None), own.value["spec"]]
