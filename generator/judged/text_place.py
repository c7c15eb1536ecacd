"""Where a piece of a finished text is said: in the scalar that holds it, or in the script that the scalar names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

from msgspec.structs import replace

from generator.expressions.expand import Surroundings
from generator.expressions.pieces import CLOSE, OPEN, Source, pieces
from generator.expressions.text import Template, compile_text
from generator.place import Mark, Span, Steps
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside
from generator.yaml.text import span_at


class _Filling(NamedTuple):
    """What an expression gives, and the files that it read for that: path to text."""

    text: str
    files: Mapping[str, str]


class _Stretch(NamedTuple):
    """A part of a filled text that is a part of a file too: where it begins in both, and how long it is."""

    path: str
    file: str
    begin: int
    begin_in_file: int
    length: int


def piece_span(
    document: Document, steps: Steps, text: str, offset: int, length: int, surroundings: Surroundings
) -> Span:
    """Return the place of a piece of `text`, which the scalar at `steps` of a sound document gives.

    What comes from a file has its place in that file, what an expression gives otherwise the expression's. Behind one of
    which nobody knows what it gives, the place is the whole scalar.
    """
    mark = document.mark(steps)
    scalar: Any = reduce(getitem, steps, document.value)
    begin = written = 0
    for piece in pieces(scalar) if isinstance(scalar, str) else ():
        filled = (
            _Filling(piece, {})
            if isinstance(piece, str)
            else _filling(document.path, surroundings, text[:begin], piece)
        )
        if filled is None or not text.startswith(filled.text, begin):
            break
        inside = offset - begin
        if inside < len(filled.text):
            return _inside(piece, filled, mark, written, inside, min(length, len(filled.text) - inside))
        begin += len(filled.text)
        written = _end(scalar, piece, written)
    return mark.value


def _inside(piece: str | Source, filled: _Filling, mark: Mark, written: int, inside: int, length: int) -> Span:
    if isinstance(piece, str):
        return span_inside(mark, written + inside, length)
    for stretch in _stretches(filled):
        at = inside - stretch.begin
        if 0 <= at < stretch.length:
            start = stretch.begin_in_file + at
            return span_at(stretch.path, stretch.file, start, start + min(length, stretch.length - at))
    start = piece.offset - len(OPEN)
    return span_inside(mark, start, piece.offset + len(piece.text) + len(CLOSE) - start)


def _stretches(filled: _Filling) -> Iterator[_Stretch]:
    """Yield the files that stand whole in the text, and the file in which the whole text stands, as after `trim`."""
    for path, file in filled.files.items():
        if file and filled.text.count(file) == 1:
            yield _Stretch(path, file, filled.text.index(file), 0, len(file))
        elif filled.text and file.count(filled.text) == 1:
            yield _Stretch(path, file, 0, file.index(filled.text), len(filled.text))


def _filling(definition: str, surroundings: Surroundings, before: str, source: Source) -> _Filling | None:
    """Return what an expression gives behind a text: text, whatever its type."""
    compiled = compile_text(OPEN + source.text + CLOSE)
    if not isinstance(compiled, Template):
        return None
    own = replace(surroundings, files={})
    result = Template((before, *compiled.parts)).evaluate(own.scope, own.functions(definition))
    return _Filling(result[len(before) :], own.files) if isinstance(result, str) else None


def _end(scalar: str, piece: str | Source, written: int) -> int:
    """Return where the next piece is written: `$${{` has one sign more than it gives."""
    if isinstance(piece, Source):
        return piece.offset + len(piece.text) + len(CLOSE)
    return written + len(piece) + (not scalar.startswith(piece, written))
