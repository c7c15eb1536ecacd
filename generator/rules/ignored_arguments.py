"""Arguments behind a shell's script are read by it: "$@" stands where they are to go.

A script that never reads them drops them without a word: a service's args change nothing. The word that becomes `$0`
promises services that their args arrive, unless the script reads it; without it, a runtime says that it takes none. A
file that the script sources may read them too.

Example:
    command: [bash, -c, 'exec server --port 8080', bash]           # broken
    command: [bash, -c, 'exec server --port 8080 "$@"', bash]      # sound
    command: [bash, -c, 'exec server --port 8080']                 # sound, as long as no service gives args

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html (argument)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.shell_parameters import reads
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("ignored-arguments", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the first word behind each script that reads none of them."""
    for process in judged.processes:
        if process.script is None:
            continue
        script, behind = process.words[process.script], process.words[process.script + 1 :]
        found = reads(script.text)
        said = next((word.steps for word in behind[found.zero :] if word.steps is not None), None)
        if said is None or found.anything:
            continue
        whose = "the runtime's script" if script.steps is None else "the script"
        message = f"{whose} never reads its arguments, so that they have no effect"
        help_text = 'Write "$@" in the script where they are to go, or remove them.'
        yield Finding(RULE.id, said, message, help_text, severity=RULE.severity)
