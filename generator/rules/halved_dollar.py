"""A script has no `$$` that means the shell's process: kubelet turns it into `$` before the shell starts.

`/tmp/work.$$` arrives as `/tmp/work.$`, one name for all, and `kill $$` fails. To kubelet `$$` is how to write `$`.

Example:
    work="/tmp/work.$$"         # broken
    work="$(mktemp -d)"         # sound
    work="/tmp/work.$$$$"       # sound: the shell reads $$

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container (command, args, env)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.command_line.kubelet_expansion import halved, in_comment
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("halved-dollar", Severity.WARNING)
_SIGN = "$$"
_ESCAPES = re.compile(r"[({A-Za-z0-9_@*#?!$]")
"""What makes `$$` a sign that is to arrive as `$`: the beginning of an expansion."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield each `$$` in an object's own scripts that stands for itself."""
    for process in judged.processes if judged.may_write(_SIGN) else ():
        for script in process.own_scripts:
            for offset in _alone(script.text) if _SIGN in script.text else ():
                message = "kubelet turns $$ into $ before the script is read, so that it is no process id"
                help_text = "Write $$$$ for the shell's process id, or mktemp for a name that nobody else has."
                if script.steps is not None:
                    yield Finding(
                        RULE.id,
                        script.steps,
                        message,
                        help_text,
                        severity=RULE.severity,
                        offset=offset,
                        length=len(_SIGN),
                    )


def _alone(script: str) -> Iterator[int]:
    for offset in halved(script):
        before, after = script[max(0, offset - 1) : offset], script[offset + len(_SIGN) :][:1]
        if before != "$" and not _ESCAPES.match(after) and not in_comment(script, offset):
            yield offset
