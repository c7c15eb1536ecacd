"""Allowances: comments that let a rule be broken in one place, with the reason.

    # servewright: allow root-container -- MindIE needs the device files

Behind something, the comment covers the value that begins on its line; on a line of its own, the value that begins on
the next line. All that lies below the value is covered too. In a script it covers one line.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from itertools import takewhile

from msgspec import Struct

from generator.diagnostics import Diagnostic, Severity
from generator.naming import guess
from generator.place import Mark, Span, Steps
from generator.yaml.marks import read_marks

MARKER = b"servewright:"
_COMMENT = re.compile(r"(?:^|(?<=\s))#+\s*servewright:\s*(?P<order>.*)$")
_ORDER = re.compile(r"allow\s+(?P<rule>\S+)(?:\s+--\s+(?P<reason>\S.*))?\s*")


class Allowance(Struct, frozen=True, order=True):
    """One comment: the rule that may be broken, why, and the lines in which it may (first and last)."""

    span: Span
    rule: str
    reason: str
    first: int
    last: int

    def covers(self, diagnostic: Diagnostic) -> bool:
        """Say whether it is about a diagnostic."""
        place = diagnostic.span
        return self.rule == diagnostic.rule and self.span.path == place.path and self.first <= place.line <= self.last


def read_allowances(
    path: str, data: bytes, known: Container[str], names: tuple[str, ...]
) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    """Return the allowances of a definition or script, and what is wrong with those that are none.

    `known`: the rules that may be allowed; `names`: the ids of all rules.
    """
    if MARKER not in data:
        return (), ()
    lines = data.decode(errors="replace").split("\n")
    marks = read_marks(path, data) if path.endswith(".yaml") else {}
    allowances: list[Allowance] = []
    problems: list[Diagnostic] = []
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.search(line)
        if comment is None or _in_text(marks, number, comment.start() + 1):
            continue
        span = Span(path, number, comment.start() + 1, number, len(line) + 1)
        order = _ORDER.fullmatch(comment["order"])
        problem = _problem(span, order, known, names)
        if problem is not None or order is None:
            problems.extend([problem] if problem else ())
            continue
        first = number if line[: comment.start()].strip() else _next_line(lines, number)
        allowances.append(Allowance(span, order["rule"], order["reason"], first, _last_line(marks, first)))
    return tuple(allowances), tuple(problems)


def _problem(
    span: Span, order: re.Match[str] | None, known: Container[str], names: tuple[str, ...]
) -> Diagnostic | None:
    if order is None or order["reason"] is None:
        message = "the comment speaks to servewright, but allows nothing: a rule and a reason are due"
        help_text = "Write '# servewright: allow <rule> -- <reason>': one rule, two hyphens, and why."
        return Diagnostic("malformed-allowance", message, span, help_text, Severity.WARNING)
    if order["rule"] not in names:
        message = f"there is no rule '{order['rule']}'"
        help_text = guess(order["rule"], names, "'servewright rules' lists the rules.")
        return Diagnostic("malformed-allowance", message, span, help_text, Severity.WARNING)
    if order["rule"] not in known:
        message = f"'{order['rule']}' cannot be allowed: what breaks it cannot be compiled"
        return Diagnostic("malformed-allowance", message, span, "Mend what it is about.", Severity.WARNING)
    return None


def _in_text(marks: dict[Steps, Mark], line: int, column: int) -> bool:
    """Say whether a place lies in a scalar: there, a number sign begins no comment."""
    place = (line, column)
    for mark in marks.values():
        text, written = mark.value, mark.text
        # A block's first line is its header, behind which a comment may stand.
        is_header = written is not None and written[:1] in ("|", ">") and line == text.line
        inside = (text.line, text.column) < place < (text.end_line, text.end_column)
        if written is not None and inside and not is_header:
            return True
    return False


def _next_line(lines: list[str], number: int) -> int:
    """Return the number of the next line that is neither blank nor a comment."""
    rest = takewhile(lambda line: not line.strip() or line.lstrip().startswith("#"), lines[number:])
    return number + 1 + sum(1 for _ in rest)


def _last_line(marks: dict[Steps, Mark], first: int) -> int:
    """Return the last line of the value that begins on a line, of the outermost if several do."""
    beginning = [steps for steps, mark in marks.items() if steps and mark.key.line == first]
    outermost = min(beginning, key=len, default=None)
    if outermost is None:
        return first
    return max(_ends(marks, outermost), default=first)


def _ends(marks: dict[Steps, Mark], outermost: Steps) -> Iterator[int]:
    for steps, mark in marks.items():
        if steps[: len(outermost)] == outermost:
            # The end of a block is where the next thing begins; the scalars in it say where it ends.
            whole = mark.value.end_line - (mark.value.end_column == 1)
            yield mark.value.line if mark.text is None else whole
