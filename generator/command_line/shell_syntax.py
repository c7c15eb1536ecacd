"""What a shell would expand in texts that no shell reads: a container's args and the values of its variables.

kubelet knows `$(NAME)` alone. Only what nobody means otherwise is found, and nothing where some program in the command
line reads words as its own language.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from generator.command_line.shell_command import SHELLS, program

_READERS = SHELLS | frozenset(
    (
        *("awk", "gawk", "mawk", "jq", "yq", "sed", "perl", "ruby", "envsubst", "gomplate", "confd", "dockerize"),
        *("java", "make", "expect", "tclsh", "xargs", "find", "nginx", "envoy", "prometheus", "otelcol", "fluent-bit"),
    )
)
_PROGRAM_OPTION = re.compile(r"-[a-z]*[ce]|--eval|--exec|--expression|--command")
"""Options whose word is a program, as in `python -c`."""
_VARIABLE = re.compile(r"(?<![$\\])\$(?:\{(?P<braced>[A-Za-z_]\w*)\}|(?P<plain>[A-Za-z_]\w*))")
_COMMAND = re.compile(r"(?<![$\\])\$\([a-z][\w./-]* [^()$`]*\)")
_LATE_READ = re.compile(r"\beval\b|\benvsubst\b|-c +[\"']?\$")
"""What reads the text of a variable as a shell does, once the container runs."""
_LONGEST = 2000
"""A longer text is a program or a template."""


class Unread(Struct, frozen=True):
    """A piece of a text that a shell would expand: a variable by its name, or, without one, a command."""

    text: str
    name: str | None
    braced: bool
    offset: int


def reads_words(words: Sequence[str]) -> bool:
    """Say whether a program in a command line may read words as a shell or a language of its own does."""
    return any(program(word) in _READERS or _PROGRAM_OPTION.fullmatch(word) for word in words)


def reads_variables(script: str) -> bool:
    """Say whether a script may read the text of a variable as a shell does."""
    return _LATE_READ.search(script) is not None


@lru_cache(maxsize=4096)
def unread(text: str) -> tuple[Unread, ...]:
    """Return what a shell would expand in a word or a value; nothing for one with blanks outside of a command."""
    if len(text) > _LONGEST:
        return ()
    commands = [Unread(each[0], None, False, each.start()) for each in _COMMAND.finditer(text)]
    if re.search(r"\s", _COMMAND.sub("", text)):
        return ()
    variables = [
        Unread(each[0], each["braced"] or each["plain"], each["braced"] is not None, each.start())
        for each in _VARIABLE.finditer(text)
    ]
    return (*commands, *variables)
