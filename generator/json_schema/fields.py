"""Which fields a JSON Schema knows where, and what an unknown one was likely meant to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from generator.json_schema.wording import colon_help, listed, place, shortened
from generator.native.schemas import ABSENT
from generator.place import Steps
from generator.yaml.line_typos import stuck_pair

_CLOSE = 0.6
_VERY_CLOSE = 0.8
_LONGEST_NAME = 64
_DEEPEST = 3
_MOST_LISTED = 12
_MOST_OWNERS = 2
_KINDS: Mapping[str, type | tuple[type, ...]] = {"object": dict, "array": list, "scalar": (str, int, float)}
"""What a value may be, null aside."""


class Node(Struct, frozen=True):
    """A schema, the document that holds it, and the documents that its references name."""

    schema: Mapping[str, Any]
    document: Mapping[str, Any]
    registry: Mapping[str, Any]

    def beside(self, schema: Mapping[str, Any]) -> Node:
        """Return a schema of the same document."""
        return Node(schema, self.document, self.registry)

    def referred(self) -> Node:
        """Return what this schema's $ref leads to."""
        name, _, pointer = self.schema["$ref"].partition("#")
        document = self.registry[name] if name else self.document
        target: Any = document
        for step in pointer.split("/")[1:]:
            target = target[step.replace("~1", "/").replace("~0", "~")]
        return Node(target, document, self.registry)


class Site(Struct, frozen=True, dict=True):
    """A mapping in a document, with what its schema says of fields there, above and below. Read when asked."""

    root: Node
    steps: Steps

    @cached_property
    def parts(self) -> tuple[Node, ...]:
        """The schemas that speak of the mapping."""
        node = _node_at(self.root, self.steps)
        return tuple(_parts(node)) if node else ()

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The mapping's own fields."""
        return tuple(name for part in self.parts for name in _names(part))

    def form(self, name: str) -> Mapping[str, Any]:
        """Return the schema that says what a field of the mapping holds; an empty one where none does."""
        found = (part.beside(part.schema["properties"][name]) for part in self.parts if name in _names(part))
        forms = (form.schema for node in found for form in _parts(node))
        return next((form for form in forms if "const" in form or "type" in form), {})

    @cached_property
    def fields_above(self) -> Mapping[str, str]:
        """Fields of the mappings around this one, nearest first, and where they are."""
        return _first((name, label) for part, label in self._around() for name in _names(part))

    def elsewhere(self, name: str, value: Any) -> tuple[str, ...]:
        """Return the nearest mappings that take such a field, beside the way to this one or else inside it.

        The items of a list are offered where the list is this mapping's own: further down, one name has many meanings.
        """
        for part, label in self._around():
            if found := _takers(_children(part, label), name, value):
                return found
        level = [child for part in self.parts for child in _children(part, place(self.steps))]
        for _ in range(_DEEPEST):
            if found := _takers(level, name, value):
                return self._required(found) or found
            inner = (child for part, label in level if not label.endswith("[]") for child in _children(part, label))
            level = [(part, label) for part, label in inner if not label.endswith("[]")]
        return ()

    def _required(self, owners: Iterable[str]) -> tuple[str, ...]:
        """Return those of some mappings that the site's mapping must have: more likely meant than others."""
        names = (name for part in self.parts for name in part.schema.get("required", ()))
        required = {place((*self.steps, name)) for name in names}
        return tuple(owner for owner in owners if owner.removesuffix("[]") in required)

    def _around(self) -> Iterator[tuple[Node, str]]:
        for depth in range(len(self.steps) - 1, -1, -1):
            node = _node_at(self.root, self.steps[:depth])
            for part in _parts(node) if node else ():
                yield part, place(self.steps[:depth])


def _takers(places: Iterable[tuple[Node, str]], name: str, value: Any) -> tuple[str, ...]:
    """Return those of some mappings that have a field of this name for values of this kind."""
    return tuple(dict.fromkeys(label for part, label in places if name in _names(part) and _takes(part, name, value)))


def _takes(part: Node, name: str, value: Any) -> bool:
    schema = part.schema["properties"][name]
    forms = [form.schema for form in _parts(part.beside(schema))] if isinstance(schema, dict) else []
    kinds = {kind for form in forms for kind in _kinds(form)}
    known = next((kind for kind, types in _KINDS.items() if isinstance(value, types)), None)
    return not kinds or known is None or known in kinds


def _kinds(form: Mapping[str, Any]) -> Iterable[str]:
    """Return the kinds that a schema takes, all single values as one."""
    types = form.get("type", ())
    return ("scalar" if kind not in _KINDS else kind for kind in ((types,) if isinstance(types, str) else types))


