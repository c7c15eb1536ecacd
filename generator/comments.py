"""Comments that speak to servewright, in definitions and in scripts, and what each of them is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from msgspec import Struct

from generator.place import Mark, Span, Steps

_MARKER = b"servewright:"
_SPOKEN = re.compile(rb"servewright:|servewright\s*:?\s*allow\s", re.IGNORECASE)
_COMMENT = re.compile(r"(?:^|(?<=\s))#+\s*servewright:\s*(?P<order>.*?)(?=\s+#+\s*servewright:|$)")
_LIKE_ONE = re.compile(
    r"(?:^|(?<=\s))#+\s*(?:servewright\s*:?|[^\s\"'`#]+\s+servewright:)\s*(?P<order>allow\s.*)$", re.IGNORECASE
)
"""How people write it who do not write it as it is written; behind a number sign or one word, as in prose it is not."""


class Comment(Struct, frozen=True):
    """A comment: what it says, whether it is written as it must be, and the lines that it is about, first and last."""

    span: Span
    order: str
    exact: bool
    first: int
    last: int
    steps: Steps | None
    """The way to the value that it is about, or that holds it as a part of its text; None in a script."""
    in_text: bool
    """Whether it is part of a text: a script."""


def speaks(data: bytes) -> bool:
    """Say whether a file may have such comments. For most files, two searches for a few bytes say no."""
    return (_MARKER in data or b"llow " in data) and _SPOKEN.search(data) is not None


def comments_in(path: str, data: bytes, marks: Mapping[Steps, Mark]) -> Iterator[Comment]:
    """Yield the comments of a file in their order. `marks`: where the values of a definition stand; none in a script."""
    lines = data.decode(errors="replace").split("\n")
    for number, line in enumerate(lines, 1):
        for found in _spoken(line):
            span = Span(path, number, found.start() + 1, number, found.end() + 1)
            exact = found.re is _COMMENT
            if not marks:
                about = _line_about(lines, number, len(lines))
                yield Comment(span, found["order"], exact, about, about, None, True)
                continue
            scalar = _scalar_at(marks, number, found.start() + 1)
            if scalar is None:
                steps, first, last = _value_about(marks, lines, number)
                yield Comment(span, found["order"], exact, first, last, steps, False)
            elif (marks[scalar].text or "").startswith("|"):
                about = _line_about(lines, number, marks[scalar].value.end_line)
                yield Comment(span, found["order"], exact, about, about, scalar, True)


def _spoken(line: str) -> list[re.Match[str]]:
    """Return the comments on a line; none on one that is commented out."""
    if "servewright" not in line and "servewright" not in line.lower():
        return []
    found = list(_COMMENT.finditer(line)) or list(_LIKE_ONE.finditer(line))
    indent = len(line) - len(line.lstrip())
    return [] if found and line[indent] == "#" and found[0].start() != indent else found


def _scalar_at(marks: Mapping[Steps, Mark], line: int, column: int) -> Steps | None:
    """Return the steps to the scalar in which a place lies: there, a number sign begins no comment of YAML's."""
    for steps, mark in marks.items():
        text, written = mark.value, mark.text
        if written is None or not text.line <= line <= text.end_line:
            continue
        # A block's first line is its header, behind which a comment may stand.
        is_header = written[:1] in ("|", ">") and line == text.line
        if not is_header and (text.line, text.column) < (line, column) < (text.end_line, text.end_column):
            return steps
    return None


def _line_about(lines: list[str], number: int, end: int) -> int:
    """Return the line of a script that a comment is about: its own, or the next one if it stands alone."""
    if not lines[number - 1].lstrip().startswith("#"):
        return number
    following = _next_line(lines, number)
    return following if following <= end else number


def _next_line(lines: list[str], number: int) -> int:
    """Return the number of the next line that is neither blank nor a comment."""
    rest = takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), lines[number:])
    return number + 1 + sum(1 for _ in rest)


def _value_about(marks: Mapping[Steps, Mark], lines: list[str], number: int) -> tuple[Steps, int, int]:
    """Return the steps to the value that a comment is about, the outermost that begins there, and its lines."""
    alone = lines[number - 1].lstrip().startswith("#")
    first = _next_line(lines, number) if alone else number
    beginning = [steps for steps, mark in marks.items() if steps and mark.key.line == first and not mark.through]
    if beginning:
        outermost = min(beginning, key=len)
        return outermost, first, max(_ends(marks, outermost), default=first)
    around = (steps for steps, mark in marks.items() if mark.key.line <= first <= mark.value.end_line)
    return max(around, key=len, default=()), first, first


def _ends(marks: Mapping[Steps, Mark], outermost: Steps) -> Iterator[int]:
    for steps, mark in marks.items():
        if steps[: len(outermost)] == outermost:
            # The end of a block is where the next thing begins; the scalars in it say where it ends.
            whole = mark.value.end_line - (mark.value.end_column == 1)
            yield mark.value.line if mark.text is None else whole
