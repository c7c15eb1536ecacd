"""A template gives every kind of deployment a command.

Where a template writes nothing, for instance on workers, the shell has an empty script: the container ends at once, and
is restarted again and again.

Example:
    {{ if .IS_DISTRIBUTED }}{{ if .IS_LEADER }}vllm serve /data{{ end }}{{ end }}     # broken: nothing on workers
    vllm serve {{ .MODEL_PATH }}                                                       # sound

Source: Servewright's own, by filling in the template for all combinations of what it reads.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import commands_of, script_of
from generator.hydra.twin.named import told_with_args
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import Started
from generator.hydra.twin.variables import Deployment, role_of
from generator.rule import Rule

RULE = Rule("hydra-empty-command", Severity.ERROR)


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield a finding where some deployment's shell has no command to run."""
    empty: dict[str, list[Deployment]] = {}
    for each in proof.where(_is_empty):
        empty.setdefault(proof.template.texts_for(role_of(each))[0].name, []).append(each)
    for found in empty.values():
        texts = proof.template.texts_for(role_of(found[0]))
        message = f"the template gives {told_with_args(proof, found)} no command"
        help_text = "Write a branch for it: IS_DISTRIBUTED and IS_LEADER tell single nodes, leaders and workers apart."
        yield Diagnostic(RULE.id, message, texts[0].span(), help_text, RULE.severity)


def _is_empty(_deployment: Deployment, started: Started) -> bool:
    return script_of(started) is not None and all(set(command) <= set(SENTINELS) for command in commands_of(started))
