"""The command line: options in, one call, diagnostics out, exit code."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress


def command() -> None:
    """Be the servewright command: run it and end the process with its exit code.

    The process ends at once, since giving back a build's objects one by one takes longer than writing its files. All
    output has been flushed by then.
    """
    code = main()
    with suppress(OSError):
        sys.stderr.flush()
    os._exit(code)


def _open_closed_streams() -> None:
    """Give each standard stream that was closed before the start (`>&-`) an end that takes all and holds nothing.

    Python has None in its place, and the next file opened would get its number: what is meant for the stream, by us or
    by a process that we start, would go there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def main() -> int:
    """Run servewright with sys.argv and return its exit code; --version alone is answered before anything is loaded."""
    _open_closed_streams()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from generator import __version__

        with suppress(OSError):  # Where stdout takes nothing, run() meets and tells the same.
            print(f"servewright {__version__}", flush=True)
            return 0
    # One run makes much, drops little and makes no cycles: looking for them would take a tenth of the time.
    gc.disable()
    try:
        from generator.cli.app import run
    except KeyboardInterrupt:
        return 130
    return run(arguments)
