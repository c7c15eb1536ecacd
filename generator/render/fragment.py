"""A fragment that is a part of a Hydra ConfigMap: layers merged, expressions filled in, the types of the result checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from msgspec import Struct

from generator.diagnostics import Diagnostic, Related
from generator.expressions.expand import Surroundings, expand
from generator.language import native_shape, release_shape
from generator.merge.shape import Shape
from generator.merge.strategic import fold
from generator.model import Layer
from generator.native.schemas import object_schema
from generator.place import Mark, Steps
from generator.workshop import Workshop
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside

if TYPE_CHECKING:
    from generator.provenance import Origins

_NOTHING: Mapping[str, Any] = {}
_TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}
_NATIVE_TYPES = {"hydraTemplate": "HydraTemplate", "hydraAgent": "HydraAgentContainer"}


class Fragment(Struct, frozen=True, eq=False):
    """What the layers say under one key, finished, and what is wrong with it."""

    key: str
    layers: tuple[Layer, ...]
    value: Mapping[str, Any]
    diagnostics: tuple[Diagnostic, ...] = ()

    def mark(self, steps: Steps) -> Mark:
        """Return the mark of what stands at `steps` of the value, or of what is around it."""
        document, place = self.place(steps)
        return document.mark(place)

    def place(self, steps: Steps) -> tuple[Document, Steps]:
        """Return the document that says what stands at `steps` of the value, or what is around it, and the steps there."""
        return _place(_origins(self.key, self.layers), self.layers, steps)


def filled_fragment(layers: Sequence[Layer], key: str, surroundings: Surroundings, workshop: Workshop) -> Fragment:
    """Return the fragment under `key`: hydraTemplate, hydraLaunch or hydraAgent."""
    stating = tuple(part for layer in layers if (part := layer.part(key)) is not None and part.value)
    values = tuple(layer.value for layer in stating)
    if not values:
        return Fragment(key, stating, _NOTHING)
    merged = workshop.memo.of(key, values, partial(fold, values, _shape(key), workshop.notes))
    value, errors = expand(merged, surroundings, workshop.memo)
    if not errors and workshop.memo.of(("valid", key), (value,), lambda: _validator(key).is_valid(value)):
        return Fragment(key, stating, value)
    origins = _origins(key, stating)
    found = [
        Diagnostic(
            error.error.rule,
            error.error.message,
            span_inside(_mark(origins, stating, error.steps), error.error.offset, error.error.length),
            error.error.help,
        )
        for error in errors
    ]
    return Fragment(key, stating, value, tuple(found or _type_problems(key, value, stating, origins)))


def _type_problems(key: str, value: Any, layers: tuple[Layer, ...], origins: Origins) -> list[Diagnostic]:
    from generator.json_schema.problems import explain

    found = []
    for problem in explain(_schema(key), value):
        mark = _mark(origins, layers, problem.steps)
        related = tuple(
            Related(_mark(origins, layers, steps).key, f"'{steps[-1]}' is said here") for steps in problem.related_steps
        )
        span = mark.key if problem.at == "key" or mark.text is None else mark.value
        found.append(Diagnostic(problem.rule, problem.message, span, problem.help, related=related))
    return found


def _shape(key: str) -> Shape:
    return native_shape(_NATIVE_TYPES[key]) if key in _NATIVE_TYPES else release_shape().child(key)


def _schema(key: str) -> dict[str, Any]:
    return object_schema(_NATIVE_TYPES[key], None) if key in _NATIVE_TYPES else _TEXTS


@cache
def _validator(key: str) -> Any:
    return jsonschema_rs.validator_for(_schema(key))


def _origins(key: str, layers: tuple[Layer, ...]) -> Origins:
    # Replaying is for findings only: a fleet without any does not pay for importing it.
    from generator.provenance import replay

    return replay(layers, _shape(key))


def _mark(origins: Origins, layers: tuple[Layer, ...], steps: Steps) -> Mark:
    document, place = _place(origins, layers, steps)
    return document.mark(place)


def _place(origins: Origins, layers: tuple[Layer, ...], steps: Steps) -> tuple[Document, Steps]:
    origin = origins.nearest(steps)
    top = layers[-1]
    return (origin.document, origin.steps) if origin is not None else (top.document, top.steps)
