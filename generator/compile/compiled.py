"""What the compiler is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.diagnostics import Allowed, Diagnostic


class Selection(Struct, frozen=True):
    """What to compile: some clusters by name, or the whole fleet; on how many processes (0: as many as pay)."""

    clusters: tuple[str, ...] = ()
    jobs: int = 0


class Compiled(Struct, frozen=True):
    """The outcome: path below out/ to bytes, all diagnostics that count, folded and sorted, the clusters selected, and
    the diagnostics that the definitions allow."""

    outputs: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    clusters: tuple[str, ...]
    allowed: tuple[Allowed, ...] = ()
    severities: Mapping[str, str] = {}
    """The rules that are graver in this fleet (spec.rules), for what is found in out/ later."""
    seconds: Mapping[str, float] = {}
    """How long the stages took, in all processes together; nothing where an earlier run's answer was taken."""
