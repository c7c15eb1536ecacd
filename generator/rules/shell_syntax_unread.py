"""No shell reads a container's args and the values of its variables: `$NAME`, `${NAME}` and `$(command …)` stay as they are.

kubelet fills in `$(NAME)` alone, from env. The server gets every other text with its dollar sign, looks for a folder of
that name, and fails or writes to the wrong place.

Example:
    args: ["--model=${MODEL_DIR}"]                          # broken
    args: ["--model=$(MODEL_DIR)"]                          # sound where the container has MODEL_DIR
    command: [bash, -c, 'exec serve "$MODEL_DIR"']          # sound: a shell reads it

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.command_line.shell_syntax import Unread, reads_variables, reads_words, unread
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.process import Process, Variable
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("shell-syntax-unread", Severity.WARNING)
_SIGN = "$"
_SHOUTED = re.compile(r"[A-Z][A-Z0-9_]+")
_OF_IMAGES = frozenset(("HOME", "HOSTNAME", "PATH"))
"""Variables that every container has, whether env sets them or not."""
_FOR_LATER = re.compile(r"(?:ARGS|OPTS|OPTIONS|FLAGS|CMD|COMMAND|FORMAT|TEMPLATE|PATTERN|PROMPT|PS[124])$")
"""Names of variables whose text is often read as a program's own language."""
_COMMAND_HELP = (
    "Let a script start the server. The pod's own address is valueFrom: {fieldRef: {fieldPath: status.podIP}}."
)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield what an object writes for a shell where there is none."""
    flux = judged.facts.flux
    for process in judged.processes if judged.may_write(_SIGN) else ():
        written = (*(_in_words(process) if process.script is None else ()), *_in_variables(process))
        if written and not _is_read(process):
            # Flux may fill in what has braces, of which another rule tells.
            yield from (_finding(each, process) for each in written if not (flux and each.found.braced))


class _Written(NamedTuple):
    """Shell syntax in a word, or in the value of a variable."""

    found: Unread
    steps: Steps
    variable: Variable | None = None


def _in_words(process: Process) -> Iterator[_Written]:
    for index, word in enumerate(process.words):
        if word.steps is None or _SIGN not in word.text or (index == 0 and not word.text.startswith("-")):
            continue
        for found in unread(word.text):
            name = found.name
            if (
                name is None
                or name in process.names
                or name in _OF_IMAGES
                or (found.braced and _SHOUTED.fullmatch(name))
            ):
                yield _Written(found, word.steps)


def _in_variables(process: Process) -> Iterator[_Written]:
    for variable in process.variables:
        if variable.steps is None or _SIGN not in (variable.text or "") or _FOR_LATER.search(variable.name):
            continue
        for found in unread(variable.text or ""):
            if found.name is None or found.name in process.names or found.name in _OF_IMAGES:
                yield _Written(found, variable.steps, variable)


def _is_read(process: Process) -> bool:
    """Say whether some program may read it; a script that is here shows whether it reads the text of variables."""
    if process.script is not None:
        return reads_variables(process.words[process.script].text)
    return reads_words([word.text for word in process.words])


def _help(written: _Written, process: Process) -> str:
    name, variable = written.found.name, written.variable
    if name is None:
        return _COMMAND_HELP
    if variable is not None and variable.name == name:
        return "Write the whole value; what the image sets can be read in a script only."
    if name not in process.names:
        return f"Give the container the variable {name} and write $({name}), or write the value itself."
    return f"Write $({name})" + (f", with {name} before {variable.name}." if variable is not None else ".")


def _finding(written: _Written, process: Process) -> Finding:
    found = written.found
    message = f"no shell reads this, so that {found.text} arrives as it stands"
    return Finding(
        RULE.id,
        written.steps,
        message,
        _help(written, process),
        severity=RULE.severity,
        offset=found.offset,
        length=len(found.text),
    )
