"""What the merge knows of a value's type: JSON Schema in, fields, items and merge keys out.

Keywords read: properties, additionalProperties, items, $ref, allOf, anyOf, oneOf and Kubernetes' own
x-kubernetes-list-map-keys. Everything else says how a value must look, not how it merges.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

_LIST_KEYS = "x-kubernetes-list-map-keys"


class Shape:
    """The type of a value, read from its schema when asked. The same schema node gives the same object."""

    __slots__ = ("_fields", "_item", "_nodes", "_other", "_schemas", "merge_keys")

    merge_keys: tuple[str, ...]
    """The fields that identify a list's items; () where a list is replaced whole."""

    def __init__(self, nodes: tuple[_Node, ...], schemas: _Schemas | None) -> None:
        self._nodes = nodes
        self._schemas = schemas
        self._fields: dict[str, Shape] = {}
        self._other: Shape | None = None
        self._item: Shape | None = None
        self.merge_keys = next((tuple(node.schema[_LIST_KEYS]) for node in nodes if _LIST_KEYS in node.schema), ())

    def child(self, key: str) -> Shape:
        """Return the shape of a mapping's field, UNKNOWN where the schema says nothing of it."""
        shape = self._fields.get(key)
        if shape is not None:
            return shape
        named = self._first(node.schema.get("properties", {}).get(key) for node in self._nodes)
        if named is not None:
            self._fields[key] = named
            return named
        if self._other is None:
            self._other = self._first(node.schema.get("additionalProperties") for node in self._nodes) or UNKNOWN
        return self._other

    def item(self) -> Shape:
        """Return the shape of a list's items, UNKNOWN where the schema says nothing of them."""
        if self._item is None:
            self._item = self._first(node.schema.get("items") for node in self._nodes) or UNKNOWN
        return self._item

    def _first(self, found: Iterator[Any]) -> Shape | None:
        for node, schema in zip(self._nodes, found, strict=True):
            if self._schemas is not None and isinstance(schema, dict):
                return self._schemas.shape(_Node(schema, node.document))
        return None


def shape_of(schema: dict[str, Any], registry: Mapping[str, dict[str, Any]]) -> Shape:
    """Return the shape that a JSON Schema document describes.

    `registry` holds the documents that `$ref: "file.json#/…"` names, by file name. Raises LookupError when a
    reference that is asked for leads nowhere: schemas are ours, so that is a bug and not a user's mistake.
    """
    return _Schemas(registry).shape(_Node(schema, schema))


class _Node(Struct, frozen=True, eq=False):
    """A schema and the document that its own references start from."""

    schema: dict[str, Any]
    document: dict[str, Any]


class _Schemas(Struct, frozen=True, eq=False):
    """The schema documents, and the shapes read from them so far by the identity of their nodes."""

    registry: Mapping[str, dict[str, Any]]
    _shapes: dict[int, Shape] = field(default_factory=dict)

    def shape(self, node: _Node) -> Shape:
        key = id(node.schema)
        if key not in self._shapes:
            self._shapes[key] = Shape(tuple(self._parts(node, set())), self)
        return self._shapes[key]

    def _parts(self, node: _Node, seen: set[int]) -> Iterator[_Node]:
        """Yield the schema and all that it is made of, nearest first."""
        if id(node.schema) in seen:
            return
        seen.add(id(node.schema))
        yield node
        if "$ref" in node.schema:
            yield from self._parts(self._resolve(node.schema["$ref"], node.document), seen)
        for keyword in ("allOf", "anyOf", "oneOf"):
            for branch in node.schema.get(keyword, ()):
                if isinstance(branch, dict):
                    yield from self._parts(_Node(branch, node.document), seen)

    def _resolve(self, reference: str, document: dict[str, Any]) -> _Node:
        name, _, pointer = reference.partition("#")
        document = self.registry[name] if name else document
        target: Any = document
        for step in pointer.split("/")[1:]:
            target = target[step.replace("~1", "/").replace("~0", "~")]
        return _Node(target, document)


UNKNOWN = Shape((), None)
"""The shape of what no schema speaks of: maps merge, lists are replaced whole."""
