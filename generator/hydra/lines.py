"""Lines of a text as YAML 1.1 counts them, and edits on it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

BREAKS = "\n\r\x85\u2028\u2029"
_BREAK = re.compile(f"\r\n|[{BREAKS}]")


class Edit(Struct, frozen=True, order=True):
    """Put `text` where text[start:stop] stands."""

    start: int
    stop: int
    text: str


def line_start(text: str, index: int) -> int:
    """Return the index at which the line of `index` begins."""
    while index and text[index - 1] not in BREAKS:
        index -= 1
    return index


def line_end(text: str, index: int) -> int:
    """Return the index just past the line of `index`, its break included."""
    found = _BREAK.search(text, index)
    return found.end() if found else len(text)


def is_blank(text: str) -> bool:
    """Say whether a piece of text holds only spaces, tabs and line breaks."""
    return not text.strip(" \t" + BREAKS)


def has_break(text: str) -> bool:
    """Say whether a piece of text spans lines."""
    return _BREAK.search(text) is not None


def newline_of(text: str) -> str:
    """Return the line break that the text uses first; a line feed if it has none."""
    found = _BREAK.search(text)
    return "\r\n" if found and found.group() == "\r\n" else "\n"


def ends_with_break(text: str) -> bool:
    """Say whether the last line is closed."""
    return text.endswith(tuple(BREAKS))


def place(text: str, index: int) -> tuple[int, int]:
    """Return line and column of an index, both from 1."""
    return len(_BREAK.findall(text, 0, index)) + 1, index - line_start(text, index) + 1


def shift(text: str, first: str, rest: str, newline: str) -> str:
    """Return closed lines of `text` behind a prefix: one for the first line, one for all others that are not empty."""
    lines = text.removesuffix("\n").split("\n")
    shifted = [first + lines[0], *(rest + line if line else line for line in lines[1:])]
    return newline.join(shifted) + newline


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with all edits made; they must not overlap."""
    pieces, position = [], 0
    for edit in sorted(edits):
        pieces += [text[position : edit.start], edit.text]
        position = edit.stop
    return "".join([*pieces, text[position:]])
