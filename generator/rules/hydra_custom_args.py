"""CUSTOM_ARGS end the server's command, once, and `ray start` never gets them.

CUSTOM_ARGS are what a deployment and hydra-agent say beside the template: lost, they have no effect; doubled, some
servers refuse them; before other arguments, those win. `ray start` knows none of the server's flags and ends at once:
the manual's own sample hands them to it on workers. Without a commandTemplate, Hydra appends them by itself.
`hydraLaunch` puts them where they belong.

Example:
    argsTemplate:
      - "{{ if .IS_LEADER }}vllm serve /data{{ else }}ray start --block{{ end }} ${{ hydra.custom_args }}"     # broken
      - "{{ if .IS_LEADER }}vllm serve /data ${{ hydra.custom_args }}{{ else }}ray start --block{{ end }}"     # sound

Source: the platform's manual on custom runtimes; proved by filling in the template for all combinations of
IS_DISTRIBUTED, IS_LEADER and TP_SIZE with CUSTOM_ARGS that can be told from all else.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import script_of
from generator.hydra.twin.custom_args import Fate, culprit, fates, is_worker
from generator.hydra.twin.proof import Proof, told
from generator.rule import Rule

RULE = Rule("hydra-custom-args", Severity.ERROR)

_MARK = "${{ hydra.custom_args }}"
_MESSAGES = {
    Fate.LOST: "CUSTOM_ARGS do not reach the command of {who}: what a deployment says itself is lost",
    Fate.DOUBLED: "CUSTOM_ARGS stand more than once in the command of {who}",
    Fate.NOT_LAST: "arguments follow CUSTOM_ARGS in the command of {who}, and win over what a deployment says",
    Fate.GIVEN_TO_RAY: "CUSTOM_ARGS become arguments of 'ray start' on {who}, which knows none of the server's flags",
    Fate.NO_ARGUMENTS: "CUSTOM_ARGS become parts of other arguments in the command of {who}",
    Fate.ALONE: "the shell of {who} takes CUSTOM_ARGS for a command of their own",
}
_HELP = {
    Fate.LOST: f"Write {_MARK} at the end of the server's command.",
    Fate.DOUBLED: "Keep the one at the end of the server's command.",
    Fate.NOT_LAST: "Move them to the end of the server's command.",
    Fate.GIVEN_TO_RAY: f"Write {_MARK} at the end of the server's command, inside its branch.",
    Fate.NO_ARGUMENTS: f"Write {_MARK} outside of quotes: it writes a space and each argument.",
    Fate.ALONE: "Let them follow the server's command at once: neither a line break nor an operator may stand between.",
}
_APPENDED = "Take them out of argsTemplate: without a commandTemplate, Hydra appends them itself."
_NO_SHELL = "Leave commandTemplate out, so that Hydra appends them, or start the server by [/bin/bash, -c]."


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield what becomes of CUSTOM_ARGS wherever that is not as it should be."""
    for wrong, deployments in fates(proof).items():
        message = _MESSAGES[wrong].format(who=told(deployments))
        help_text = _help(proof, wrong)
        if wrong is Fate.LOST and all(map(is_worker, deployments)):
            help_text += " If the worker only joins the leader, by a program of its own, allow this rule there."
        yield Diagnostic(RULE.id, message, culprit(proof, wrong, deployments[0]), help_text, RULE.severity)


def _help(proof: Proof, wrong: Fate) -> str:
    if not proof.template.command:
        return _APPENDED
    in_shell = any(script_of(started) is not None for _, started in proof.started())
    return _HELP[wrong] if in_shell else _NO_SHELL
