"""Mistakes as values: what is wrong, where, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from generator.place import Span


class Severity(StrEnum):
    """Errors block all writing; warnings do not (unless --strict)."""

    ERROR = "error"
    WARNING = "warning"


class Related(Struct, frozen=True, order=True):
    """A second place that a diagnostic speaks of, with what it has to do with it."""

    span: Span
    message: str


class Diagnostic(Struct, frozen=True):
    """One finding. `rule` is a kebab-case id; `help` says what to do; `clusters` names who meets it (folded)."""

    rule: str
    message: str
    span: Span
    help: str
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    clusters: tuple[str, ...] = ()


class Allowed(Struct, frozen=True):
    """A diagnostic that a definition allows (see allowances), and the reason that it gives."""

    diagnostic: Diagnostic
    reason: str


def fold(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, those that differ only in their clusters made one."""
    folded: dict[Diagnostic, set[str]] = {}
    for diagnostic in diagnostics:
        folded.setdefault(replace(diagnostic, clusters=()), set()).update(diagnostic.clusters)
    merged = (replace(key, clusters=tuple(sorted(names))) for key, names in folded.items())
    return tuple(sorted(merged, key=lambda d: (d.span, d.rule, d.message, d.related, d.help)))


def raised(diagnostics: Iterable[Diagnostic], severities: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, those of rules that `severities` names as errors."""
    return tuple(
        replace(diagnostic, severity=Severity.ERROR) if diagnostic.rule in severities else diagnostic
        for diagnostic in diagnostics
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any of the diagnostics blocks writing."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
