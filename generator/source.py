"""Where definitions come from: trees of files, documents, and the places inside them.

A document keeps its bytes and its plain value. Marks (where each key and value stands) are computed the first
time somebody asks, because only diagnostics and `explain` need them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from msgspec import Struct, field

_LITERAL = re.compile(r"\|[-+]?[^\S\n]*(?:#[^\n]*)?\n")
"""How a literal block begins that does not say how far it is indented."""
_FOLDED = re.compile(r">[-+]?[^\S\n]*(?:#[^\n]*)?\n")
"""How a folded block begins that does not say how far it is indented."""

Steps = tuple[str | int, ...]
"""The way from a document's root to a value: mapping keys and list indices."""


class Span(Struct, frozen=True, order=True):
    """A piece of a file. Lines and columns count from 1, columns in characters; the end is exclusive."""

    path: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


class Mark(Struct, frozen=True):
    """Where one value stands. `key` is the span of the mapping key that names it (the value's own for items)."""

    key: Span
    value: Span
    text: str | None
    """A scalar's text as written in the source, quotes included; None for mappings and sequences."""

    def inside(self, offset: int, length: int) -> Span:
        """Return the span of a piece of a scalar's value; of the whole scalar for no piece, or where it has escapes."""
        text = self.text
        if text is None or length == 0:
            return self.value
        block = _LITERAL.match(text)
        if block is not None:
            return self._inside_block(text[block.end() :], offset, length)
        if text[:1] != ">" and ("\\" in text or "''" in text):
            return self.value
        if self.value.line != self.value.end_line:
            return self._inside_folded(text, offset, length)
        start = self.value.column + (text[:1] in ("'", '"')) + offset
        end = min(start + max(length, 1), self.value.end_column)
        return Span(self.value.path, self.value.line, start, self.value.line, end)

    def _inside_block(self, block: str, offset: int, length: int) -> Span:
        """Return the span of a piece of a literal block: its lines are the value's, all indented alike."""
        lines = block.split("\n")
        indent = next((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), 0)
        for number, line in enumerate(lines, self.value.line + 1):
            size = max(len(line) - indent, 0) + 1
            if offset < size:
                start = indent + offset + 1
                end = max(start, min(start + length, len(line) + 1))
                return Span(self.value.path, number, start, number, end)
            offset -= size
        return self.value

    def _inside_folded(self, text: str, offset: int, length: int) -> Span:
        """Return the span of a piece of lines that are folded: what is not white space stands in value and source alike."""
        folded = _FOLDED.match(text)
        if folded is None and text[:1] in ("|", ">"):
            return self.value
        value = _value_of(text)
        first = folded.end() if folded else int(text[:1] in ("'", '"'))
        places = [index for index in range(first, len(text)) if not text[index].isspace()]
        before = sum(not one.isspace() for one in value[:offset])
        count = sum(not one.isspace() for one in value[offset : offset + length])
        if count == 0 or before + count > len(places):
            return self.value
        start, stop = places[before], places[before + count - 1] + 1
        return Span(self.value.path, *self._place(text, start), *self._place(text, stop))

    def _place(self, text: str, index: int) -> tuple[int, int]:
        line = text.count("\n", 0, index)
        column = index - text.rfind("\n", 0, index) if line else self.value.column + index
        return self.value.line + line, column


def _value_of(text: str) -> str:
    """Return the value of a scalar that is written in several lines."""
    from generator.yaml.nodes import compose_nodes

    root = compose_nodes("", f"- {text}").root
    return root.children[0].text if root is not None and root.children else ""


class Document(Struct, frozen=True, eq=False):
    """One definition file: its path in the tree (posix, relative), its bytes, its plain value.

    The value is made of dict (str keys), list, str, int, float, bool and None, and is never changed after loading.
    """

    path: str
    data: bytes
    value: Any
    _marks: dict[Steps, Mark] = field(default_factory=dict)

    def mark(self, steps: Steps) -> Mark:
        """Return the mark of the value at `steps`, or of its nearest ancestor that the file holds."""
        marks = self.marks()
        while steps not in marks:
            steps = steps[:-1]
        return marks[steps]

    def written(self, steps: Steps) -> str | None:
        """Return a scalar's text as it stands in the file, None for anything else."""
        mark = self.marks().get(steps)
        return mark.text if mark is not None else None

    def marks(self) -> dict[Steps, Mark]:
        """Return all marks of this document, computed once."""
        if not self._marks:
            from generator.yaml.strict import read_marks

            self._marks.update(read_marks(self.path, self.data))
        return self._marks


Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, size in bytes, inode."""


class Tree(Protocol):
    """Paths to bytes: a working directory or a git tree. Paths are posix, relative to the root."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file. Raises FileNotFoundError, or OSError for what cannot be read."""

    def files(self, directory: str) -> Iterator[str]:
        """Yield the paths of all files under a directory, sorted; none if it does not exist."""

    def dead_links(self) -> tuple[str, ...]:
        """Return the symbolic links met in listings that lead to no file of the tree, sorted."""

    def reads(self) -> dict[str, Stamp]:
        """Return the files read so far, with what tells whether they have changed since."""

    def adopt(self, stamps: Mapping[str, Stamp]) -> None:
        """Take over what another process has read of the same tree."""
