"""Where a piece of a finished text is said: in the scalar that holds it, or in the script that the scalar names."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import reduce
from operator import getitem
from typing import Any

from generator.expressions.pieces import CLOSE, OPEN, PLAIN_CALL, Source, pieces
from generator.place import Mark, Span, Steps
from generator.tree import Tree
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside
from generator.yaml.text import span_at

Filled = Callable[[Source], str | None]
"""Says what an expression that is no file() gives, None where that is not known."""


def piece_span(
    document: Document,
    steps: Steps,
    text: str,
    offset: int,
    length: int,
    tree: Tree,
    filled: Filled = lambda _: None,
) -> Span:
    """Return the place of a piece of `text`, which the scalar at `steps` of a sound document gives.

    What a file() brings has its place in that file, what another expression brings the expression's. Behind one of which
    nobody knows what it gives, the place is the whole scalar.
    """
    mark = document.mark(steps)
    scalar: Any = reduce(getitem, steps, document.value)
    begin = written = 0
    for piece in pieces(scalar) if isinstance(scalar, str) else ():
        literal = piece if isinstance(piece, str) else _file(document, piece, tree) or filled(piece)
        if literal is None or not text.startswith(literal, begin):
            break
        inside = offset - begin
        if inside < len(literal):
            size = min(length, len(literal) - inside)
            return _inside(document, piece, literal, mark, written, inside, size)
        begin += len(literal)
        written = _end(scalar, piece, written)
    return mark.value


def _inside(
    document: Document, piece: str | Source, literal: str, mark: Mark, written: int, inside: int, length: int
) -> Span:
    if isinstance(piece, str):
        return span_inside(mark, written + inside, length)
    path = _path(document, piece)
    if path is None:
        start = piece.offset - len(OPEN)
        return span_inside(mark, start, piece.offset + len(piece.text) + len(CLOSE) - start)
    return span_at(path, literal, inside, inside + length)


def _file(document: Document, piece: Source, tree: Tree) -> str | None:
    """Return the text of the file that an expression is, None for any other expression."""
    path = _path(document, piece)
    return tree.read(path).decode() if path is not None else None


def _path(document: Document, piece: Source) -> str | None:
    call = PLAIN_CALL.fullmatch(piece.text)
    if call is None or call[1] != "file":
        return None
    return posixpath.normpath(posixpath.join(posixpath.dirname(document.path), call[2] or call[3]))


def _end(scalar: str, piece: str | Source, written: int) -> int:
    """Return where the next piece is written: `$${{` has one sign more than it gives."""
    if isinstance(piece, Source):
        return piece.offset + len(piece.text) + len(CLOSE)
    return written + len(piece) + (not scalar.startswith(piece, written))
