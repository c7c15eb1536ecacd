"""The command line: options in, one call, diagnostics out, exit code."""

from __future__ import annotations

import sys


def main() -> int:
    """Run servewright with sys.argv and return its exit code; --version alone is answered before anything is loaded."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from generator import __version__

        print(f"servewright {__version__}")
        return 0
    try:
        from generator.cli.app import run
    except KeyboardInterrupt:
        return 130
    return run(arguments)
