"""Mistakes as values: what is wrong, where, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from generator.source import Span


class Severity(StrEnum):
    """Errors block all writing; warnings do not (unless --strict)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Related:
    """A second place that a diagnostic speaks of, with what it has to do with it."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. `rule` is a kebab-case id; `help` says what to do; `clusters` names who meets it (folded)."""

    rule: str
    message: str
    span: Span
    help: str
    severity: Severity = Severity.ERROR
    related: tuple[Related, ...] = ()
    clusters: tuple[str, ...] = ()


def fold(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, those that differ only in their clusters made one."""
    folded: dict[Diagnostic, set[str]] = {}
    for diagnostic in diagnostics:
        folded.setdefault(replace(diagnostic, clusters=()), set()).update(diagnostic.clusters)
    merged = (replace(key, clusters=tuple(sorted(names))) for key, names in folded.items())
    return tuple(sorted(merged, key=lambda d: (d.span, d.rule, d.message, d.related, d.help)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any of the diagnostics blocks writing."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
