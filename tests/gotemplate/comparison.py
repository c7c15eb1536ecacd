"""The same question for Go and for Servewright: a template, its data, and what both make of them.

A question is what tests/oracles/gotemplate reads: {"engine": …, "template": …, "data": …, "missingkey": …}. Data marks
typed values: {"$strings": […]} is a []string, {"$stringmap": {…}} a map[string]string, {"$meta": {…}} an ObjectMeta.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

from generator.gotemplate import ExecError, TemplateProblem, execute, parse
from generator.gotemplate.html import escape
from generator.gotemplate.values import GoList, Record, string_map, strings
from tests.oracle import ask

Question = dict[str, Any]
Answer = tuple[str, str | None]
"""Either "output" and the text, or "error" and Go's message; None where Go would say nothing or something unknown."""


def go_answers(questions: Iterable[Question]) -> list[Answer]:
    """Return what Go says, in order."""
    return [_go_answer(answer) for answer in ask("gotemplate", questions)]


def our_answer(question: Question) -> Answer:
    """Return what Servewright says."""
    template = parse(question["template"])
    if not isinstance(template, TemplateProblem) and question["engine"] == "html":
        template = escape(template)
    if isinstance(template, TemplateProblem):
        return "error", template.go
    result = execute(template, typed(question.get("data")), missing_key=question.get("missingkey", "default"))
    return ("error", result.go) if isinstance(result, ExecError) else ("output", result)


def typed(data: Any) -> Any:
    """Return a question's data with the values that its marks stand for."""
    match data:
        case {"$strings": None}:
            return GoList((), "string", is_nil=True)
        case {"$strings": items}:
            return strings(items)
        case {"$stringmap": entries}:
            return string_map(entries)
        case {"$meta": fields}:
            return _meta(fields)
        case dict():
            return {key: typed(value) for key, value in data.items()}
        case list():
            return [typed(item) for item in data]
    return data


def _meta(fields: dict[str, Any]) -> Record:
    finalizers = fields.get("Finalizers")
    known = {
        "Name": fields.get("Name", ""),
        "Namespace": fields.get("Namespace", ""),
        "Generation": fields.get("Generation", 0),
        "Labels": string_map(fields.get("Labels")),
        "Annotations": string_map(fields.get("Annotations")),
        "Finalizers": GoList((), "string", is_nil=True) if finalizers is None else strings(finalizers),
    }
    return Record("main.ObjectMeta", known)


def _go_answer(answer: dict[str, str]) -> Answer:
    ((key, text),) = answer.items()
    if key.endswith("Bytes"):
        return key.removesuffix("Bytes"), base64.b64decode(text).decode("utf-8", "surrogateescape")
    return key, text
