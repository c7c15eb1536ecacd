"""What the compiler is asked for, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic


@dataclass(frozen=True)
class Selection:
    """What to compile: some clusters by name, or the whole fleet; on how many processes (0: as many as pay)."""

    clusters: tuple[str, ...] = ()
    jobs: int = 0


@dataclass(frozen=True)
class Compiled:
    """The outcome: path below out/ to bytes, all diagnostics, folded and sorted, and the clusters selected."""

    outputs: Mapping[str, bytes] = field(repr=False)
    diagnostics: tuple[Diagnostic, ...]
    clusters: tuple[str, ...]
