"""What diagnostics come to in a fleet: those that it allows are set aside, those that it thinks graver are errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from generator.allowances import Allowance
from generator.diagnostics import Allowed, Diagnostic, Severity, has_errors, raised


class Verdict(Struct, frozen=True):
    """The diagnostics that count, and those that are allowed."""

    diagnostics: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


def verdict_on(
    found: Iterable[Diagnostic], allowances: Iterable[Allowance], severities: Mapping[str, str], whole: bool
) -> Verdict:
    """Sort diagnostics into those that count, raised as `severities` says, and those that an allowance covers.

    An allowance that covers none is a diagnostic too, where the whole fleet was compiled without an error.
    """
    told: list[Diagnostic] = []
    allowed: list[Allowed] = []
    used: set[Allowance] = set()
    sorted_allowances = sorted(allowances)
    for diagnostic in found:
        covering = [allowance for allowance in sorted_allowances if allowance.covers(diagnostic)]
        used.update(covering)
        if covering:
            allowed.append(Allowed(diagnostic, covering[0].reason))
        else:
            told.append(diagnostic)
    counting = raised(told, severities)
    if whole and not has_errors(counting):
        counting += raised(_unused(sorted_allowances, used), severities)
    return Verdict(counting, tuple(allowed))


def _unused(allowances: Iterable[Allowance], used: set[Allowance]) -> Iterator[Diagnostic]:
    for allowance in dict.fromkeys(allowances):
        if allowance not in used:
            message = f"nothing here breaks '{allowance.rule}', so there is nothing to allow"
            help_text = "Remove the comment, or move it to the line that breaks the rule."
            yield Diagnostic("unused-allowance", message, allowance.span, help_text, Severity.WARNING)
