"""A template can be filled in for every kind of deployment.

Servewright fills it in for all combinations of what it reads: IS_DISTRIBUTED, IS_LEADER, several TP_SIZE and PP_SIZE, no
CUSTOM_ARGS, one and two. Where Go would stop with an error, a deployment of that kind gets no container. The message is
Go's own. A template that takes too long or writes too much to be filled in is told too.

Example:
    --first={{ index .CUSTOM_ARGS 0 }}                                   # broken where there are none
    {{ if .CUSTOM_ARGS }}--first={{ index .CUSTOM_ARGS 0 }}{{ end }}     # sound

Source: https://pkg.go.dev/text/template
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.named import told_with_args
from generator.hydra.twin.proof import SENTINELS, Proof, Rendering
from generator.hydra.twin.started import TemplateFailure
from generator.hydra.twin.variables import CUSTOM_ARGS
from generator.rule import Rule

RULE = Rule("hydra-template-fails", Severity.ERROR)


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield each place at which a template stops, with the deployments for which it does."""
    failed: dict[tuple[str, int, int, str], list[tuple[Rendering, TemplateFailure]]] = {}
    for rendering in proof.renderings:
        failure = rendering.result
        if isinstance(failure, TemplateFailure):
            place = (failure.field, failure.index, failure.error.offset, _message(failure))
            failed.setdefault(place, []).append((rendering, failure))
    for found in failed.values():
        yield _diagnostic(proof, found)


def _diagnostic(proof: Proof, found: list[tuple[Rendering, TemplateFailure]]) -> Diagnostic:
    failure = found[0][1]
    text = proof.template.text_of(failure.field, failure.index)
    message = f"the template cannot be filled in here: {_message(failure)}"
    help_text = "Write what a server can be started with; Go itself may go on for hours."
    if not failure.is_limit:
        who = told_with_args(proof, (rendering.deployment for rendering, _ in found))
        asked = text.text[failure.error.offset : failure.error.offset + failure.error.length]
        if CUSTOM_ARGS in asked and {len(rendering.deployment.custom_args) for rendering, _ in found} == {0, 1, 2}:
            who += " with up to two arguments in CUSTOM_ARGS"
        message = f"the template fails for {who}: {_message(failure)}"
        help_text = (
            "Mend it, or let {{ if }} keep it from these deployments; servewright preview hydra shows what it gives."
        )
    span = text.span(failure.error.offset, max(failure.error.length, 1))
    return Diagnostic(RULE.id, message, span, help_text, RULE.severity)


def _message(failure: TemplateFailure) -> str:
    """Return Go's message; what stands for CUSTOM_ARGS is nothing to show."""
    return failure.error.message.replace(SENTINELS[0], "…").replace(SENTINELS[1], "…")
