"""A Go template cut into its text and its actions, no deeper: what trimming and quoting need to know.

Source of the lexical rules: the documentation of Go's text/template ("Text and spaces", "Actions").
"""

from __future__ import annotations

import re

from msgspec import Struct

_SPACE = " \t\r\n"
_TRIMS_LEFT = re.compile(rf"\{{\{{-[{_SPACE}]")
_TRIMS_RIGHT = re.compile(rf"[{_SPACE}]-\}}\}}\Z")
_COMMENT_START = re.compile(rf"\{{\{{(?:-[{_SPACE}])?/\*")
# Go ends a comment at the first */, which the braces must follow at once; strings and raw strings may hold braces.
_COMMENT = re.compile(rf"\{{\{{(?:-[{_SPACE}])?/\*(?:[^*]|\*(?!/))*+\*/(?:[{_SPACE}]-)?\}}\}}")
_ACTION = re.compile(r"""\{\{(?:"(?:\\.|[^"\\\n])*+"|`[^`]*+`|'(?:\\.|[^'\\\n])*+'|(?!\}\})[^"`'])*+\}\}""", re.DOTALL)


class Piece(Struct, frozen=True):
    """A stretch of a template's source: text, or one action with its braces."""

    text: str
    action: bool = False

    @property
    def comment(self) -> bool:
        """Whether it is an action that writes nothing."""
        return self.action and _COMMENT.fullmatch(self.text) is not None


def pieces_of(template: str) -> tuple[Piece, ...] | None:
    """Return the pieces of a template in order, texts as they are after trimming; None if an action is not closed."""
    pieces: list[Piece] = []
    position = 0
    while (start := template.find("{{", position)) >= 0:
        pattern = _COMMENT if _COMMENT_START.match(template, start) else _ACTION
        found = pattern.match(template, start)
        if found is None:
            return None
        pieces += [Piece(template[position:start]), Piece(found.group(), action=True)]
        position = found.end()
    return _trimmed((*pieces, Piece(template[position:])))


def renders_newline(pieces: tuple[Piece, ...]) -> bool:
    """Say whether a line break is left in the text."""
    return any("\n" in piece.text or "\r" in piece.text for piece in pieces if not piece.action)


def ends_in_comment(pieces: tuple[Piece, ...]) -> bool:
    """Say whether the last thing in the template is a comment."""
    return next((piece.comment for piece in reversed(pieces) if piece.text), False)


def _trimmed(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Apply `{{- ` and ` -}}`: they take the white space of the text beside them."""
    trimmed = []
    for index, piece in enumerate(pieces):
        text = piece.text
        if not piece.action:
            before, after = pieces[index - 1] if index else None, pieces[index + 1] if index + 1 < len(pieces) else None
            text = text.lstrip(_SPACE) if before and _TRIMS_RIGHT.search(before.text) else text
            text = text.rstrip(_SPACE) if after and _TRIMS_LEFT.match(after.text) else text
        trimmed.append(Piece(text, piece.action))
    return tuple(trimmed)
