"""CUSTOM_ARGS end the server's command, once, and `ray start` never gets them.

CUSTOM_ARGS are what a deployment and hydra-agent say beside the template: lost, they have no effect; doubled, some
servers refuse them; before other arguments, those win; `ray start` knows none of the server's flags, though the manual's
sample hands them to it. A worker that only joins needs none: `rpc-server`, `xinference-worker`, or a script that is called
with the word worker. Without a commandTemplate, Hydra appends them by itself. `hydraLaunch` adds them to `single` and
`leader`; a command that ends otherwise marks the place: `vllm serve /data ${{ hydra.custom_args }} | tee /tmp/log`.

Example:
    argsTemplate:
      - "{{ if .IS_LEADER }}vllm serve /data{{ else }}ray start --block{{ end }} ${{ hydra.custom_args }}"     # broken
      - "{{ if .IS_LEADER }}vllm serve /data ${{ hydra.custom_args }}{{ else }}ray start --block{{ end }}"     # sound

Source: the platform's manual on custom runtimes; proved by filling in the template for all combinations
of what it reads, with CUSTOM_ARGS that are followed through the shell's variables.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import script_of
from generator.hydra.twin.culprit import Culprit, culprit
from generator.hydra.twin.custom_args import Fate, Verdict, fates
from generator.hydra.twin.named import told
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import Started
from generator.hydra.twin.variables import Deployment, role_of
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
    Fate.BEHIND_GROUP: "CUSTOM_ARGS follow '{program}' in the command of {who}, where the shell takes no arguments",
    Fate.NO_SERVER: "CUSTOM_ARGS become arguments of '{program}' in the command of {who}, and not of the server",
    Fate.UNREAD: "CUSTOM_ARGS become parameters of the script that '{program}' runs for {who}, which reads none",
}
_AT_SERVER = f"Write {_MARK} behind the server's own arguments"
_HELP = {
    Fate.LOST: f"Write {_MARK} at the end of the server's command.",
    Fate.DOUBLED: "Keep the one at the end of the server's command.",
    Fate.NOT_LAST: "Move them to the end of the server's command.",
    Fate.GIVEN_TO_RAY: f"Write {_MARK} at the end of the server's command, inside its branch.",
    Fate.NO_ARGUMENTS: f"Write {_MARK} outside of quotes: it writes a space and each argument.",
    Fate.ALONE: "Let them follow the server's command at once: neither a line break nor an operator may stand between.",
    Fate.BEHIND_GROUP: f"{_AT_SERVER}.",
    Fate.NO_SERVER: f"{_AT_SERVER}.",
    Fate.UNREAD: f"{_AT_SERVER}, inside that script.",
}
_ADDED = "Take them out here: hydraLaunch adds them to the end of the command by itself."
_APPENDED = "Take them out of argsTemplate: without a commandTemplate, Hydra appends them itself."
_BEHIND_BACKSLASH = (
    f"Take the backslash before them away, or write {_MARK} in the line behind it: a backslash makes the blank after it "
    "a part of the argument, and {{- takes a line break away."
)
_NO_SHELL = "Leave commandTemplate out, so that Hydra appends them, or start the server by [/bin/bash, -c]."


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield what becomes of CUSTOM_ARGS wherever that is not as it should be."""
    for wrong, deployments in fates(proof).items():
        message = _MESSAGES[wrong.fate].format(who=told(proof, deployments), program=wrong.program)
        place = culprit(proof, wrong, deployments[0])
        help_text = _help(proof, wrong, place, deployments)
        yield Diagnostic(RULE.id, message, place.span, help_text, RULE.severity)


def _help(proof: Proof, wrong: Verdict, place: Culprit, deployments: tuple[Deployment, ...]) -> str:
    if not proof.template.command:
        return _APPENDED
    if all(script_of(started) is None for _, started in proof.started()):
        return _NO_SHELL
    if wrong.fate is Fate.LOST and all(role_of(each) == "worker" for each in deployments):
        more = " If the worker only joins the leader, by a program of its own, allow this rule there."
        return _HELP[Fate.LOST] + more
    if wrong.fate is Fate.NO_ARGUMENTS and any(_is_behind_backslash(each) for _, each in proof.with_custom_args()):
        return _BEHIND_BACKSLASH
    if not proof.template.is_launched:
        return _HELP[wrong.fate]
    return _launch_help(wrong.fate, place)


def _is_behind_backslash(started: Started) -> bool:
    script = script_of(started)
    return script is not None and f"\\ {SENTINELS[0]}" in script.text


def _launch_help(fate: Fate, place: Culprit) -> str:
    """Return the help for a command of hydraLaunch, which ends with CUSTOM_ARGS unless it marks their place."""
    if place.written and fate in (Fate.DOUBLED, Fate.GIVEN_TO_RAY):
        return _ADDED
    if place.written:
        return _HELP[fate]
    where = ", inside the script" if fate is Fate.UNREAD else ""
    return f"{_AT_SERVER}{where}; hydraLaunch then adds none to the end."
