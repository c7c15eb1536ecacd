"""The lines that git leaves in a file where it could not merge two sides."""

from __future__ import annotations

import re

OPENING = "<<<<<<< "
HELP = "Keep one side or join both, and remove the lines that git put in: <<<<<<<, ======= and >>>>>>>."

_OPENS = re.compile(r"^[ ]*+(<<<<<<< [^\r\n]*+)", re.MULTILINE)
_CLOSES = re.compile(r"^[ ]*+>>>>>>> ", re.MULTILINE)


def unresolved_merge(text: str) -> tuple[int, int] | None:
    """Return where a text's first marker begins and ends, if an unresolved merge stands in it.

    Both the opening and the closing marker must begin lines: each alone may be meant.
    """
    opening = _OPENS.search(text) if OPENING in text else None
    return opening.span(1) if opening and _CLOSES.search(text, opening.end()) else None
