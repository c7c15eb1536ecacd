"""A live ConfigMap that a Hydra ConfigMap extends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.diagnostics import Diagnostic
from generator.hydra.entries import Key
from generator.hydra.problem import SpliceProblem
from generator.model import Cluster
from generator.yaml.live import LiveDocument


class LiveBase(Struct, frozen=True, eq=False):
    """What the platform has: the payload to extend, and which entries in it are the fleet's own already."""

    payload: str
    ours: frozenset[Key]
    document: LiveDocument | None
    warnings: tuple[Diagnostic, ...] = ()


def payload_diagnostics(
    base: LiveBase, cluster: Cluster, key: str, problems: Iterable[SpliceProblem]
) -> Iterator[Diagnostic]:
    """Yield diagnostics at the payload's lines in the live file."""
    for problem in problems:
        if base.document is None:
            document, steps = cluster.place("hydra")
            yield Diagnostic(problem.rule, problem.message, document.mark(steps).value, problem.help)
        else:
            span = base.document.payload_span(("data", key), problem.line, problem.column)
            yield Diagnostic(problem.rule, problem.message, span, problem.help)
