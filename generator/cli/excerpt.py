"""One source line with the marked part underlined, aligned by display width."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from generator.cli.display import visible, width
from generator.place import Span

SourceLine = Callable[[str, int], str | None]
"""(path, line) → that line of the source without its break, or None where there is none."""

_LIMIT = 160
_BEFORE = 40
_CUT = "…"


class Excerpt(Struct, frozen=True):
    """A source line as shown, and the marked part of it in columns of the terminal."""

    text: str
    indent: int
    length: int
    last_line: int | None
    """Where the span ends, if it goes on below this line."""


def excerpt(span: Span, line: str) -> Excerpt:
    """Return how to show a span's first line. The span may lie past its end; a long line is cut around it."""
    start = min(span.column - 1, len(line))
    end = _end_on_first_line(span, line)
    first, last = _window(len(line), start)
    before = (_CUT if first else "") + visible(line[first:start])
    marked = visible(line[start : min(max(start, end), last)])
    after = visible(line[max(start, min(end, last)) : last]) + (_CUT if last < len(line) else "")
    return Excerpt((before + marked + after).rstrip(), width(before), max(1, width(marked)), _last_line(span))


def _end_on_first_line(span: Span, line: str) -> int:
    if span.end_line > span.line:
        return len(line.rstrip())
    return min(span.end_column - 1, len(line))


def _last_line(span: Span) -> int | None:
    """The last line that the span covers: one that ends before a line's first character does not cover that line."""
    last = span.end_line - 1 if span.end_column == 1 else span.end_line
    return last if last > span.line else None


def _window(length: int, start: int) -> tuple[int, int]:
    """Return the first character shown and the end of those shown, of a line of that length."""
    if length <= _LIMIT:
        return 0, length
    first = min(max(0, start - _BEFORE), length - _LIMIT)
    return first, first + _LIMIT
