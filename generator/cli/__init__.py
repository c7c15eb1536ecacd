"""The command line: options in, one call, diagnostics out, exit code."""

from __future__ import annotations

import sys


def main() -> int:
    """Run servewright with sys.argv and return its exit code; --version is answered before anything is imported."""
    if sys.argv[1:] == ["--version"]:
        from generator import __version__

        print(f"servewright {__version__}")
        return 0
    raise NotImplementedError
