"""Where in a script dollar signs are the shell's, and where they are text: in comments, quotes and here-documents."""

from __future__ import annotations

from bisect import bisect_right

from generator.command_line.kubelet_expansion import in_comment
from generator.command_line.shell_scan import Literal, scan


def literal_at(script: str, offset: int) -> Literal | None:
    """Return what a place is in where a shell expands nothing; None where it does."""
    if in_comment(script, offset):
        return Literal.COMMENT
    literals = scan(script).literals
    index = bisect_right(literals, offset, key=lambda literal: literal[0]) - 1
    return literals[index][2] if index >= 0 and offset < literals[index][1] else None


def is_text(script: str, offset: int) -> bool:
    """Say whether a dollar sign at a place is text to the shell, which may also be said by a backslash before it."""
    before = offset
    while before > 0 and script[before - 1] == "\\":
        before -= 1
    return (offset - before) % 2 == 1 or literal_at(script, offset) is not None
