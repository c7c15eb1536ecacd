"""A template can be filled in for every kind of deployment.

Servewright fills it in for all combinations of IS_DISTRIBUTED, IS_LEADER, TP_SIZE 1 and 4, with and without
CUSTOM_ARGS. Where Go would stop with an error, a deployment of that kind gets no container. The message is Go's own.

Example:
    --first={{ index .CUSTOM_ARGS 0 }}                                   # broken where there are none
    {{ if .CUSTOM_ARGS }}--first={{ index .CUSTOM_ARGS 0 }}{{ end }}     # sound

Source: https://pkg.go.dev/text/template
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.proof import SENTINELS, Proof, Rendering, told
from generator.hydra.twin.started import TemplateFailure
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
    with_args = {rendering.has_custom_args for rendering, _ in found}
    args = "" if len(with_args) == 2 else " with CUSTOM_ARGS" if with_args == {True} else " without CUSTOM_ARGS"
    message = (
        f"the template fails for {told(rendering.deployment for rendering, _ in found)}{args}: {_message(failure)}"
    )
    span = text.span(failure.error.offset, max(failure.error.length, 1))
    help_text = (
        "Mend it, or let {{ if }} keep it from these deployments; servewright preview hydra shows what it gives."
    )
    return Diagnostic(RULE.id, message, span, help_text, RULE.severity)


def _message(failure: TemplateFailure) -> str:
    """Return Go's message; what stands for CUSTOM_ARGS is nothing to show."""
    return failure.error.message.replace(SENTINELS[0], "…").replace(SENTINELS[1], "…")
