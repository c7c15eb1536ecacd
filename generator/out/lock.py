"""One build at a time in out/."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from generator.out.problem import OutputProblem, OutputRefused, unopenable


@contextmanager
def lock(out: Path) -> Iterator[None]:
    """Hold out/ for this process, creating the folder if it is absent.

    The lock is on the folder itself, so that no lock file is left behind, and ends with the process, however that ends.
    Raises OutputRefused if another build holds it, if out/ is no real folder, or if it cannot be made.
    """
    descriptor = _open(out)
    try:
        _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def _open(out: Path) -> int:
    try:
        with suppress(FileExistsError):
            out.mkdir()
        return os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise OutputRefused(unopenable(out, error)) from error


def _take(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        busy = OutputProblem("another build is running in out/", "wait until it has ended, then run again")
        raise OutputRefused(busy) from error
    except OSError as error:
        cause = error.strerror or str(error)
        help_ = "move the checkout to a local disk, then run again"
        raise OutputRefused(OutputProblem(f"out/ cannot be locked: {cause}", help_)) from error
