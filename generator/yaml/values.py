"""Nodes to plain values, by the rules for definitions: YAML 1.2's core schema, and nothing that readers differ on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Related
from generator.yaml.nodes import Node
from generator.yaml.scalars import (
    MAX_INT,
    MIN_INT,
    OldType,
    Scalar,
    is_ambiguous,
    read_core,
    read_kubernetes,
    read_yaml_1_1,
    same,
    write_number,
)
from generator.yaml.syntax import unquoted_template

_TAG_PREFIX = "tag:yaml.org,2002:"
_LONGEST_SHOWN = 40
_EXPORTED_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
"""How Kubernetes writes its own times: metav1.Time in RFC 3339, UTC."""


def plain_value(text: str, root: Node) -> tuple[Any, tuple[Diagnostic, ...]]:
    """Return the plain value of a node tree composed from `text`, and what a definition may not hold.

    The value is complete only where there are no diagnostics. What an alias repeats is the same object.
    """
    reader = _Reader(text)
    return reader.value(root), tuple(reader.problems)


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._shared: dict[int, Any] = {}
        self.problems: list[Diagnostic] = []

    def value(self, node: Node) -> Any:
        if node.target is not None:
            return self._shared.get(id(node.target))
        if node.tag is not None:
            self.problems.append(tagged(node))
        if node.kind == "scalar":
            value: Any = self._scalar(node)
        elif node.kind == "sequence":
            value = [self.value(item) for item in node.children]
        else:
            value = self._mapping(node)
        self._shared[id(node)] = value
        return value

    def _scalar(self, node: Node) -> Scalar:
        if node.style:
            return node.text
        if node.tag is None:
            self.problems.extend(_scalar_problems(node))
        return read_core(node.text)

    def _mapping(self, node: Node) -> dict[str, Any]:
        if self._is_template(node):
            self.problems.append(self._unquoted(node))
            return {}
        result: dict[str, Any] = {}
        places: dict[str, Node] = {}
        for key, value in node.pairs():
            self.problems.extend(self._key_problems(key, places))
            places.setdefault(key.text, key)
            result[key.text] = self.value(value)
        return result

    def _key_problems(self, key: Node, places: dict[str, Node]) -> Iterator[Diagnostic]:
        if key.tag is not None:
            yield tagged(key)
        if self._is_template(key):
            yield self._unquoted(key)
        elif key.kind != "scalar":
            yield collection_key(key)
        elif not key.style and key.text == "<<":
            yield merge_key(key)
        elif not key.style and is_ambiguous(key.text):
            yield replace(_ambiguous(key), help=f"Write {_quoted(key)}.")
        elif not key.style and not isinstance(read_core(key.text), str):
            yield non_string_key(key)
        elif key.text in places:
            yield repeated_key(key, places[key.text])

    def _is_template(self, node: Node) -> bool:
        """Say whether `{{ … }}` was meant: a mapping in braces whose first key is another."""
        inner = node.children[0] if node.kind == "mapping" and node.children else None
        return (
            inner is not None and inner.kind == "mapping" and self._text.startswith("{{", node.start, inner.start + 1)
        )

    def _unquoted(self, node: Node) -> Diagnostic:
        return unquoted_template(node.span, _shortened(self._text[node.start : node.end]))


def _scalar_problems(node: Node) -> Iterator[Diagnostic]:
    value = read_core(node.text)
    if isinstance(value, int) and not MIN_INT <= value <= MAX_INT:
        yield out_of_range(node, "does not fit into 64 bits")
    elif is_ambiguous(node.text):
        yield _ambiguous(node)
    elif isinstance(value, float) and not math.isfinite(value):
        yield out_of_range(node, "is not a finite number")


def merge_key(key: Node) -> Diagnostic:
    """`<<`: YAML 1.1's way to copy a mapping's fields."""
    return Diagnostic(
        "merge-key",
        "merge keys ('<<') are not part of YAML 1.2",
        key.span,
        "Write the fields out, or put what several files share into a layer (runtime, release, overlay, cluster).",
    )


def collection_key(key: Node) -> Diagnostic:
    """A list or mapping as a key."""
    return Diagnostic("non-string-key", f"a {key.kind} cannot be a key", key.span, "Write a plain key, or quote it.")


def non_string_key(key: Node) -> Diagnostic:
    """A plain key that is a number, a boolean or null."""
    message = f"the key {_shown(key)} is {_described(read_core(key.text))}, not text"
    return Diagnostic("non-string-key", message, key.span, f"Write {_quoted(key)}.")


def repeated_key(key: Node, first: Node) -> Diagnostic:
    """A key that its mapping has already."""
    message = f"the key {_shown(key)} stands twice in one mapping"
    related = (Related(first.span, "it stands here first"),)
    return Diagnostic("duplicate-key", message, key.span, "Keep one of the two.", related=related)


def tagged(node: Node) -> Diagnostic:
    """A value with a tag."""
    tag = str(node.tag)
    name = "!!" + tag.removeprefix(_TAG_PREFIX) if tag.startswith(_TAG_PREFIX) else tag
    remedy = f"Remove it, and write {_quoted(node)} for text." if node.kind == "scalar" else "Remove it."
    return Diagnostic("yaml-tag", f"the tag '{_shortened(name)}' is not allowed", node.span, remedy)


def out_of_range(node: Node, why: str) -> Diagnostic:
    """A number that JSON or Kubernetes cannot hold."""
    remedy = f"Kubernetes holds no such number; write {_quoted(node)} for text."
    return Diagnostic("number-out-of-range", f"{_shown(node)} {why}", node.span, remedy)


def _ambiguous(node: Node) -> Diagnostic:
    core, old, kubernetes = read_core(node.text), read_yaml_1_1(node.text), read_kubernetes(node.text)
    other = f"{_described(kubernetes)} to Kubernetes" if same(core, old) else f"{_described(old)} in YAML 1.1"
    message = f"{_shown(node)} is {_described(core)} in YAML 1.2 but {other}"
    meant = [value for value in (core, old, kubernetes) if _is_writable(value)]
    remedy = f"Write {_quoted(node)} for text"
    if meant:
        kind = "boolean" if isinstance(meant[0], bool) else "number"
        remedy += f", {' or '.join(dict.fromkeys(map(_written, meant)))} for a {kind}"
    if _EXPORTED_TIME.fullmatch(node.text):
        remedy += "; leave out what the API server sets, such as creationTimestamp"
    return Diagnostic("ambiguous-scalar", message, node.span, f"{remedy}.")


def _described(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, OldType):
        return value.value
    if isinstance(value, str):
        return "text"
    return _written(value) if isinstance(value, bool) else f"the number {_written(value)}"


def _is_writable(value: object) -> bool:
    """Say whether a reading is a boolean or a number that could be meant."""
    return MIN_INT <= value <= MAX_INT if isinstance(value, int) else isinstance(value, float) and math.isfinite(value)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _shortened(write_number(value)) if isinstance(value, int) or math.isfinite(value) else str(value)


def _quoted(node: Node) -> str:
    return f'"{_shortened(node.text)}"'


def _shown(node: Node) -> str:
    return f"'{_shortened(node.text)}'"


def _shortened(text: str) -> str:
    line, more, _ = text.partition("\n")
    return line[:_LONGEST_SHOWN] + "…" if more or len(line) > _LONGEST_SHOWN else line
