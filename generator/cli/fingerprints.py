"""What tells a finding from others in the next run too, when lines above it have come or gone and others were mended.

GitHub's code scanning takes the hash of the line. The other fingerprint is ours, for readers that take any: rule, file,
message and the way to the value, in which list items go by their names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

from generator.cli.line_hash import line_hashes
from generator.diagnostics import Diagnostic
from generator.place import Mark, Span, Steps
from generator.yaml.marks import read_marks

_OF_LINE = "primaryLocationLineHash"
_OF_VALUE = "servewright/v2"

Read = Callable[[str], bytes]
"""The path of a file → its bytes. Raises OSError for what cannot be read."""


class _Source(Struct, frozen=True):
    """A file that findings lie in: the hashes of its lines down to the last finding, and where its values stand."""

    hashes: Sequence[str] = ()
    marks: Mapping[Steps, Mark] = {}


def fingerprints(diagnostics: Sequence[Diagnostic], read: Read) -> Iterator[dict[str, str]]:
    """Yield each diagnostic's fingerprints. One in a file that cannot be read has no line hash."""
    last: dict[str, int] = {}
    for diagnostic in diagnostics:
        path, line = diagnostic.span.path, diagnostic.span.line
        last[path] = max(line, last.get(path, line))
    sources = {path: _source(path, line, read) for path, line in last.items()}
    seen: Counter[str] = Counter()
    for diagnostic in diagnostics:
        source = sources[diagnostic.span.path]
        yield _line_hash(diagnostic.span, source.hashes) | {_OF_VALUE: _of_value(diagnostic, source.marks, seen)}


def _source(path: str, last: int, read: Read) -> _Source:
    try:
        data = read(path)
    except OSError:
        return _Source()
    return _Source(line_hashes(data, last), read_marks(path, data) if path.endswith(".yaml") else {})


def _line_hash(span: Span, hashes: Sequence[str]) -> dict[str, str]:
    return {_OF_LINE: hashes[span.line - 1]} if span.line <= len(hashes) else {}


def _of_value(diagnostic: Diagnostic, marks: Mapping[Steps, Mark], seen: Counter[str]) -> str:
    """Return the hash of what stays. Findings in one value that say the same are told apart by their order."""
    text = "\n".join((diagnostic.rule, diagnostic.span.path, diagnostic.message, *_way(diagnostic.span, marks)))
    seen[text] += 1
    return sha256(f"{text}\n{seen[text]}".encode(errors="surrogateescape")).hexdigest()[:32]


def _way(span: Span, marks: Mapping[Steps, Mark]) -> Iterator[str]:
    """Yield the steps to the innermost value that a span begins in; an item of a list that has a name goes by it."""
    place = (span.line, span.column)
    around = (steps for steps, mark in marks.items() if _holds(mark.key, place) or _holds(mark.value, place))
    innermost = max(around, key=len, default=())
    for depth, step in enumerate(innermost, 1):
        name = marks.get((*innermost[:depth], "name")) if isinstance(step, int) else None
        yield name.text if name is not None and name.text is not None else str(step)


def _holds(span: Span, place: tuple[int, int]) -> bool:
    return (span.line, span.column) <= place < (span.end_line, span.end_column)
