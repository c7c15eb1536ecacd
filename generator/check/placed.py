"""Findings to diagnostics: from the steps in an object to the lines of the definitions that say what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from generator.check.contract_line import contract_line
from generator.diagnostics import Diagnostic, Related
from generator.expressions.expand import Surroundings
from generator.expressions.scopes import placeholders_of
from generator.expressions.text import Scope
from generator.finding import AtRuntime, Finding
from generator.kserve.service import runtime_of
from generator.merge.patches import matches, subject_of
from generator.place import Mark, Span
from generator.targets import Rendered, Target
from generator.tree import Tree

if TYPE_CHECKING:
    from generator.trace import Trace

_WHOLE = re.compile(r"""['"]?\$\{\{(?:(?!\}\}).)*\}\}['"]?""", re.DOTALL)
"""A scalar that is one expression."""
_MISSED = ("missing-field", "contract-required", "contract-const")


def placed(
    rendered: Rendered, served: Mapping[str, Rendered], findings: Iterable[Finding], tree: Tree
) -> Iterator[Diagnostic]:
    """Yield the findings on an object as diagnostics at the lines that say what is wrong.

    `served`: the ClusterServingRuntimes of its cluster by name. What a service has of its runtime is told there.
    """
    origin = traced(rendered.target, rendered.value)
    patches = tuple(_patches(rendered))
    for finding in findings:
        diagnostic = _diagnostic(origin, finding, rendered.target)
        if finding.at_runtime is not None:
            runtime = served[runtime_of(rendered.value)]
            diagnostic = _at_runtime(finding.at_runtime, diagnostic, origin, runtime)
        if finding.length:
            diagnostic = replace(diagnostic, span=_piece(origin, finding, rendered, tree))
        missed = finding.rule in _MISSED and patches
        yield replace(diagnostic, related=diagnostic.related + patches) if missed else diagnostic


def _patches(rendered: Rendered) -> Iterator[Related]:
    """Yield the patches of an object: what is missing may have been there before them."""
    subject = subject_of(rendered.target, rendered.value)
    for patch in rendered.target.patches:
        if matches(patch, subject):
            layer = patch.layer
            yield Related(layer.document.mark((*layer.steps, "patch")).key, "this patch changes the object")


def _diagnostic(origin: Trace, finding: Finding, target: Target) -> Diagnostic:
    mark = origin.mark(finding.steps)
    filled = "" if finding.at_key or finding.length else _filled(mark.text or "")
    related = (
        *(Related(origin.mark(steps).key, f"'{steps[-1]}' is said here") for steps in finding.related_steps),
        *finding.related,
        *_requirement(finding, target),
        *_aliases(mark),
    )
    return Diagnostic(
        finding.rule,
        finding.message + filled,
        mark.key if finding.at_key or mark.text is None else mark.value,
        finding.help + (_CONVERT if filled and finding.rule == "wrong-type" else ""),
        finding.severity,
        related,
        (target.cluster.name,),
    )


def _requirement(finding: Finding, target: Target) -> Iterator[Related]:
    """Yield the line of the contract that has services say what the finding is about."""
    installed, entry = target.installed, finding.required_by
    if installed is None or entry is None:
        return
    section, key = entry
    _, span = contract_line(installed, entry, "required")
    required = ((installed.contract.get(section) or {}).get(key) or {}).get("required")
    if span is not None and required:
        yield Related(span, "the runtime's contract asks for it here")


def _filled(scalar: str) -> str:
    """Return the words that tell of a scalar that the text found fault with is not all written there."""
    if "${{" not in scalar:
        return ""
    return " (the expression gives it)" if _WHOLE.fullmatch(scalar) else " (an expression gives a part of it)"


def _at_runtime(there: AtRuntime, diagnostic: Diagnostic, service: Trace, runtime: Rendered) -> Diagnostic:
    """Return what a service has of its runtime as the runtime's; as its own, where the platform installs the runtime."""
    if runtime.target.installed is None or runtime.target.installed.runtime.external:
        return diagnostic
    mark = traced(runtime.target, runtime.value).mark(there.steps)
    span = mark.key if mark.text is None else mark.value
    user = Related(service.mark(("metadata", "name")).value, there.note)
    related = (user, *diagnostic.related, *_aliases(mark))
    return replace(diagnostic, message=there.message, span=span, related=related)


def _aliases(mark: Mark) -> Iterator[Related]:
    return (Related(alias, "the alias that repeats it") for alias in mark.through)


def _piece(origin: Trace, finding: Finding, rendered: Rendered, tree: Tree) -> Span:
    from generator.judged.text_place import piece_span

    target = rendered.target
    document, place = origin.place(finding.steps)
    value: Any = rendered.value
    text = reduce(getitem, finding.steps, value)
    surroundings = Surroundings(Scope(target.scope), tree, placeholders_of(target.cluster))
    return piece_span(document, place, text, finding.offset, finding.length, surroundings)


_CONVERT = " An expression's value keeps its type; the filters int and string change it."


def traced(target: Target, value: dict[str, Any] | None) -> Trace:
    """Return where the parts of a target's object come from; `value` is None for one that could not be made."""
    # Replaying is for findings only: a fleet without any does not pay for importing it.
    from generator.trace import trace

    return trace(target, value)
