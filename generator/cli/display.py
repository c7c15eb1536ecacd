"""Text as a terminal shows it: how wide it is, and how to show what must not reach the terminal as it is."""

from __future__ import annotations

import unicodedata

TAB = "    "
"""Tabs are shown as this many spaces wherever they stand, so that nothing depends on the column they start in."""

MESSAGE_LIMIT = 2000
"""Characters of one message shown to people: messages name values of the input, which may be of any length."""

_ESCAPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WIDE = frozenset({"W", "F"})
_NO_WIDTH = frozenset({"Mn", "Me"})


def visible(text: str) -> str:
    """Return the text with every character that could move, recolour or reorder a terminal's text written as an escape.

    That is Unicode's control, format, surrogate, private, unassigned and separator characters. Tabs become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if character == "\t":
        return TAB
    if unicodedata.category(character) not in _ESCAPED:
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def width(text: str) -> int:
    """Return how many columns a terminal gives to a visible text (by Unicode's east_asian_width)."""
    if text.isascii():
        return len(text)
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.east_asian_width(character) in _WIDE:
        return 2
    medial_or_final_jamo = "\u1160" <= character <= "\u11ff"
    return 0 if medial_or_final_jamo or unicodedata.category(character) in _NO_WIDTH else 1


def padded(text: str, columns: int) -> str:
    """Return the visible text with spaces after it up to that many columns."""
    return text + " " * (columns - width(text))


def shortened(text: str, limit: int) -> str:
    """Return the text, or its beginning and an ellipsis where it has more characters than the limit."""
    return text if len(text) <= limit else text[: limit - 1] + "…"
