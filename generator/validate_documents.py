"""One document at a time: does it have the shape of its kind, the name of its place, and sound expressions?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from generator.diagnostics import Diagnostic, Related
from generator.expressions import ExpressionError, compile_text, misplaced_names
from generator.language import registry, schema_file
from generator.model import ScriptText
from generator.source import Document, Steps
from generator.validate_layers import layer_problems

if TYPE_CHECKING:
    from generator.schema_problems import Problem

_ROOT = "json-schema:///"


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
        return (_wrong_kind(document, kind),)
    found = list(_shape_problems(document, kind))
    found.extend(_name_problems(document, kind))
    if b"{{" in document.data:
        found.extend(_expression_problems(document))
    if not found:
        found.extend(layer_problems(document))
    return tuple(found)


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
    from generator.schema_problems import explain

    marks = document.marks()
    written = lambda steps: marks[steps].text if steps in marks else None  # noqa: E731
    for problem in explain(registry()[schema_file(kind)], document.value, registry(), written):
        yield problem_diagnostic(document, problem)


@cache
def _validator(kind: str) -> Any:
    known = jsonschema_rs.Registry([(_ROOT + name, schema) for name, schema in registry().items()])
    return jsonschema_rs.validator_for({"$ref": _ROOT + schema_file(kind)}, registry=known)


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
        f"Write kind: {kind}, or move the file to where its kind belongs.",
    )


def _name_problems(document: Document, kind: str) -> Iterator[Diagnostic]:
    metadata = document.value.get("metadata")
    if kind in ("Fleet", "Accelerators") or not isinstance(metadata, dict):
        return
    parts = document.path.split("/")
    due = (
        {"name": parts[-1].removesuffix(".yaml"), "namespace": parts[-2]}
        if kind == "ModelService"
        else {"name": parts[1]}
    )
    for key, expected in due.items():
        if isinstance(metadata.get(key), str) and metadata[key] != expected:
            yield _diagnostic(
                document,
                ("metadata", key),
                "name-mismatch",
                f"metadata.{key} is '{metadata[key]}', but the file's place says '{expected}'",
                f"Write {key}: {expected}, or rename the {'folder' if key == 'namespace' or kind != 'ModelService' else 'file'}: "
                "definitions are found by their place.",
            )


def _expression_problems(document: Document) -> Iterator[Diagnostic]:
    for steps, value, is_key in _texts(document.value, ()):
        if is_key:
            if "${{" in value:
                yield _diagnostic(
                    document,
                    steps,
                    "expression-in-key",
                    "an expression in a mapping key is never evaluated",
                    "Write the key out; only values may hold expressions.",
                )
            continue
        template = compile_text(value)
        errors = (
            template if isinstance(template, tuple) else (template,) if isinstance(template, ExpressionError) else ()
        )
        for error in (*errors, *misplaced_names(value)):
            yield expression_diagnostic(document, steps, error)


def _texts(value: Any, steps: Steps) -> Iterator[tuple[Steps, str, bool]]:
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


def expression_diagnostic(document: Document, steps: Steps, error: ExpressionError) -> Diagnostic:
    """Return the diagnostic of an expression's error, at its exact place where the scalar stands on one line."""
    return Diagnostic(error.rule, error.message, document.mark(steps).inside(error.offset, error.length), error.help)


def _diagnostic(document: Document, steps: Steps, rule: str, message: str, help_text: str) -> Diagnostic:
    return Diagnostic(rule, message, document.mark(steps).value, help_text)


def duplicate_names(documents: Iterable[Document]) -> Iterator[Diagnostic]:
    """Yield an error for each definition whose kind and name an earlier one has already."""
    seen: dict[tuple[str, str], Document] = {}
    for document in documents:
        value = document.value if isinstance(document.value, dict) else {}
        kind, metadata = value.get("kind"), value.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if kind not in ("Runtime", "Overlay", "Cluster") or not isinstance(name, str):
            continue
        first = seen.setdefault((kind, name), document)
        if first is not document:
            related = Related(first.mark(("metadata", "name")).value, "the first one")
            message = f"there are two definitions of {kind} '{name}'"
            span = document.mark(("metadata", "name")).value
            yield Diagnostic(
                "duplicate-name", message, span, "Give one of them its own name and folder.", related=(related,)
            )
