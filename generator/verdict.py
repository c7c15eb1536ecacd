"""What diagnostics come to in a fleet: those that it allows are set aside, those that it thinks graver are errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from generator.allowances import Allowance
from generator.diagnostics import Allowed, Diagnostic, Severity, fold, has_errors, raised


class Verdict(Struct, frozen=True):
    """The diagnostics that count, and those that are allowed."""

    diagnostics: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


def verdict_on(
    found: Iterable[Diagnostic], allowances: Iterable[Allowance], severities: Mapping[str, str], whole: bool
) -> Verdict:
    """Sort diagnostics into those that count, raised as `severities` says, and those that an allowance covers; fold both.

    An allowance that covers none is a diagnostic too, where the whole fleet was compiled without an error.
    """
    told: list[Diagnostic] = []
    allowed: dict[str, list[Diagnostic]] = {}
    used: set[Allowance] = set()
    sorted_allowances = sorted(allowances)
    for diagnostic in found:
        covering = [allowance for allowance in sorted_allowances if allowance.covers(diagnostic)]
        used.update(covering)
        if covering:
            allowed.setdefault(covering[0].reason, []).append(diagnostic)
        else:
            told.append(diagnostic)
    counting = raised(told, severities)
    if whole and not has_errors(counting):
        counting += raised(_unused(sorted_allowances, used), severities)
    accepted = [Allowed(each, reason) for reason, covered in allowed.items() for each in fold(covered)]
    return Verdict(fold(counting), tuple(sorted(accepted, key=lambda each: each.diagnostic.span)))


def _unused(allowances: Iterable[Allowance], used: set[Allowance]) -> Iterator[Diagnostic]:
    for allowance in dict.fromkeys(allowances):
        if allowance not in used:
            message = f"nothing here breaks '{allowance.rule}', so there is nothing to allow"
            help_text = "Remove the comment, or move it to the line that breaks the rule."
            yield Diagnostic("unused-allowance", message, allowance.span, help_text, Severity.WARNING)
