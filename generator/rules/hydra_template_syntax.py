"""A text that Hydra takes for a Go template is one.

Hydra parses the items of commandTemplate and argsTemplate when a model is deployed. One that is no template is found
out there, in the console, by whoever deploys. The message is Go's own. The commands of hydraLaunch are each judged by
themselves, then together, since they become branches of one template: `{{ define }}` may not stand there.

Example:
    argsTemplate: ["--model={{ .MODEL_PATH }"]       # broken: the action has one brace too few
    argsTemplate: ["--model={{ .MODEL_PATH }}"]      # sound

Source: the platform's manual on custom runtimes; https://pkg.go.dev/text/template
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.gotemplate import TemplateProblem
from generator.hydra.twin.written import RuntimeTemplate, TemplateText
from generator.rule import Rule

RULE = Rule("hydra-template-syntax", Severity.ERROR)


def check(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield the texts of a runtime's template that cannot be parsed, each command of hydraLaunch by itself."""
    found = False
    for text in template.written:
        problem = text.parsed
        if isinstance(problem, TemplateProblem):
            message = f"'{text.name}' is no Go template: {problem.message}"
            span = text.span(problem.offset, max(problem.length, 1))
            yield Diagnostic(RULE.id, message, span, problem.help, RULE.severity, _unclosed(text, problem))
            found = True
    if template.is_launched and not found:
        yield from _composed(template)


def _composed(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield what keeps commands that are templates by themselves from being one together."""
    for text in template.arguments:
        problem = text.parsed
        if isinstance(problem, TemplateProblem):
            message = f"the commands of hydraLaunch make no Go template together: {problem.message}"
            span = text.span(problem.offset, max(problem.length, 1))
            yield Diagnostic(RULE.id, message, span, problem.help, RULE.severity)


def _unclosed(text: TemplateText, problem: TemplateProblem) -> tuple[Related, ...]:
    if problem.unclosed is None:
        return ()
    return (Related(text.span(problem.unclosed, len("{{")), "this action is not closed"),)
