"""A script has no `$$` that means the shell's process: kubelet turns it into `$` before the shell starts.

`/tmp/work.$$` arrives as `/tmp/work.$`, one name for all, and `kill $$` fails. To kubelet `$$` is how to write `$`:
`$$` in single quotes, in a here-document whose end is quoted, in a pattern of grep's and behind a word is taken for such a
sign.

Example:
    work="/tmp/work.$$"         # broken
    work="$(mktemp -d)"         # sound
    work="/tmp/work.$$$$"       # sound: the shell reads $$

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container (command, args, env)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.command_line.kubelet_expansion import halved
from generator.command_line.shell_literals import literal_at
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("halved-dollar", Severity.WARNING)
_SIGN = "$$"
_ESCAPES = re.compile(r"[({A-Za-z0-9_@*#?!$]")
"""What makes `$$` a sign that is to arrive as `$`: the beginning of an expansion."""
_BEFORE = re.compile(r"""(?:^|[\s"'.:=/_,;&|(<>-]|/[^\s"'/$]*)$""")
"""What a process id stands behind: a sign that parts words, or a path's name."""
_PATTERNS = re.compile(r"\b(?:[ef]?grep|rg|sed|awk|expr|perl)\b|=~")
"""Programs for which `$` is the end of a line."""
_LONGEST = 1000
"""Characters of a line that are looked at."""


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


@lru_cache(maxsize=1024)
def _alone(script: str) -> tuple[int, ...]:
    """Return where `$$` stands as a shell's process id does: by itself, behind a sign, or at the end of a path."""
    return tuple(offset for offset in halved(script) if _is_process(script, offset))


def _is_process(script: str, offset: int) -> bool:
    after = script[offset + len(_SIGN) : offset + len(_SIGN) + 1]
    if _ESCAPES.match(after) or literal_at(script, offset) is not None:
        return False
    line = script[max(script.rfind("\n", 0, offset) + 1, offset - _LONGEST) : offset]
    return _BEFORE.search(line) is not None and _PATTERNS.search(line) is None
