"""Expressions in definitions: sound ones, in places where they are evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic
from generator.expressions.text import ExpressionError, compile_text, misplaced_names
from generator.language import spec_shape
from generator.merge.shape import Shape
from generator.place import Steps
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside

_FRAGMENTS = ("clusterServingRuntime", "inferenceService", "hydraAgent", "hydraTemplate", "hydraLaunch", "patch")
_NATIVE = ("predictor", "transformer", "explainer", "canary")
_EVALUATED = frozenset((*_FRAGMENTS, *_NATIVE, "image", "displayName", "mirrors", "policy", "default"))
"""The fields below which expressions are evaluated, wherever they stand in a spec."""


def expression_problems(document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with the expressions of a definition, whatever its shape is like."""
    keys: list[tuple[Steps, str]] = []
    texts: list[tuple[Steps, str]] = []
    _collect(document.value, (), keys, texts)
    for steps, key in keys:
        yield from _in_key(document, steps, key)
    for steps, text in texts:
        for error in (*_errors(text), *misplaced_names(text)):
            span = span_inside(document.mark(steps), error.offset, error.length)
            yield Diagnostic(error.rule, error.message, span, error.help)
    shape = spec_shape(document.value["kind"])
    for steps, text in texts:
        if "${{" in text.replace("$${{", "") and not _evaluated(steps) and not _of_service(document, steps):
            name = next(step for step in reversed(steps) if isinstance(step, str))
            message = f"an expression in '{name}' is never evaluated"
            help_text = "Write the value out: names, facts and what expressions see are taken as they stand."
            yield Diagnostic("expression-not-allowed", message, document.mark(steps).value, help_text)
        if "${{" in text and steps[0] == "spec" and _is_merge_key(steps[1:], shape):
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


def _collect(value: Any, steps: Steps, keys: list[tuple[Steps, str]], texts: list[tuple[Steps, str]]) -> None:
    """Add the keys and the texts with braces, each with the steps to it."""
    for key, item in value.items() if value.__class__ is dict else enumerate(value):
        if isinstance(key, str) and "{{" in key:
            keys.append(((*steps, key), key))
        if item.__class__ is dict or item.__class__ is list:
            _collect(item, (*steps, key), keys, texts)
        elif isinstance(item, str) and "{{" in item:
            texts.append(((*steps, key), item))


def _evaluated(steps: Steps) -> bool:
    """Say whether expressions are evaluated there: not in names and facts, nor in what expressions see."""
    for step in steps:
        if step == "values":
            return False
        if step in _EVALUATED:
            return True
    return False


def _of_service(document: Document, steps: Steps) -> bool:
    """Say whether this is one of a service's labels or annotations, which become the object's."""
    return document.value["kind"] == "ModelService" and steps[:1] == ("metadata",) and len(steps) == 3


def _is_merge_key(steps: Steps, shape: Shape) -> bool:
    """Say whether the text at `steps` of a spec is what a list's item is known by."""
    keys: tuple[str, ...] = ()
    for step in steps[:-1]:
        keys, shape = ((), shape.child(step)) if isinstance(step, str) else (shape.merge_keys, shape.item())
    return bool(steps) and steps[-1] in keys
