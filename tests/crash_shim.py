"""Run a program that kills itself at its k-th change of the disk.

    python -m tests.crash_shim K MOMENT MODULE:FUNCTION [ARGUMENT]...

MOMENT is `before` (for a write: with half of the bytes written) or `after`. With K = 0 it lives, and the number of its
changes is the last line it prints. The function is called without arguments and finds its own in sys.argv.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import Any

CHANGES = ("mkdir", "open", "write", "replace", "unlink", "rmdir")


class Shim:
    """Counts the changes that this process makes and ends it at the one that is due."""

    def __init__(self, due: int, moment: str) -> None:
        self.due = due
        self.moment = moment
        self.changes = 0

    def wrap(self, name: str) -> Callable[..., Any]:
        real: Callable[..., Any] = getattr(os, name)

        def change(*args: Any, **kwargs: Any) -> Any:
            if name == "open" and not args[1] & os.O_CREAT:
                return real(*args, **kwargs)
            self.changes += 1
            if self.changes != self.due:
                return real(*args, **kwargs)
            if self.moment == "after":
                with suppress(OSError):
                    real(*args, **kwargs)
            elif name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
            return None

        return change


def main() -> None:
    due, moment, program, *arguments = sys.argv[1:]
    module, _, function = program.partition(":")
    run = getattr(import_module(module), function)
    shim = Shim(int(due), moment)
    for name in CHANGES:
        setattr(os, name, shim.wrap(name))
    sys.argv = [program, *arguments]
    try:
        sys.exit(run())
    finally:
        if not int(due):
            print(shim.changes)


if __name__ == "__main__":
    main()
