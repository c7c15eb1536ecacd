"""Read a definition file: YAML 1.2's core schema, and nothing that YAML readers take differently.

An ordinary file goes through a fast parser; whatever that one could read otherwise goes through nodes with marks
(libyaml's events), which decide. Tests prove that both agree, also with a third parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml_rs

from generator.diagnostics import Diagnostic
from generator.source import Document, Mark, Span, Steps
from generator.yaml.gate import ordinary_text
from generator.yaml.nodes import Composition, Node, compose_nodes
from generator.yaml.tabs import stray_tabs
from generator.yaml.text import read_text
from generator.yaml.values import plain_value


def read_document(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Read one definition file. Returns the document, or None and all that is wrong with the file.

    A document's value is never null.
    """
    text = ordinary_text(data)
    if text is not None:
        try:
            value = yaml_rs.loads(text, parse_datetime=False)
        except yaml_rs.YAMLDecodeError:
            value = None
        if value is not None:
            return Document(path, data, value), ()
    return read_carefully(path, data)


def read_carefully(path: str, data: bytes) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    """Do what `read_document` does, always through nodes with marks."""
    text, problems = read_text(path, data)
    if text is None:
        return None, problems
    composition = compose_nodes(path, text)
    value, found = _value(path, text, composition)
    problems = (*problems, *composition.problems, *found, *stray_tabs(path, text, composition))
    return (None if problems else Document(path, data, value)), problems


def read_marks(path: str, data: bytes) -> dict[Steps, Mark]:
    """Return where each value of a file stands, by its steps; of a file that cannot be read whole, what can.

    An alias' value has the alias' place, what lies inside it the anchor's. The root is always there.
    """
    text, _ = read_text(path, data)
    composition = compose_nodes(path, text or "")
    marks: dict[Steps, Mark] = {(): Mark(Span(path), Span(path), None)}
    if text is not None and composition.root is not None:
        marks.update(_marks(text, (), composition.root.span, composition.root))
    return marks


def _value(path: str, text: str, composition: Composition) -> tuple[Any, tuple[Diagnostic, ...]]:
    """Return the value, and what is wrong with it; in a broken file, with the lines before the break."""
    value, problems = plain_value(text, composition.root) if composition.root else (None, ())
    if composition.broken is None:
        nothing = value is None and not problems and not composition.problems
        return value, (_empty(path),) if nothing else problems
    last = text.count("\n", 0, composition.broken)
    return None, tuple(problem for problem in problems if problem.span.line <= last)


def _empty(path: str) -> Diagnostic:
    return Diagnostic("empty-file", "the file holds no document", Span(path), "Write a definition, or remove the file.")


def _marks(text: str, steps: Steps, key: Span, node: Node) -> Iterator[tuple[Steps, Mark]]:
    yield steps, Mark(key, node.span, text[node.start : node.end] if node.kind == "scalar" else None)
    if node.kind == "sequence":
        for index, item in enumerate(node.children):
            yield from _marks(text, (*steps, index), item.span, item)
    elif node.kind == "mapping":
        for name, value in node.pairs():
            yield from _marks(text, (*steps, name.text), name.span, value)
