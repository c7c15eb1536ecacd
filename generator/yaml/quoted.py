"""A quoted scalar taken apart: which piece of its source each character of its value comes from.

Source: YAML 1.2.2, §5.7 (escapes), §6.5 (line folding), §7.3.1 and §7.3.2 (quotes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_LINES = r"\n(?:[ \t]*\n)*[ \t]*"
# White space before a line's end goes with it; any other is text. Each run of it is looked at once.
_FOLD = rf"[ \t]*+(?P<fold>{_LINES})"
_ESCAPE = rf"\\(?:(?P<joined>{_LINES})|x.{{2}}|u.{{4}}|U.{{8}}|.)"
_DOUBLE = re.compile(rf"(?P<text>[ \t]++(?!\n)|[^\\\n \t]++)|{_FOLD}|{_ESCAPE}")
_SINGLE = re.compile(rf"(?P<text>[ \t]++(?!\n)|[^'\n \t]++)|{_FOLD}|''")


def quoted_pieces(source: str) -> Iterator[tuple[int, int]]:
    """Yield, for each character of the value, where it begins and ends in the source, quotes included."""
    pattern = _DOUBLE if source[0] == '"' else _SINGLE
    for found in pattern.finditer(source, 1, len(source) - 1):
        if found.lastgroup == "text":
            yield from ((index, index + 1) for index in range(*found.span()))
        else:
            yield from [found.span()] * _characters(found)


def _characters(found: re.Match[str]) -> int:
    """Return how many characters a fold or an escape gives: a line's end a space, further ones a line break each."""
    if found.lastgroup is None:
        return 1
    further = found[found.lastgroup].count("\n") - 1
    return max(further, 1) if found.lastgroup == "fold" else further
