"""Cutting a text into literal pieces and the sources of its expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.expressions.errors import SYNTAX, TOO_LARGE, Place, Refusal, refusal
from generator.expressions.misplaced import go_action_error

OPEN, CLOSE = "${{", "}}"
MAX_SOURCE = 4096
"""Characters that one expression may have."""
MAX_EXPRESSIONS = 1000
"""Expressions that one text may have."""

_UNCLEAR = re.compile(r"""['"(\[{]|-\Z""")
"""Without these the first closing braces are the end: nothing can hold them, and no '-' belongs to them."""
PLAIN_CALL = re.compile(r"""[ \t\n]*([a-z]+(?:\.[a-z]+)?)\((?:'([A-Za-z0-9_./-]*)'|"([A-Za-z0-9_./-]*)")\)[ \t\n]*""")
"""A call such as file('launch.sh'): what is called, and its one text, in either quotes."""


class Source(NamedTuple):
    """What stands between an expression's braces, and where it begins in the text."""

    offset: int
    text: str


def pieces(text: str) -> Iterator[str | Source]:
    """Yield the pieces of a text in their order. `$${{` makes a literal `${{`.

    Raises Refusal at an expression whose end cannot be found, since what follows it cannot be told from it.
    """
    position = count = 0
    while (start := text.find(OPEN, position)) >= 0:
        if start > position and text[start - 1] == "$":
            yield text[position : start - 1] + OPEN
            position = start + len(OPEN)
            continue
        if start > position:
            yield text[position:start]
        count += 1
        if count > MAX_EXPRESSIONS:
            message = f"the text has more than {MAX_EXPRESSIONS} expressions"
            raise refusal(Place(start, len(OPEN)), TOO_LARGE, message, "Put the text into a file: ${{ file('...') }}.")
        source = _source(text, start + len(OPEN))
        yield source
        position = source.offset + len(source.text) + len(CLOSE)
    if position < len(text):
        yield text[position:]


def _source(text: str, begin: int) -> Source:
    stretch = text[begin : begin + MAX_SOURCE + len(CLOSE)]
    first = stretch.find(CLOSE)
    clear = first >= 0 and (not _UNCLEAR.search(stretch, 0, first) or PLAIN_CALL.fullmatch(stretch, 0, first))
    end = first if clear else _end_by_lexer(stretch, begin)
    return Source(begin, stretch[:end])


def _end_by_lexer(stretch: str, begin: int) -> int:
    # Jinja is imported only for expressions that need its lexer.
    from generator.expressions.syntax import find_end

    try:
        end = find_end(stretch) if CLOSE in stretch else None
    except Refusal as refused:
        if stretch.startswith(OPEN, refused.error.offset):
            raise _endless(begin, refused.error.offset) from None
        error = go_action_error(stretch.partition(CLOSE)[0]) or refused.error
        raise Refusal(error.moved(begin)) from None
    if end is None:
        raise _endless(begin, len(stretch))
    return end


def _endless(begin: int, length: int) -> Refusal:
    place = Place(begin - len(OPEN), len(OPEN))
    if length > MAX_SOURCE:
        return refusal(place, SYNTAX, f"no '}}}}' follows within {MAX_SOURCE} characters", "Make it shorter.")
    return refusal(place, SYNTAX, "'${{' has no end", "Close it with }}, or write $${{ for the text itself.")
