"""The script of a `bash -c` template is one string.

A shell takes the one string after `-c` for its script; further arguments are $0, $1 … of that script, and the server
never sees them. And `"/bin/bash -c"` in one entry of commandTemplate is the name of a program that does not exist.

Example:
    commandTemplate: [/bin/bash, -c]
    argsTemplate: ["vllm serve {{ .MODEL_PATH }}", --trust-remote-code]     # broken: the flag is $0
    argsTemplate: ["vllm serve {{ .MODEL_PATH }} --trust-remote-code"]      # sound

Source: the platform's manual on custom runtimes: with `/bin/bash -c` the args are a single string.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.shell_command import script_index
from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import script_of
from generator.hydra.twin.proof import Proof
from generator.hydra.twin.started import Started
from generator.place import Span
from generator.rule import Rule

RULE = Rule("hydra-shell-script", Severity.ERROR)


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield what keeps a shell's script from being the one string that follows `-c`."""
    started = next((each for _, each in proof.started()), None)
    if started is None:
        return
    yield from _joined(proof, started)
    script = script_of(started)
    if script is None or script.index < len(started.command):
        return
    arguments = proof.template.arguments
    if not arguments:
        message = "nothing follows '-c': argsTemplate is missing, so the shell has no script"
        yield _diagnostic(
            message, proof.template.command[-1].span(), "Write the script as the one item of argsTemplate."
        )
    for extra in arguments[1:]:
        message = "the script of 'bash -c' is the first item alone: this one is no argument of the server"
        yield _diagnostic(message, extra.span(), "Write one string: join the items with spaces.")


def _joined(proof: Proof, started: Started) -> Iterator[Diagnostic]:
    for text, item in zip(proof.template.command, started.command, strict=True):
        words = item.split()
        if len(words) > 1 and script_index((*words, "")) is not None:
            message = f"'{item}' is one entry, so it is taken for the name of one program"
            yield _diagnostic(message, text.span(), f"Write an entry for each word: [{', '.join(words)}].")


def _diagnostic(message: str, span: Span, help_text: str) -> Diagnostic:
    return Diagnostic(RULE.id, message, span, help_text, RULE.severity)
