"""A script reads variables itself: no `$(NAME)` in it names one, since kubelet would fill it in before the shell starts.

To a shell `$(NAME)` means the output of a command. Where the container has a variable of that name, kubelet writes its
value into the script instead, and quotes, blanks or `$` in the value become a part of the program. In single quotes and
here-documents whose end is quoted, a shell fills in nothing: there, what is one word for sure (a pod's name, address or
node) may be kubelet's.

Example:
    exec server --model $(MODEL_NAME)      # broken, where the container has MODEL_NAME
    exec server --model "${MODEL_NAME}"    # sound
    exec server --date $$(date)            # sound: kubelet leaves $(date) to the shell, whatever variables there are

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.kubelet_expansion import Reference, references
from generator.command_line.shell_literals import literal_at
from generator.command_line.shell_scan import Literal
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.process import Process
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("expanded-in-script", Severity.WARNING)


_HELP = {
    None: 'Let the script read it: "${%s}".',
    Literal.QUOTES: "End the quotes around it, so that the script reads it: '…'\"${%s}\"'…'.",
    Literal.DOCUMENT: "Let what reads the here-document take %s from its environment: the shell fills in nothing here.",
}


def check(judged: Judged) -> Iterator[Finding]:
    """Yield each reference in an object's own scripts that kubelet fills in."""
    for process in judged.processes if judged.may_write("$(") else ():
        for script in process.own_scripts:
            for found in references(script.text) if "$(" in script.text else ():
                if found.name in process.names and script.steps is not None:
                    help_text = _help(found, script.text, process)
                    if help_text is not None:
                        yield _finding(found, script.steps, help_text)


def _help(found: Reference, script: str, process: Process) -> str | None:
    """Return what to write; None where the reference harms nothing, or where nothing but kubelet could fill it in."""
    literal = literal_at(script, found.offset)
    if literal is Literal.COMMENT or (literal is not None and found.name in process.plain_names):
        return None
    return _HELP[literal] % found.name


def _finding(found: Reference, steps: Steps, help_text: str) -> Finding:
    message = f"kubelet puts the value of {found.name} here before the script is read, quotes and all"
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity, offset=found.offset, length=found.length)
