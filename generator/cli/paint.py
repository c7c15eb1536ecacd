"""Colour for people: named styles, and one function that applies them or not."""

from __future__ import annotations

from collections.abc import Callable

Paint = Callable[[str, str], str]
"""(style, text) → the text in that style. The text is visible already."""

_CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "gutter": "1;34",
    "strong": "1",
    "good": "32",
    "faint": "2",
}


def plain(_style: str, text: str) -> str:
    """Return the text as it is."""
    return text


def coloured(style: str, text: str) -> str:
    """Return the text between the terminal's codes of that style."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else text
