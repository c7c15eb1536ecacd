"""Only one of a runtime's template and its hydraAgent gives the container a command.

The image's entry in hydra-agent takes a container's fields, command among them. What Hydra does where the template on
the global cluster has a commandTemplate as well, its manual does not say: the container may start by either.

Example:
    hydraLaunch: {single: acme serve}
    hydraAgent: {command: [/opt/acme]}      # broken: the template starts /bin/bash
    hydraAgent: {env: []}                   # sound

Source: the platform's manual on custom runtimes, which gives the command to the template.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.entries import has_two_commands
from generator.judged.hydra import HydraWorker
from generator.rule import Rule

RULE = Rule("hydra-agent-command", Severity.WARNING)


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the commands of a worker's agent beside those of a template."""
    for container in worker.containers:
        if not container.template.get("command"):
            continue
        name = container.installed.runtime.name
        template = worker.template_of(name)
        if template is not None and has_two_commands(template, {"container_template": container.template}):
            message = f"hydraAgent gives '{name}' a command, and so does its template; which one wins is not known"
            help_text = "Keep one of them: the template's is for all workers."
            yield Diagnostic(RULE.id, message, container.mark(("command",)).key, help_text, RULE.severity)
