"""Expressions in definitions: sound ones, in places where they are evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic
from generator.expressions import ExpressionError, compile_text, misplaced_names
from generator.language import spec_shape
from generator.shape import Shape
from generator.source import Document, Steps

_FRAGMENTS = ("clusterServingRuntime", "inferenceService", "hydraAgent", "hydraTemplate", "hydraLaunch", "patch")
_NATIVE = ("predictor", "transformer", "explainer", "canary")
_EVALUATED = frozenset((*_FRAGMENTS, *_NATIVE, "image", "displayName", "mirrors", "policy", "default"))
"""The fields below which expressions are evaluated, wherever they stand in a spec."""


def expression_problems(document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with the expressions of a definition, whatever its shape is like."""
    for steps, value, is_key in _texts(document.value, ()):
        if is_key:
            yield from _in_key(document, steps, value)
        else:
            for error in (*_errors(value), *misplaced_names(value)):
                span = document.mark(steps).inside(error.offset, error.length)
                yield Diagnostic(error.rule, error.message, span, error.help)
    for steps in _unevaluated(document.value, (), _EVALUATED):
        if not _of_service(document, steps):
            name = next(step for step in reversed(steps) if isinstance(step, str))
            message = f"an expression in '{name}' is never evaluated"
            help_text = "Write the value out: names, facts and what expressions see are taken as they stand."
            yield Diagnostic("expression-not-allowed", message, document.mark(steps).value, help_text)
    kind, spec = document.value["kind"], document.value.get("spec")
    for steps in _in_merge_keys(spec, spec_shape(kind), ("spec",)):
        message = f"an expression cannot stand in '{steps[-1]}', by which layers find this item"
        help_text = "Write it out: layers are merged before expressions are evaluated."
        yield Diagnostic("expression-not-allowed", message, document.mark(steps).value, help_text)


def _errors(text: str) -> tuple[ExpressionError, ...]:
    template = compile_text(text)
    return template if isinstance(template, tuple) else ()


def _in_key(document: Document, steps: Steps, key: str) -> Iterator[Diagnostic]:
    if "${{" in key:
        message = "an expression in a mapping key is never evaluated"
        help_text = "Write the key out; only values may hold expressions."
        yield Diagnostic("expression-in-key", message, document.mark(steps).key, help_text)


def _texts(value: Any, steps: Steps) -> Iterator[tuple[Steps, str, bool]]:
    """Yield the texts with braces: steps, text, and whether it is a key."""
    if isinstance(value, dict):
        for key, item in value.items():
            if "{{" in key:
                yield (*steps, key), key, True
            yield from _texts(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*steps, index))
    elif isinstance(value, str) and "{{" in value:
        yield steps, value, False


def _unevaluated(value: Any, steps: Steps, evaluated: frozenset[str]) -> Iterator[Steps]:
    """Yield the places of expressions outside of the fields that are evaluated: names, facts, what expressions see."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in evaluated:
                inside = frozenset[str]() if key == "values" else evaluated
                yield from _unevaluated(item, (*steps, key), inside)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unevaluated(item, (*steps, index), evaluated)
    elif isinstance(value, str) and "${{" in value.replace("$${{", ""):
        yield steps


def _of_service(document: Document, steps: Steps) -> bool:
    """Say whether this is one of a service's labels or annotations, which become the object's."""
    return document.value["kind"] == "ModelService" and steps[:1] == ("metadata",) and len(steps) == 3


def _in_merge_keys(value: Any, shape: Shape, steps: Steps) -> Iterator[Steps]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _in_merge_keys(item, shape.child(key), (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            for key in shape.merge_keys if isinstance(item, dict) else ():
                if isinstance(item.get(key), str) and "${{" in item[key]:
                    yield (*steps, index, key)
            yield from _in_merge_keys(item, shape.item(), (*steps, index))