def _names(part: Node) -> Iterable[str]:
    properties: Mapping[str, Any] = part.schema.get("properties", {})
    return properties


def _first(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for name, label in pairs:
        found.setdefault(name, label)
    return found


def unknown_fields(site: Site, fields: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield name, message and help for each of some fields, with their values, that the site's mapping may not have."""
    where = place(site.steps) or next((part.schema["title"] for part in site.parts if "title" in part.schema), "it")
    for name, value in fields.items():
        message, help_text = _unknown_field(site, name, value, where)
        yield name, f"'{shortened(name)}' {message}", help_text


def _unknown_field(site: Site, name: str, value: Any, where: str) -> tuple[str, str]:
    reason = next((part.schema[ABSENT][name] for part in site.parts if name in part.schema.get(ABSENT, ())), None)
    if reason:
        owner = site.fields_above.get(name)
        return reason, f"Move it to {owner}." if owner else "Leave it out."
    if name.startswith("$"):
        return f"is no directive of {where}", _directives_help(site.fields)
    pair = stuck_pair(name)
    if pair and pair[0] in site.fields:
        return f"is not a field of {where}", colon_help(pair)
    meant = _same_spelling(name, site.fields)
    above = site.fields_above.get(name) if meant is None else None
    owners: tuple[str, ...] = () if above is None else (above,)
    if meant is None and not owners:
        meant = nearest(name, site.fields, _VERY_CLOSE)
        owners = () if meant else site.elsewhere(name, value)
    if 0 < len(owners) <= _MOST_OWNERS:
        there = [owner or "the top level" for owner in owners]
        return f"is a field of {listed(there, 'and')}, not of {where}", f"Move it to {listed(there)}."
    meant = meant or nearest(name, site.fields)
    return f"is not a field of {where}", f"Did you mean '{meant}'?" if meant else _fields_help(site.fields)


def nearest(name: str, known: Iterable[str], cutoff: float = _CLOSE) -> str | None:
    """Return the known name that is most like a given one, None where none is as like as `cutoff` (0 to 1)."""
    from difflib import get_close_matches

    if len(name) > _LONGEST_NAME:
        return None
    by_fold = {field.lower(): field for field in known}
    close = get_close_matches(name.lower(), by_fold, n=1, cutoff=cutoff)
    return by_fold[close[0]] if close else None


def _same_spelling(name: str, known: Iterable[str]) -> str | None:
    """Return the field that differs only in case, hyphens or underscores."""
    folded = _folded(name)
    return next((field for field in known if _folded(field) == folded), None)


def _folded(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _fields_help(known: Iterable[str]) -> str:
    shown = [field for field in known if not field.startswith("$")]
    if not shown:
        return "It takes no fields."
    more = f" and {len(shown) - _MOST_LISTED} more" if len(shown) > _MOST_LISTED else ""
    return f"Its fields are {', '.join(shown[:_MOST_LISTED])}{more}."


def _directives_help(known: Iterable[str]) -> str:
    directives = [field for field in known if field.startswith("$")]
    return f"There are {', '.join(directives)}." if directives else "Leave it out."


def _children(part: Node, label: str) -> Iterator[tuple[Node, str]]:
    """Yield the schemas of a mapping's fields and of their items, lists written with []."""
    for key, schema in part.schema.get("properties", {}).items():
        path = f"{label}.{key}" if label else key
        for child in _parts(part.beside(schema)) if isinstance(schema, dict) else ():
            yield child, path
            if isinstance(child.schema.get("items"), dict):
                yield from ((item, f"{path}[]") for item in _parts(child.beside(child.schema["items"])))


def _node_at(root: Node, steps: Steps) -> Node | None:
    node: Node | None = root
    for step in steps:
        if node is None:
            return None
        node = next(_steps_from(node, step), None)
    return node


def _steps_from(node: Node, step: str | int) -> Iterator[Node]:
    for part in _parts(node):
        if isinstance(step, int):
            schema = part.schema.get("items")
        else:
            schema = part.schema.get("properties", {}).get(step, part.schema.get("additionalProperties"))
        if isinstance(schema, dict):
            yield part.beside(schema)


def _parts(node: Node) -> Iterator[Node]:
    """Yield the schema and those that it refers to or is made of."""
    yield node
    if "$ref" in node.schema:
        yield from _parts(node.referred())
    for keyword in ("allOf", "anyOf", "oneOf"):
        for branch in node.schema.get(keyword, ()):
            if isinstance(branch, dict):
                yield from _parts(node.beside(branch))
