"""A template compares a variable with a value of its own type.

Go's eq, ne, lt, le, gt and ge refuse values of different types, and do so when a model is deployed: the template then
gives no container. Sizes and ports are whole numbers, IS_DISTRIBUTED and IS_LEADER are true or false, CUSTOM_ARGS is a
list, all others are text.

Example:
    {{ if gt .TP_SIZE "1" }}        # broken: a number and a text
    {{ if gt .TP_SIZE 1 }}          # sound

Source: https://pkg.go.dev/text/template#hdr-Functions; the manual's sample, which compares TP_SIZE with a number.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from generator.diagnostics import Diagnostic, Severity
from generator.gotemplate import Template
from generator.gotemplate.uses import Comparison, Path, comparisons
from generator.hydra.twin.variables import CUSTOM_ARGS, VARIABLES
from generator.hydra.twin.written import RuntimeTemplate
from generator.rule import Rule

RULE = Rule("hydra-unlike-types", Severity.ERROR)

_KINDS = {"string": "text", "int": "a whole number", "float": "a fraction", "bool": "true or false"}
_ORDERING = ("lt", "le", "gt", "ge")
_TRUTH = "Ask for it as it is: {{ if .IS_LEADER }}."


def check(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield each comparison that Go refuses, as far as the types are known."""
    for text in template.written:
        parsed = text.parsed
        for comparison in comparisons(parsed, _kind) if isinstance(parsed, Template) else ():
            problem = _problem(comparison)
            if problem is not None:
                message = f"'{text.text[comparison.start : comparison.stop]}' {problem[0]}"
                span = text.span(comparison.start, comparison.stop - comparison.start)
                yield Diagnostic(RULE.id, message, span, problem[1], RULE.severity)


def _kind(path: Path) -> str | None:
    """Return the kind of a variable, for lists and what is in them None."""
    known = VARIABLES.get(path[0]) if len(path) == 1 and path[0] != CUSTOM_ARGS else None
    return known.type if known is not None else None


def _problem(comparison: Comparison) -> tuple[str, str] | None:
    """Return what is wrong with a comparison, and what to do."""
    known = [kind for kind in comparison.kinds if kind in _KINDS]
    unlike = next((pair for pair in pairwise(known) if pair[0] != pair[1]), None)
    if unlike is not None:
        message = f"compares two types: {_KINDS[unlike[0]]} and {_KINDS[unlike[1]]}"
        return (
            message,
            _TRUTH if "bool" in unlike else "Compare numbers with numbers, without quotes, and text with text.",
        )
    if comparison.function in _ORDERING and "bool" in known:
        return "cannot order true and false", _TRUTH
    return None
