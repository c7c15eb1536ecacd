"""Read a definition file: YAML 1.2's core schema, and nothing that YAML readers take differently.

An ordinary file goes through a fast parser; whatever that one could read otherwise goes through nodes with marks
(libyaml's events), which decide. Tests prove that both agree, also with a third parser.
"""

from __future__ import annotations

from typing import Any

import yaml_rs

from generator.diagnostics import Diagnostic
from generator.place import Span
from generator.yaml.document import Document
from generator.yaml.gate import ordinary_text
from generator.yaml.nodes import Composition, compose_nodes
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
