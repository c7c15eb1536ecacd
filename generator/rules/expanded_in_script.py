"""A script reads variables itself: no `$(NAME)` in it names one, since kubelet would fill it in before the shell starts.

To a shell `$(NAME)` means the output of a command. Where the container has a variable of that name, kubelet writes its
value into the script instead, and quotes, blanks or `$` in the value become a part of the program.

Example:
    exec server --model $(MODEL_NAME)      # broken, where the container has MODEL_NAME
    exec server --model "${MODEL_NAME}"    # sound
    exec server --date $$(date)            # sound: kubelet leaves $(date) to the shell, whatever variables there are

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.kubelet_expansion import in_comment, references
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("expanded-in-script", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield each reference in an object's own scripts that kubelet fills in."""
    for process in judged.processes if judged.may_write("$(") else ():
        for script in process.own_scripts:
            for found in references(script.text) if "$(" in script.text else ():
                if (
                    found.name in process.names
                    and script.steps is not None
                    and not in_comment(script.text, found.offset)
                ):
                    yield Finding(
                        RULE.id,
                        script.steps,
                        f"kubelet puts the value of {found.name} here before the script is read, quotes and all",
                        f'Let the script read it: "${{{found.name}}}".',
                        severity=RULE.severity,
                        offset=found.offset,
                        length=found.length,
                    )
