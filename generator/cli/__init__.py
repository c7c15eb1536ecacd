"""The command line: options in, one call, diagnostics out, exit code."""

from __future__ import annotations

import atexit
import gc
import sys
from contextlib import suppress


def main() -> int:
    """Run servewright with sys.argv and return its exit code; --version alone is answered before anything is loaded."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from generator import __version__

        with suppress(OSError):  # Where stdout takes nothing, run() meets and tells the same.
            print(f"servewright {__version__}", flush=True)
            return 0
    # One run makes much, drops little and makes no cycles: looking for them would take a tenth of the time, and as much
    # again at the end.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        from generator.cli.app import run
    except KeyboardInterrupt:
        return 130
    return run(arguments)
