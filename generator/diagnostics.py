"""Mistakes as values: what is wrong, where, why it matters, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from generator.place import Span

_MOST_RELATED = 3
"""Related places that a diagnostic keeps of all that are folded into it."""
_MOST_VARIANTS = 3
"""Diagnostics of one rule at one place, in words of their own for each cluster, that are told one by one."""


class Severity(StrEnum):
    """Errors block all writing; warnings do not (unless --strict)."""

    ERROR = "error"
    WARNING = "warning"


class Related(Struct, frozen=True, order=True):
    """A second place that a diagnostic speaks of, with what it has to do with it. An allowance counts there too."""

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
    differs: int = 0
    """How many more diagnostics it stands for, of this rule at this place: each of other clusters, in other words."""


class Allowed(Struct, frozen=True):
    """A diagnostic that a definition allows (see allowances), and the reason that it gives."""

    diagnostic: Diagnostic
    reason: str


def fold(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics sorted by place, those that differ only in their clusters and related places made one.

    Of such related places, some are kept. What many clusters are told of one place in words of their own is told once.
    """
    folded: dict[Diagnostic, list[Diagnostic]] = {}
    for diagnostic in diagnostics:
        folded.setdefault(replace(diagnostic, clusters=(), related=()), []).append(diagnostic)
    places: dict[tuple[str, Span], list[Diagnostic]] = {}
    for alike in folded.values():
        one = _joined(alike)
        places.setdefault((one.rule, one.span), []).append(one)
    told = (each for variants in places.values() for each in _few(variants))
    return tuple(sorted(told, key=_order))


def _joined(alike: list[Diagnostic]) -> Diagnostic:
    in_order = sorted(alike, key=lambda diagnostic: (diagnostic.related, diagnostic.clusters))
    related = tuple(dict.fromkeys(each for diagnostic in in_order for each in diagnostic.related))
    most = max(_MOST_RELATED, *(len(diagnostic.related) for diagnostic in alike))
    clusters = {name for diagnostic in alike for name in diagnostic.clusters}
    return replace(alike[0], related=related[:most], clusters=tuple(sorted(clusters)))


def _few(variants: list[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics of one rule at one place: many, each of other clusters, become the first one."""
    clusters = sorted(name for variant in variants for name in variant.clusters)
    if len(variants) <= _MOST_VARIANTS or len(set(clusters)) < len(clusters) or not all(v.clusters for v in variants):
        return variants
    first = min(variants, key=_order)
    return [replace(first, clusters=tuple(clusters), differs=len(variants) - 1)]


def _order(diagnostic: Diagnostic) -> tuple[Span, str, str, tuple[Related, ...], str]:
    return diagnostic.span, diagnostic.rule, diagnostic.message, diagnostic.related, diagnostic.help


def raised(diagnostics: Iterable[Diagnostic], severities: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics, those of rules that `severities` names as errors."""
    return tuple(
        replace(diagnostic, severity=Severity.ERROR) if diagnostic.rule in severities else diagnostic
        for diagnostic in diagnostics
    )


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Say whether any of the diagnostics blocks writing."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
