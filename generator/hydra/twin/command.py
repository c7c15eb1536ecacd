"""What a container runs, looked at as commands: the script that its shell is given, or its own words."""

from __future__ import annotations

import posixpath
from itertools import pairwise

from msgspec import Struct

from generator.command_line.shell_command import script_index
from generator.command_line.simple_commands import Command, simple_commands
from generator.hydra.twin.program import unfolded
from generator.hydra.twin.started import Started


class Script(Struct, frozen=True):
    """A shell's script: its place among the container's words, and its text; "" where nothing follows the option."""

    index: int
    text: str


def script_of(started: Started) -> Script | None:
    """Return the script of a container whose command is a shell with the option -c."""
    words = started.words
    index = script_index((*words, "")) if started.command else None
    if index is None:
        return None
    return Script(index, words[index] if index < len(words) else "")


def commands_of(started: Started) -> tuple[Command, ...]:
    """Return the commands that a container runs: those of its shell's script, or the one that its words are.

    The commands of a script inside a command, as in `bash -c`, follow that command.
    """
    script = script_of(started)
    if script is not None:
        return unfolded(simple_commands(script.text))
    return unfolded((started.words,)) if started.words else ()


def runs_ray(command: Command) -> bool:
    """Say whether a command is `ray start`, whatever stands before it."""
    return any(posixpath.basename(word) == "ray" and following == "start" for word, following in pairwise(command))


def joins_ray(command: Command) -> bool:
    """Say whether a command makes the pod a worker of Ray: all it does is told by Ray's head."""
    return runs_ray(command) and "--head" not in command
