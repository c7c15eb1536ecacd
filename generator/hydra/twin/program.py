"""Which program a simple command runs, behind the shell's own words, and the script that it is given for a shell.

Source: reserved words and `exec` in the shell command language of POSIX.1-2024; `su -c` and `runuser -c` of util-linux.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from msgspec import Struct

from generator.command_line.shell_command import SHELLS, script_index
from generator.command_line.simple_commands import Command, simple_commands

_OPENERS = frozenset(("!", "do", "elif", "else", "if", "then", "time", "until", "while", "{"))
_RUNNERS = frozenset(("builtin", "command", "exec", "nohup"))
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=")
_WORKERS = frozenset(("ggml-rpc-server", "rpc-server", "xinference-worker"))
"""Programs that compute for a server in another pod: llama.cpp's, under both its names, and Xinference's."""
_INTERPRETERS = re.compile(r"python[0-9.]*")
_SCRIPT = re.compile(r".+\.(?:sh|bash|py)")
_USERS = frozenset(("runuser", "su"))
_DEEPEST = 3
"""Shells inside one another that are looked into."""


class Inner(Struct, frozen=True):
    """A script inside a command: the index of its word, and its text."""

    index: int
    text: str


def opened(command: Sequence[str]) -> int:
    """Return how many words of the shell open a command: reserved words."""
    return next((index for index, word in enumerate(command) if word not in _OPENERS), len(command))


def program_start(command: Sequence[str]) -> int:
    """Return the index of the program's name; the command's length where it has none."""
    index = opened(command)
    while index < len(command) and (command[index] in _RUNNERS or _ASSIGNMENT.match(command[index])):
        index += 1
        if command[index - 1] == "exec":
            while index < len(command) and command[index] in ("-a", "-c", "-l", "-cl", "-lc"):
                index += 2 if command[index] == "-a" else 1
    return index


def program_of(command: Command) -> str:
    """Return the program's name without its folder; "" where there is none."""
    start = program_start(command)
    return posixpath.basename(command[start]) or command[start] if start < len(command) else ""


def is_worker(command: Command) -> bool:
    """Say whether a command is no server: a program known to be a worker, or a script that is called with that word."""
    words = command[program_start(command) :]
    program = program_of(command)
    if program in _WORKERS:
        return True
    runs_script = program in SHELLS or _INTERPRETERS.fullmatch(program) or _SCRIPT.fullmatch(program)
    return bool(runs_script) and "worker" in words[1:] and any(map(_SCRIPT.fullmatch, words))


def inner_script(command: Command) -> Inner | None:
    """Return the script that a command gives to a shell: `bash -c SCRIPT`, `su USER -c SCRIPT`, `eval WORD…`."""
    start = program_start(command)
    words = command[start:]
    program = program_of(command)
    if program == "eval":
        return Inner(start, " ".join(words[1:]))
    if program in _USERS:
        flag = next((index for index, word in enumerate(words) if word in ("-c", "--command", "-lc")), len(words))
        return Inner(start + flag + 1, words[flag + 1]) if flag + 1 < len(words) else None
    index = script_index(words)
    return Inner(start + index, words[index]) if index is not None else None


def unfolded(commands: Sequence[Command], deepest: int = _DEEPEST) -> tuple[Command, ...]:
    """Return commands with those of their inner scripts in place of the scripts."""
    found: list[Command] = []
    for command in commands:
        inner = inner_script(command) if deepest else None
        if inner is None:
            found.append(command)
            continue
        if program_of(command) != "eval":
            found.append((*command[: inner.index], *command[inner.index + 1 :]))
        found += unfolded(simple_commands(inner.text), deepest - 1)
    return tuple(found)
