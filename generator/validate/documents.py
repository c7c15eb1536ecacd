"""One document at a time: does it have the shape of its kind, and sound layers and expressions?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs
from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Related
from generator.language import registry, schema_file
from generator.model import ScriptText
from generator.place import Steps
from generator.rules import secret_in_repo
from generator.validate.expressions import expression_problems
from generator.validate.layers import layer_problems
from generator.validate.names import repeated_names
from generator.yaml.document import Document

if TYPE_CHECKING:
    from generator.json_schema.problems import Problem

_ROOT = "json-schema:///"
_BELONGS = {
    "ClusterServingRuntime": "Put its metadata and spec under spec.clusterServingRuntime of a Runtime, "
    "in runtimes/<runtime>/runtime.yaml.",
    "InferenceService": "Write apiVersion: servewright.io/v1alpha1 and kind: ModelService with the same metadata and "
    "spec, and add spec.runtime, in clusters/<cluster>/services/<namespace>/<service>.yaml.",
}
"""Where the parts of an object go that stands as it is on a cluster."""


def check_document(document: Document, kind: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a definition by itself. `kind` is what its place in the repo calls for."""
    value = document.value
    if not isinstance(value, dict):
        return (
            _diagnostic(
                document,
                (),
                "wrong-type",
                "a definition is a mapping",
                f"Write apiVersion, kind: {kind}, metadata and spec.",
            ),
        )
    if value.get("kind") != kind:
        return tuple(secret_in_repo.check(document.path, document.data)) or (_wrong_kind(document, kind),)
    found = list(_shape_problems(document, kind))
    if b"{{" in document.data:
        found = _with_expressions(found, expression_problems(document))
    if not found:
        found.extend((*repeated_names(document), *layer_problems(document)))
    return tuple(found)


def _with_expressions(shape: Sequence[Diagnostic], expressions: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Join what is wrong with shape and with expressions, each mistake once.

    An expression below a misspelt field is in no place that evaluates it; a name with one has not the shape of a name.
    """
    misspelt = any(diagnostic.rule == "unknown-field" for diagnostic in shape)
    told = [diagnostic for diagnostic in expressions if not misspelt or diagnostic.rule != "expression-not-allowed"]
    spans = {diagnostic.span for diagnostic in told}
    return [*(diagnostic for diagnostic in shape if diagnostic.span not in spans), *told]


def anchored(document: Document) -> Document:
    """Return the document with every scalar that calls file() knowing which definition it stands in."""
    if b"file" not in document.data:
        return document
    return replace(document, value=_anchored(document.value, document.path))


def _anchored(value: Any, path: str) -> Any:
    if isinstance(value, dict):
        return {key: _anchored(item, path) for key, item in value.items()}
    if isinstance(value, list):
        return [_anchored(item, path) for item in value]
    if isinstance(value, str) and "${{" in value and "file" in value:
        text = ScriptText(value)
        text.definition = path
        return text
    return value


def _shape_problems(document: Document, kind: str) -> Iterator[Diagnostic]:
    if _validator(kind).is_valid(document.value):
        return
    from generator.json_schema.problems import explain

    for problem in explain(registry()[schema_file(kind)], document.value, registry(), document.written):
        yield problem_diagnostic(document, problem)


@cache
def _validator(kind: str) -> Any:
    return jsonschema_rs.validator_for({"$ref": _ROOT + schema_file(kind)}, registry=_known())


@cache
def _known() -> Any:
    return jsonschema_rs.Registry([(_ROOT + name, schema) for name, schema in registry().items()])


def problem_diagnostic(document: Document, problem: Problem) -> Diagnostic:
    """Return the diagnostic of a schema problem in a document."""
    mark = document.mark(problem.steps)
    span = mark.key if problem.at == "key" else mark.value
    related = tuple(Related(document.mark(steps).key, "the other one") for steps in problem.related_steps)
    return Diagnostic(problem.rule, problem.message, span, problem.help, related=related)


def _wrong_kind(document: Document, kind: str) -> Diagnostic:
    found = document.value.get("kind")
    what = f"kind is '{found}'" if found is not None else "there is no kind"
    return _diagnostic(
        document,
        ("kind",),
        "wrong-kind",
        f"{what}, but this file is the place of a {kind}",
        _BELONGS.get(str(found), f"Write kind: {kind}, or move the file to where its kind belongs."),
    )


def _diagnostic(document: Document, steps: Steps, rule: str, message: str, help_text: str) -> Diagnostic:
    return Diagnostic(rule, message, document.mark(steps).value, help_text)
