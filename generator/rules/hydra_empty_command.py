"""A template gives every kind of deployment a command.

Where a template writes nothing, for instance on workers, the shell has an empty script: the container ends at once, and
is restarted again and again.

Example:
    {{ if .IS_DISTRIBUTED }}{{ if .IS_LEADER }}vllm serve /data{{ end }}{{ end }}     # broken: nothing on workers
    vllm serve {{ .MODEL_PATH }}                                                       # sound

Source: Servewright's own, by filling in the template for all combinations of IS_DISTRIBUTED, IS_LEADER and TP_SIZE.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import commands_of, script_of
from generator.hydra.twin.proof import Proof, told
from generator.hydra.twin.started import Started
from generator.hydra.twin.variables import Deployment
from generator.rule import Rule

RULE = Rule("hydra-empty-command", Severity.ERROR)


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield a finding where some deployment's shell has no command to run."""
    empty = proof.where(_is_empty)
    if empty:
        texts = (*proof.template.arguments, *proof.template.command)
        message = f"the template gives {told(empty)} no command"
        help_text = "Write a branch for it: IS_DISTRIBUTED and IS_LEADER tell single nodes, leaders and workers apart."
        yield Diagnostic(RULE.id, message, texts[0].span(), help_text, RULE.severity)


def _is_empty(deployment: Deployment, started: Started) -> bool:
    return not deployment.custom_args and script_of(started) is not None and not commands_of(started)
