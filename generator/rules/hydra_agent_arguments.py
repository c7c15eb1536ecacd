"""The args of hydraAgent are no templates.

Hydra fills in the templates of the global cluster. A worker's args reach them as CUSTOM_ARGS, finished: `{{ .TP_SIZE }}`
in one of them reaches the server as it stands. What depends on the deployment belongs into the runtime's template.

Example:
    hydraAgent: {args: ["--tp={{ .TP_SIZE }}"]}                               # broken
    hydraLaunch: {single: "acme serve --tp={{ .TP_SIZE }}"}                   # sound
    hydraAgent: {args: [--fast]}                                              # sound

Source: the platform's manual on custom runtimes: hydra-agent's args are passed into the template as CUSTOM_ARGS, and
without a commandTemplate added to the args that the template gave.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.variables import VARIABLES
from generator.judged.hydra import HydraWorker
from generator.rule import Rule

RULE = Rule("hydra-agent-arguments", Severity.ERROR)

_ACTION = re.compile(rf"\{{\{{[^{{}}]*\.({'|'.join(VARIABLES)})\b[^{{}}]*\}}\}}")
_HELP = "Write the value, or move the argument into hydraLaunch or hydraTemplate, which Hydra fills in."


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the args of a worker's agent that name a variable of Hydra's."""
    for container in worker.containers:
        for index, argument in enumerate(container.template.get("args") or ()):
            found = _ACTION.search(argument) if "{{" in argument else None
            if found is not None:
                message = f"'{found.group()}' reaches the server as it stands: the args of hydraAgent are no templates"
                span = container.mark(("args", index)).value
                yield Diagnostic(RULE.id, message, span, _HELP, RULE.severity)
