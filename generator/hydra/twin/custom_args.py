"""What becomes of CUSTOM_ARGS: in every command that Ray does not run they must end it, once; `ray start` gets none.

Source: the platform's manual (seed 000) adds them to the command; its sample adds them to `ray start` on workers too,
where they are flags of the server that Ray does not know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from msgspec import Struct

from generator.command_line.shell_parameters import reads
from generator.command_line.simple_commands import Command
from generator.hydra.twin.command import commands_of, joins_ray, runs_ray, script_of
from generator.hydra.twin.program import inner_script, is_worker, program_of, program_start, unfolded
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.shell_values import handed_on
from generator.hydra.twin.started import Started
from generator.hydra.twin.variables import Deployment


class Fate(Enum):
    """What becomes of CUSTOM_ARGS."""

    SOUND = "they end the server's command, once"
    LOST = "they stand nowhere"
    DOUBLED = "they stand more than once"
    NOT_LAST = "other arguments follow them"
    GIVEN_TO_RAY = "they are arguments of ray start"
    NO_ARGUMENTS = "they are parts of other arguments"
    ALONE = "they are a command of their own"
    BEHIND_GROUP = "they follow the end of a compound command"
    NO_SERVER = "they are arguments of a program that is no server"
    UNREAD = "they are parameters of a script that reads none"


class Verdict(Struct, frozen=True):
    """What becomes of CUSTOM_ARGS, and the program that gets them where that is of interest."""

    fate: Fate
    program: str = ""


_SOUND = Verdict(Fate.SOUND)
_CLOSERS = frozenset(("}", "done", "esac", "fi"))
_WRITERS = frozenset((":", "[", "[[", "echo", "printf", "test"))
"""Programs that may be shown the arguments beside the server."""
_BRANCHES = frozenset(("elif", "else"))
_BUILDERS = frozenset(("case", "for", "function", "select"))
"""What may hand words on in ways that are not followed."""
_OWN_OF_SHELL = frozenset(
    ("cd", "disown", "exit", "export", "read", "return", "trap", "ulimit", "umask", "unset", "wait")
)
_TOOLS = frozenset(("cat", "chmod", "chown", "cp", "false", "grep", "kill", "ln", "logger", "ls", "mkdir", "mv", "pwd"))
_MORE_TOOLS = frozenset(("rm", "sed", "sleep", "tail", "tee", "touch", "true", "ts"))
_NO_SERVERS = _WRITERS | _OWN_OF_SHELL | _TOOLS | _MORE_TOOLS
_BEHIND_PARENTHESIS = re.compile(rf"\)[ \t]*{SENTINELS[0]}")


def verdict(started: Started) -> Verdict:
    """Return what becomes of CUSTOM_ARGS, which are the sentinels, in what a container is started with."""
    script = script_of(started)
    if script is None:
        return _judged(commands_of(started), False)
    outer = handed_on(script.text, SENTINELS[0])
    if outer is None:
        return _SOUND
    if any(map(_unread, outer)):
        return Verdict(Fate.UNREAD, next(program_of(command) for command in outer if _unread(command)))
    found = _judged(unfolded(outer), True)
    behind = found.fate is Fate.ALONE and _BEHIND_PARENTHESIS.search(script.text)
    return Verdict(Fate.BEHIND_GROUP, ")") if behind else found


def fates(proof: Proof) -> dict[Verdict, tuple[Deployment, ...]]:
    """Return what becomes of CUSTOM_ARGS, with the deployments that it is so for; nothing where all is sound."""
    result: dict[Verdict, tuple[Deployment, ...]] = {}
    for deployment, started in proof.with_custom_args():
        known = verdict(started)
        if known.fate is not Fate.SOUND:
            result[known] = (*result.get(known, ()), deployment)
    return result


def _judged(commands: Sequence[Command], shell: bool) -> Verdict:
    holding = [command for command in commands if any(SENTINELS[0] in word for word in command)]
    if any(map(runs_ray, holding)):
        return Verdict(Fate.GIVEN_TO_RAY)
    if any(program_of(command) in _BUILDERS for command in holding):
        return _SOUND
    if not holding:
        return _SOUND if any(joins_ray(each) or is_worker(each) for each in commands) else Verdict(Fate.LOST)
    holding = [command for command in holding if program_of(command) not in _WRITERS] or holding
    ways = _ways(commands, holding) if shell else [holding]
    found = [_of_one_way(way, shell) for way in ways]
    return next((each for each in found if each.fate is not Fate.SOUND), _SOUND)


def _ways(commands: Sequence[Command], holding: Sequence[Command]) -> list[list[Command]]:
    """Return the commands that have CUSTOM_ARGS by the ways that a script may go: `exec` ends one, `else` begins one."""
    ways: list[list[Command]] = [[]]
    for command in commands:
        if command[0] in _BRANCHES and ways[-1]:
            ways.append([])
        if any(command is each for each in holding):
            ways[-1].append(command)
            if "exec" in command[: program_start(command)]:
                ways.append([])
    return [way for way in ways if way]


def _of_one_way(holding: Sequence[Command], shell: bool) -> Verdict:
    count = sum(word.count(SENTINELS[0]) for command in holding for word in command)
    return Verdict(Fate.DOUBLED) if count > 1 else _taken(holding[0], shell)


def _taken(command: Command, shell: bool) -> Verdict:
    """Return what becomes of CUSTOM_ARGS in the one command that has them."""
    if not set(SENTINELS) <= set(command):
        return Verdict(Fate.NO_ARGUMENTS)
    if command[-len(SENTINELS) :] != SENTINELS:
        return Verdict(Fate.NOT_LAST)
    if not shell:
        return _SOUND
    program = program_of(command)
    if program == SENTINELS[0]:
        return Verdict(Fate.ALONE)
    if program in _CLOSERS:
        return Verdict(Fate.BEHIND_GROUP, program)
    return Verdict(Fate.NO_SERVER, program) if is_no_server(program) else _SOUND


def is_no_server(program: str) -> bool:
    """Say whether a program, or what stands in the place of one, is surely no server."""
    return program in _NO_SERVERS or program in _CLOSERS or program.startswith("((")


def _unread(command: Command) -> bool:
    """Say whether the script inside a command gets CUSTOM_ARGS for parameters, and reads none."""
    inner = inner_script(command)
    if inner is None or program_of(command) == "eval" or SENTINELS[0] not in command[inner.index :]:
        return False
    return not reads(inner.text).anything
