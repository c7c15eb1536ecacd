"""Escapes a template as html/template does before it executes one. Source of the rules: its escape.go (1.26)."""

from __future__ import annotations

from types import MappingProxyType

from msgspec.structs import replace

from generator.gotemplate.html.contexts import TEXT
from generator.gotemplate.html.escaper import Attempt
from generator.gotemplate.html.problems import Fault, NotModelled
from generator.gotemplate.limits import Exceeded, Meter
from generator.gotemplate.nodes import Template
from generator.gotemplate.problems import TemplateProblem, go_location, problem_at

_HELP = (
    "html/template takes < before a letter or / for a tag, which has to end where it began: put a space after <, or "
    "close the tag."
)
_BEYOND = "Write < so that it opens no tag there: with a space after it."


def escape(template: Template) -> Template | TemplateProblem:
    """Return the template as html/template executes it, or why it refuses it.

    A problem whose `go` is None is none to Go: the template leads into a part of HTML that is not modelled, or takes
    more work than the limits allow.
    """
    attempt = Attempt(template, Meter(), {})
    try:
        end = attempt.template(TEXT, template.name)
    except NotModelled as beyond:
        place = beyond.at, min(beyond.at + 1, len(template.text))
        return problem_at(template.text, place, f"{beyond} is not modelled", _BEYOND, None)
    except Exceeded as beyond:
        return problem_at(template.text, (0, 0), f"the template cannot be escaped: {beyond}", "Write less.", None)
    if end != TEXT:
        message = f"ends in a non-text context: {end.spelled()}"
        return _problem(template, end.fault or Fault(message, (0, len(template.text))))
    definitions = MappingProxyType({**template.definitions, **attempt.definitions})
    return replace(template, definitions=definitions, escaped=True)


def _problem(template: Template, fault: Fault) -> TemplateProblem:
    where = template.name
    if fault.mark is not None:
        where = go_location(template.name, template.text, fault.mark)
    elif fault.line is not None:
        where = f"{template.name}:{fault.line}"
    return problem_at(template.text, fault.place, fault.message, _HELP, f"html/template:{where}: {fault.message}")
