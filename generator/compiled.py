"""What the compiler is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from generator.diagnostics import Diagnostic


class Selection(Struct, frozen=True):
    """What to compile: some clusters by name, or the whole fleet; on how many processes (0: as many as pay)."""

    clusters: tuple[str, ...] = ()
    jobs: int = 0


class Compiled(Struct, frozen=True):
    """The outcome: path below out/ to bytes, all diagnostics, folded and sorted, and the clusters selected."""

    outputs: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]
    clusters: tuple[str, ...]
