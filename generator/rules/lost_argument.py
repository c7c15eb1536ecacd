"""The first word behind a shell's script is no option: it becomes `$0` and never arrives in "$@".

An option there is lost, and a value that should follow it stands alone: the server starts without it, or refuses to.

Example:
    command: [bash, -c, 'exec server "$@"']
    args: [--max-model-len=8192]             # broken
    args: [bash, --max-model-len=8192]       # sound; better, the runtime's command ends with this word

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html (command_name)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.shell_parameters import reads
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("lost-argument", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the options that become `$0` of a script that reads its arguments."""
    for process in judged.processes:
        if process.script is None or process.script + 1 >= len(process.words):
            continue
        first = process.words[process.script + 1]
        if first.steps is None or not _is_option(first.text):
            continue
        read = reads(process.words[process.script].text)
        if read.arguments and not read.name:
            message = f"'{first.text}' becomes $0 of the shell's script, so it is lost"
            help_text = "Let the command that holds the script end with one more word, which becomes $0: bash."
            yield Finding(RULE.id, first.steps, message, help_text, severity=RULE.severity)


def _is_option(word: str) -> bool:
    return word[:1] == "-" and word.strip("-") != ""
