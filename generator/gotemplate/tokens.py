"""What the lexer cuts a template into."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Kind = Literal[
    "text", "left", "right", "space", "string", "raw", "character", "number", "complex", "boolean", "identifier",
    "keyword", "dot", "nil", "field", "variable", "declare", "assign", "pipe", "open", "close", "other", "end", "error",
]  # fmt: skip

KEYWORDS = frozenset(
    {"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"}
)  # fmt: skip


class Token(Struct, frozen=True, gc=False):
    """A piece of a template's text, from `start` to `stop`.

    Of an error, `text` is Go's message, `start` where the token began that is wrong, and `stop` where it went wrong.
    """

    kind: Kind
    start: int
    stop: int
    text: str
