"""What diagnostics come to in a fleet: those that it allows are set aside, those that it thinks graver are errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from generator.allowances import Allowance
from generator.diagnostics import Allowed, Diagnostic, Severity, fold, has_errors, raised


class Verdict(Struct, frozen=True):
    """The diagnostics that count, and those that are allowed."""

    diagnostics: tuple[Diagnostic, ...]
    allowed: tuple[Allowed, ...]


def verdict_on(
    found: Iterable[Diagnostic],
    allowances: Iterable[Allowance],
    severities: Mapping[str, str],
    judged: Callable[[Allowance], bool],
) -> Verdict:
    """Sort diagnostics into those that count, raised as `severities` says, and those that an allowance covers; fold both.

    An allowance that covers none, and of which `judged` says that this can be known, is a diagnostic too, where there is
    no error.
    """
    told: list[Diagnostic] = []
    allowed: dict[str, list[Diagnostic]] = {}
    used: set[Allowance] = set()
    in_order = sorted(set(allowances), key=lambda allowance: allowance.span)
    by_file: dict[tuple[str, str], list[Allowance]] = {}
    for allowance in in_order:
        by_file.setdefault((allowance.rule, allowance.span.path), []).append(allowance)
    for diagnostic in found:
        covering = _covering(diagnostic, by_file) if by_file else ()
        used.update(covering)
        if covering:
            allowed.setdefault(covering[0].reason, []).append(diagnostic)
        else:
            told.append(diagnostic)
    counting = raised(told, severities)
    if not has_errors(counting):
        unused = (allowance for allowance in in_order if allowance not in used and judged(allowance))
        counting += raised(map(_unused, unused), severities)
    accepted = [Allowed(each, reason) for reason, covered in allowed.items() for each in fold(covered)]
    return Verdict(fold(counting), tuple(sorted(accepted, key=lambda each: each.diagnostic.span)))


def _covering(diagnostic: Diagnostic, by_file: Mapping[tuple[str, str], Sequence[Allowance]]) -> tuple[Allowance, ...]:
    """Return the allowances that cover a diagnostic: by its own place first, then by the others that it speaks of.

    A rule that may be broken names another place only where what is wrong is owed to both, so that it can be accepted
    at either.
    """
    places = (diagnostic.span, *(related.span for related in diagnostic.related))
    return tuple(
        allowance
        for place in places
        for allowance in by_file.get((diagnostic.rule, place.path), ())
        if allowance.covers(place)
    )


def _unused(allowance: Allowance) -> Diagnostic:
    message = f"nothing here breaks '{allowance.rule}', so there is nothing to allow"
    help_text = "Remove the comment, or move it to the line that breaks the rule."
    return Diagnostic("unused-allowance", message, allowance.span, help_text, Severity.WARNING)
