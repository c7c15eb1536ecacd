"""Whether arguments can be appended to a shell command: what the shell would make of them at its end.

Source: the shell command language of POSIX.1-2024 (Shell & Utilities, chapter 2), with bash's $'…'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.hydra.template_pieces import Piece

# What an action writes is not known; a letter stands for it, so that it is neither quote nor operator.
_UNKNOWN = "x"
_COMMENT = "#"
_MARKED = "End it with the server's own command, or write ${{ hydra.custom_args }} behind the server's arguments."
_ENDS = {
    "'": ("leaves a single quote open", "Close it."),
    "$'": ("leaves a single quote open", "Close it."),
    '"': ("leaves a double quote open", "Close it."),
    "(": ("leaves a parenthesis open", "Close it."),
    "`": ("leaves a backquote open", "Close it."),
    "\\": ("ends with a backslash", "Leave the backslash out."),
    _COMMENT: ("ends in a shell comment", "Leave the comment out, or quote the '#'."),
}
_OPERATOR = re.compile(r"(?<!\\)[;&|<>]+\Z")

# The marks that matter inside each construct. An escaped character is passed over; a lone last backslash is a mark.
_PLAIN = re.compile(r"""\\.|\$'|\$\(|["'()`\\]|(?:(?<=[\s;&|()`])|\A)#""", re.DOTALL)
_MARKS = {
    "'": re.compile("'"),
    "$'": re.compile(r"\\.|'", re.DOTALL),
    '"': re.compile(r'\\.|\$\(|["`]', re.DOTALL),
    # A comment in backquotes ends with them.
    "`": re.compile(r"""\\.|\$'|\$\(|["'(`\\]""", re.DOTALL),
}
_CLOSING = {"'": "'", "$'": "'", '"': '"', "`": "`", "(": ")"}


def shell_end_problem(pieces: Iterable[Piece]) -> tuple[str, str] | None:
    """Return what stops arguments from following a command (`ends with …`), and what to do; None if nothing does.

    Where actions write quotes or operators the answer is about the text alone.
    """
    command = "".join(_UNKNOWN if piece.action else piece.text for piece in pieces if not piece.comment).rstrip()
    opened = _open_at_end(command)
    if opened:
        return _ENDS[opened[-1]]
    operator = _OPERATOR.search(command)
    return (f"ends with '{operator.group()}'", _MARKED) if operator else None


def _open_at_end(command: str) -> list[str]:
    """Return what is not closed at the end of a command of one line, outermost first."""
    opened: list[str] = []
    position = 0
    while found := _MARKS.get(opened[-1] if opened else "", _PLAIN).search(command, position):
        mark, position = found.group(), found.end()
        if opened and mark == _CLOSING[opened[-1]]:
            opened.pop()
        elif mark in (_COMMENT, "\\"):
            return [*opened, mark]
        elif mark != ")" and not (mark.startswith("\\") and len(mark) == 2):
            opened.append("(" if mark == "$(" else mark)
    return opened
