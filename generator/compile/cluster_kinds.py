"""Clusters of one kind: nothing that their serving objects show tells them apart, so they get the same files.

Most clusters of a large fleet differ in their name only, and in values that a few share. What depends on a runtime and
a kind of cluster is done once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any

from generator.expressions.text import Template, compile_text
from generator.merge.strategic import is_plain
from generator.model import Cluster, Fleet, Overlay, Runtime
from generator.runtime_layers import LAYER_KEYS
from generator.yaml.document import Document

_NAME = ("cluster", "name")


def kind_of(cluster: Cluster, fleet: Fleet) -> Hashable:
    """Return what decides a cluster's serving objects, beside services of its own; None where that is its alone.

    A cluster with fragments, patches or nulls of its own is its own kind: whether these had effect must be known of it.
    So is one whose definitions may read its name, and one with runtimes of the platform: these are its own live/'s.
    """
    value = cluster.document.value
    spec = value["spec"]
    runtimes = tuple(cluster.runtimes.values())
    own = any(key in spec for key in LAYER_KEYS) or any(
        entry.keys() - {"name", "flavours"} for entry in spec.get("runtimes") or ()
    )
    if own or any(runtime.external for runtime in runtimes) or not is_plain(spec):
        return None
    if _reads_name(cluster.overlays, runtimes, _catalogue(cluster)) or _policy_reads_name(fleet):
        return None
    return (tuple(map(id, cluster.overlays)), repr(value["metadata"].get("labels")), repr(spec))


def _catalogue(cluster: Cluster) -> Document | None:
    return next((entry.accelerator.layer.document for entry in cluster.accelerators.values()), None)


@cache
def _reads_name(overlays: tuple[Overlay, ...], runtimes: tuple[Runtime, ...], catalogue: Document | None) -> bool:
    documents = [runtime.document for runtime in runtimes] + ([catalogue] if catalogue is not None else [])
    for overlay in overlays:
        documents += [overlay.document, *overlay.services.values()]
    return any(map(_document_reads_name, documents))


@cache
def _document_reads_name(document: Document) -> bool:
    return b"${{" in document.data and _value_reads_name(document.value)


@cache
def _policy_reads_name(fleet: Fleet) -> bool:
    return fleet.policy is not None and _value_reads_name(fleet.policy.value)


def _value_reads_name(value: Any) -> bool:
    return any(path[:2] == _NAME or path == _NAME[:1] for text in _texts(value) for path in _paths(text))


def _paths(text: str) -> Iterator[tuple[Any, ...]]:
    template = compile_text(text)
    if isinstance(template, Template):
        yield from template.names_used


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str) and "${{" in value:
        yield value
