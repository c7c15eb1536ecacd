"""Places inside files: the way to a value, the piece of text that it stands in."""

from __future__ import annotations

from msgspec import Struct

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
    through: tuple[Span, ...] = ()
    """The aliases that repeat the value here, the outermost first, while it stands at an anchor."""
    indent: int | None = None
    """How far the lines of a literal block are indented whose beginning says it, as `|2` does: that counts from the
    node around it."""
