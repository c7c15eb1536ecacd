"""The definition language's shape: JSON Schemas of the kinds, read from generator/schemas/.

The native Kubernetes, KServe and Hydra fields inside them come from generator.native.schemas. A schema object with
`x-servewright-extends` takes up the properties of the object that it points to: JSON Schema has no closed
inheritance, and editors need closed objects to flag unknown fields.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from generator.merge.shape import Shape, shape_of
from generator.native.schemas import patch_schemas

_KINDS = ("Fleet", "Accelerators", "Runtime", "Cluster", "Overlay", "ModelService")
_EXTENDS = "x-servewright-extends"
_SCHEMAS = Path(__file__).parent / "schemas"


def kinds() -> tuple[str, ...]:
    """Return the kinds of definitions."""
    return _KINDS


def schema_file(kind: str) -> str:
    """Return the name of the schema file of a kind."""
    return f"{kind.lower()}.json"


@cache
def registry() -> dict[str, Any]:
    """Return all schema documents by file name, extensions taken up, the native fields included."""
    raw = {name: _read(name) for name in ("common.json", *map(schema_file, _KINDS))}
    raw["native.json"] = patch_schemas()
    return {name: _extended(document, name, raw) for name, document in raw.items() if name != "native.json"} | {
        "native.json": raw["native.json"]
    }


def published_schemas() -> dict[str, Any]:
    """Return the schema files as editors read them: file name to JSON Schema, references relative."""
    return dict(registry())


@cache
def spec_shape(kind: str) -> Shape:
    """Return what merging needs to know of a kind's spec."""
    return _shape(registry()[schema_file(kind)]).child("spec")


@cache
def release_shape() -> Shape:
    """Return the shape of a runtime's layer: what runtime, release and flavour share."""
    return shape_of({"$ref": "common.json#/$defs/releaseLayer"}, registry())


@cache
def native_shape(type_name: str) -> Shape:
    """Return the shape of a native type such as InferenceServiceFragment."""
    return shape_of({"$ref": f"native.json#/$defs/{type_name}"}, registry())


def _shape(schema: dict[str, Any]) -> Shape:
    return shape_of(schema, registry())


def _read(name: str) -> Any:
    return json.loads((_SCHEMAS / name).read_text("utf-8"))


def _extended(node: Any, document: str, raw: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_extended(item, document, raw) for item in node]
    if not isinstance(node, dict):
        return node
    own = {key: _extended(value, document, raw) for key, value in node.items() if key != _EXTENDS}
    if _EXTENDS not in node:
        return own
    file_name, _, pointer = node[_EXTENDS].partition("#")
    source = file_name or document
    base = _absolute(_extended(_at(raw[source], pointer), source, raw), source, document)
    return own | {
        "properties": base.get("properties", {}) | own["properties"],
        "patternProperties": base.get("patternProperties", {}) | own.get("patternProperties", {}),
    }


def _at(document: Any, pointer: str) -> Any:
    for step in pointer.strip("/").split("/"):
        document = document[step]
    return document


def _absolute(node: Any, source: str, target: str) -> Any:
    """Rewrite references inside a subtree that moves from one schema file into another."""
    if isinstance(node, list):
        return [_absolute(item, source, target) for item in node]
    if not isinstance(node, dict):
        return node
    moved = {key: _absolute(value, source, target) for key, value in node.items()}
    reference = moved.get("$ref")
    if isinstance(reference, str) and reference.startswith("#") and source != target:
        moved["$ref"] = source + reference
    return moved
