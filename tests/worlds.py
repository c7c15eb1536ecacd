"""Run servewright in a world where something happens that a test cannot bring about from outside.

    python -m tests.worlds WORLD[:PATH] [ARGUMENT]...

The worlds that wait make the file PATH and go on when the file PATH.go is there.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import generator.compile.fleet
from generator.cli import main as servewright


def wait(place: Path) -> None:
    """Say that the moment has come, and wait for the test's word."""
    place.touch()
    while not place.with_name(f"{place.name}.go").exists():
        time.sleep(0.01)


def compiling_waits(place: Path) -> None:
    """Each cluster's compilation waits."""
    before(generator.compile.fleet, "compile_cluster", lambda: wait(place))


def interrupted_forks(_: Path) -> None:
    """Somebody presses Ctrl-C whenever a process has just been forked."""
    real = os.fork

    def fork() -> int:
        process = real()
        if process:
            os.killpg(0, signal.SIGINT)
        return process

    os.fork = fork


def killed_processes(_: Path) -> None:
    """The system ends each further process that compiles, as it does where memory runs out."""
    first = os.getpid()

    def end() -> None:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)

    before(generator.compile.fleet, "compile_cluster", end)


def renaming_waits(place: Path) -> None:
    """The second rename waits: one file is new by then, others are in the making."""
    left = [1]

    def second() -> None:
        if not left:
            wait(place)
        left.clear()

    before(os, "replace", second)


def definition_changes(place: Path) -> None:
    """Somebody edits a definition when all are compiled."""
    compile_fleet = generator.compile.fleet.compile_fleet

    def changed(*args: Any) -> Any:
        result = compile_fleet(*args)
        place.write_bytes(place.read_bytes() + b"# edited\n")
        return result

    generator.compile.fleet.compile_fleet = changed


def full_disk(_: Path) -> None:
    """The third write finds the disk full: of a file that is not small, a part is written by then."""
    writes = iter(range(2))
    real = os.write

    def write(descriptor: int, data: Any) -> int:
        if next(writes, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    os.write = write


def read_only(_: Path) -> None:
    """No file and no folder can be made."""
    real = os.open

    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        return refused() if flags & os.O_CREAT else real(path, flags, *args, **kwargs)

    os.open, os.mkdir = opened, refused


def slow_disk(_: Path) -> None:
    """Each change of the disk takes its time, so that a random moment is likely to be one of them."""
    for name in ("mkdir", "write", "replace", "unlink", "rmdir"):
        before(os, name, lambda: time.sleep(0.02))


def listings_backwards(_: Path) -> None:
    """Folders are listed in the other order."""
    real = os.scandir

    @contextmanager
    def backwards(path: Any) -> Any:
        with real(path) as entries:
            yield iter(sorted(entries, key=lambda entry: entry.name, reverse=True))

    os.scandir = backwards


def before(module: Any, name: str, happens: Callable[[], None]) -> None:
    """Let something happen before each call of a function."""
    real = getattr(module, name)

    def function(*args: Any, **kwargs: Any) -> Any:
        happens()
        return real(*args, **kwargs)

    setattr(module, name, function)


WORLDS = {
    "compiling-waits": compiling_waits,
    "interrupted-forks": interrupted_forks,
    "killed-processes": killed_processes,
    "renaming-waits": renaming_waits,
    "definition-changes": definition_changes,
    "full-disk": full_disk,
    "read-only": read_only,
    "slow-disk": slow_disk,
    "listings-backwards": listings_backwards,
}


if __name__ == "__main__":
    # A shell that starts the tests in the background lets all below it ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    world, _, path = sys.argv.pop(1).partition(":")
    WORLDS[world](Path(path))
    sys.exit(servewright())
