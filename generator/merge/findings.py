"""What merges refused, as diagnostics at the lines that were refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.diagnostics import Diagnostic
from generator.merge.strategic import MergeNotes, MergeProblem, locate
from generator.model import Layer


def merge_findings(notes: MergeNotes, layers: Iterable[Layer]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each problem. `layers`: all that took part in the merges."""
    if notes.problems:
        known = tuple(layers)
        for problem in notes.problems:
            yield _diagnostic(problem, known)


def _diagnostic(problem: MergeProblem, layers: tuple[Layer, ...]) -> Diagnostic:
    for layer in layers:
        if layer.derived:
            if locate(layer.value, problem.mapping) is not None:
                return Diagnostic(problem.rule, problem.message, layer.document.mark(layer.steps).key, problem.help)
            continue
        steps = locate(layer.document.value, problem.mapping)
        if steps is not None:
            place = steps if problem.key is None else (*steps, problem.key)
            mark = layer.document.mark(place)
            span = mark.value if problem.key is None else mark.key
            return Diagnostic(problem.rule, problem.message, span, problem.help)
    raise AssertionError(f"no definition holds what the merge refused: {problem.message}")
