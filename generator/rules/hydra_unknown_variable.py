"""A template reads only the variables that Hydra gives it.

A name that Hydra does not know is no error on the cluster: Go writes `<no value>` in its place, or takes it for false,
and the server starts with a wrong command, or not at all.

Example:
    single: vllm serve {{ .MODEL_DIR }}      # broken: writes `vllm serve <no value>`
    single: vllm serve {{ .MODEL_PATH }}     # sound

Source: the platform's manual on custom runtimes lists the variables; RAY_PORT and CUSTOM_ARGS are in its sample.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.gotemplate import Template
from generator.gotemplate.uses import data_uses
from generator.hydra.twin.variables import VARIABLES
from generator.hydra.twin.written import RuntimeTemplate
from generator.naming import nearest
from generator.rule import Rule

RULE = Rule("hydra-unknown-variable", Severity.ERROR)


def check(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield each place that reads a variable which Hydra does not give."""
    for text in template.written:
        parsed = text.parsed
        for use in data_uses(parsed) if isinstance(parsed, Template) else ():
            name = use.path[0]
            if name not in VARIABLES:
                message = f"Hydra gives its templates no variable '{name}'"
                span = text.span(use.start, use.stop - use.start)
                yield Diagnostic(RULE.id, message, span, _help(name), RULE.severity)


def _help(name: str) -> str:
    guess = nearest(name.upper(), VARIABLES)
    return (f"Did you mean '{guess}'? " if guess else "") + f"The variables are: {', '.join(VARIABLES)}."
