"""Allowances: comments that let a rule be broken in one place, with the reason.

    # servewright: allow root-container -- MindIE needs the device files

Behind something, the comment covers the value that begins on its line; on a line of its own, the value that begins on
the next line. All that lies below the value is covered too. In a script, in a file of its own or in a literal block, it
covers one line. Several may stand on one line, or above each other.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from msgspec import Struct

from generator.comments import Comment, comments_in
from generator.diagnostics import Diagnostic, Severity
from generator.naming import guess
from generator.place import Mark, Span, Steps

_ORDER = re.compile(r"allow\s+(?P<rule>\S+)(?:\s+--\s+(?P<reason>\S.*))?\s*")


class Allowance(Struct, frozen=True):
    """One comment: the rule that may be broken, why, and the lines in which it may (first and last)."""

    span: Span
    rule: str
    reason: str
    first: int
    last: int
    steps: Steps | None = None
    """The way to the value that it covers, None in a script."""

    def covers(self, place: Span) -> bool:
        """Say whether a place of the same file is one in which the rule may be broken."""
        return self.first <= place.line <= self.last


def read_allowances(
    path: str, data: bytes, marks: Mapping[Steps, Mark], known: Collection[str], names: Collection[str]
) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    """Return the allowances of a definition or script, and what is wrong with those that are none.

    `marks`: where a definition's values stand; `known`: the rules that may be allowed; `names`: the ids of all rules.
    """
    allowances: list[Allowance] = []
    problems: list[Diagnostic] = []
    for comment in comments_in(path, data, marks):
        read = _read(comment, known, names) if comment.exact else _misspelt(comment, names)
        if isinstance(read, Allowance):
            allowances.append(read)
        elif read is not None:
            problems.append(read)
    return tuple(allowances), tuple(problems)


def live_allowances(
    path: str, data: bytes, marks: Mapping[Steps, Mark], names: Collection[str]
) -> Iterator[Diagnostic]:
    """Yield the allowances of a file in live/, where none counts. A text may hold a script's own: they are no comments."""
    for comment in comments_in(path, data, marks):
        if not comment.in_text and _is_meant(comment.order, names):
            message = (
                "a comment in live/ allows nothing: the file is what the cluster holds, and the next export is without"
            )
            yield _malformed(comment, message, "Write it in the definition, at the line that breaks the rule.")


def _read(comment: Comment, known: Collection[str], names: Collection[str]) -> Allowance | Diagnostic:
    order = _ORDER.fullmatch(comment.order)
    if order is None or order["reason"] is None:
        message = "the comment speaks to servewright, but allows nothing: a rule and a reason are due"
        help_text = "Write '# servewright: allow <rule> -- <reason>': one rule, two hyphens, and why."
        return _malformed(comment, message, help_text)
    rule = order["rule"]
    if rule not in names:
        message = f"there is no rule '{rule}'"
        return _malformed(comment, message, guess(rule, names, "'servewright rules' lists the rules."))
    if rule not in known:
        message = f"'{rule}' cannot be allowed: what breaks it cannot be compiled"
        return _malformed(comment, message, "Mend what it is about.")
    return Allowance(comment.span, rule, order["reason"], comment.first, comment.last, comment.steps)


def _misspelt(comment: Comment, names: Collection[str]) -> Diagnostic | None:
    """Return what is wrong with a comment that is nearly an allowance, None where it may be prose."""
    if not _is_meant(comment.order, names):
        return None
    _, rest = comment.order.split(maxsplit=1)
    message = "the comment is nearly an allowance, and allows nothing: one begins with '# servewright: allow'"
    return _malformed(comment, message, f"Write '# servewright: allow {rest.rstrip()}'.")


def _is_meant(order: str, names: Collection[str]) -> bool:
    """Say whether a comment that is like an allowance is meant as one: it names a rule, or it gives a reason."""
    _, rule, hyphens = (*order.split(maxsplit=3)[:3], "", "", "")[:3]
    return rule in names or hyphens == "--"


def _malformed(comment: Comment, message: str, help_text: str) -> Diagnostic:
    return Diagnostic("malformed-allowance", message, comment.span, help_text, Severity.WARNING)
