"""Pieces of a scalar: from where they stand in its value to where they stand in the file."""

from __future__ import annotations

import re
from itertools import islice

from generator.place import Mark, Span
from generator.yaml.nodes import compose_nodes
from generator.yaml.quoted import quoted_pieces

_LITERAL = re.compile(r"\|[-+]?[^\S\n]*(?:#[^\n]*)?\n")
"""How a literal block begins that does not say how far it is indented."""
EXPLICIT_LITERAL = re.compile(r"\|(?:[-+][1-9]|[1-9][-+]?)[^\S\n]*(?:#[^\n]*)?\n")
"""How a literal block begins that says how far it is indented."""
_FOLDED = re.compile(r">[-+]?[^\S\n]*(?:#[^\n]*)?\n")
"""How a folded block begins that does not say how far it is indented."""


def span_inside(mark: Mark, offset: int, length: int) -> Span:
    """Return the span of a piece of a scalar's value; of the whole scalar for no piece."""
    text = mark.text
    if text is None or length == 0:
        return mark.value
    block = _LITERAL.match(text) or EXPLICIT_LITERAL.match(text)
    if block is not None:
        lines = text[block.end() :]
        indent = blanks_before(lines) if mark.indent is None else mark.indent
        return _inside_block(mark.value, lines, indent, offset, length)
    if text[:1] in ("'", '"'):
        return _inside_quotes(mark.value, text, offset, length)
    if mark.value.line != mark.value.end_line:
        return _inside_folded(mark.value, text, offset, length)
    start = mark.value.column + offset
    end = min(start + max(length, 1), mark.value.end_column)
    return Span(mark.value.path, mark.value.line, start, mark.value.line, end)


def blanks_before(lines: str) -> int:
    """Return how many blanks the first line begins with that has more than blanks."""
    return next((len(line) - len(line.lstrip(" ")) for line in lines.split("\n") if line.strip(" ")), 0)


def _inside_block(whole: Span, block: str, indent: int, offset: int, length: int) -> Span:
    """Return the span of a piece of a literal block: its lines are the value's, all indented alike."""
    for number, line in enumerate(block.split("\n"), whole.line + 1):
        size = max(len(line) - indent, 0) + 1
        if offset < size:
            start = indent + offset + 1
            end = max(start, min(start + length, len(line) + 1))
            return Span(whole.path, number, start, number, end)
        offset -= size
    return whole


def _inside_quotes(whole: Span, text: str, offset: int, length: int) -> Span:
    """Return the span of a piece of a quoted scalar, as far as the scalar has it."""
    places = list(islice(quoted_pieces(text), offset, offset + length))
    if not places:
        return whole
    return Span(whole.path, *_place(whole, text, places[0][0]), *_place(whole, text, places[-1][1]))


def _inside_folded(whole: Span, text: str, offset: int, length: int) -> Span:
    """Return the span of a piece of lines that are folded: what is not white space stands in value and source alike."""
    folded = _FOLDED.match(text)
    if folded is None and text[:1] in ("|", ">"):
        return whole
    value = _value_of(text)
    first = folded.end() if folded else 0
    places = [index for index in range(first, len(text)) if not text[index].isspace()]
    before = sum(not one.isspace() for one in value[:offset])
    count = sum(not one.isspace() for one in value[offset : offset + length])
    if count == 0 or before + count > len(places):
        return whole
    start, stop = places[before], places[before + count - 1] + 1
    return Span(whole.path, *_place(whole, text, start), *_place(whole, text, stop))


def _place(whole: Span, text: str, index: int) -> tuple[int, int]:
    line = text.count("\n", 0, index)
    column = index - text.rfind("\n", 0, index) if line else whole.column + index
    return whole.line + line, column


def _value_of(text: str) -> str:
    """Return the value of a scalar that is written in several lines."""
    root = compose_nodes("", f"- {text}").root
    return root.children[0].text if root is not None and root.children else ""
