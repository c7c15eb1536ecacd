"""Names: a definition's is that of its place in the repo, and no list of named things has one twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Related
from generator.layout import expected_kind
from generator.place import Steps
from generator.yaml.document import Document

_LISTS = {
    "flavours": "flavour",
    "releases": "release",
    "runtimes": "runtime",
    "accelerators": "accelerator",
    "namespaces": "namespace",
    "devicePlugins": "device plugin",
}
"""Our own lists that merge by name, and what one of their items is called."""


def misnamed(documents: Mapping[str, Document]) -> Iterator[Diagnostic]:
    """Yield an error for each definition (by path) whose name or namespace is not that of its place."""
    for path, document in documents.items():
        kind = expected_kind(path)
        value = document.value if isinstance(document.value, dict) else {}
        metadata = value.get("metadata")
        if kind in ("Fleet", "Accelerators") or value.get("kind") != kind or not isinstance(metadata, dict):
            continue
        for key, due in _due(path, kind).items():
            if isinstance(metadata.get(key), str) and metadata[key] != due:
                rightful = documents.get(_place(path, metadata[key])) if kind != "ModelService" else None
                yield _misnamed(document, kind, key, due) if rightful is None else _taken(document, rightful, kind, due)


def _due(path: str, kind: str) -> dict[str, str]:
    parts = path.split("/")
    if kind == "ModelService":
        return {"name": parts[-1].removesuffix(".yaml"), "namespace": parts[-2]}
    return {"name": parts[1]}


def _place(path: str, name: str) -> str:
    """Return where a definition of the same kind and another name lies."""
    folder, _, file = path.split("/")
    return f"{folder}/{name}/{file}"


def _misnamed(document: Document, kind: str, key: str, due: str) -> Diagnostic:
    stated = document.value["metadata"][key]
    what = "file" if key == "name" and kind == "ModelService" else "folder"
    message = f"metadata.{key} is '{stated}', but the {what} is called '{due}{'.yaml' if what == 'file' else ''}'"
    help_text = f"Write {key}: {due}, or rename the {what}: definitions are found by their place."
    return Diagnostic("name-mismatch", message, document.mark(("metadata", key)).value, help_text)


def _taken(document: Document, rightful: Document, kind: str, due: str) -> Diagnostic:
    steps: Steps = ("metadata", "name")
    message = f"{kind} '{document.value['metadata']['name']}' is defined twice"
    related = (Related(rightful.mark(steps).value, "the one whose folder has the name"),)
    help_text = f"Write name: {due}, as the folder of this one says, or join the two definitions."
    return Diagnostic("duplicate-name", message, document.mark(steps).value, help_text, related=related)


def repeated_names(document: Document) -> Iterator[Diagnostic]:
    """Yield an error for each name that stands twice in one of a definition's lists of named things."""
    spec = document.value.get("spec")
    if isinstance(spec, dict):
        yield from _repeated(document, ("spec",), spec)


def _repeated(document: Document, steps: Steps, layer: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for key, what in _LISTS.items():
        first: dict[str, int] = {}
        for index, entry in enumerate(layer.get(key) or ()):
            if not isinstance(entry, dict):
                break
            yield from _repeated(document, (*steps, key, index), entry)
            if "$patch" not in entry and first.setdefault(entry["name"], index) != index:
                place = document.mark((*steps, key, index, "name")).value
                related = Related(document.mark((*steps, key, first[entry["name"]], "name")).value, "the first one")
                message = f"{what} '{entry['name']}' stands twice in the list"
                help_text = "Join the two, or give one another name."
                yield Diagnostic("duplicate-name", message, place, help_text, related=(related,))
