"""The exit codes of every command."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from generator.diagnostics import Diagnostic, Severity


class ExitCode(IntEnum):
    """What a command's end means to the shell that called it."""

    FINE = 0
    FINDINGS = 1
    """The definitions have errors (with --strict: warnings), or out/ is stale under --check."""
    TOOL = 2
    """The call was wrong, or servewright could not do its work."""
    INTERRUPTED = 130
    """Ctrl-C: 128 + SIGINT."""
    PIPE_CLOSED = 141
    """Who read the output went away: 128 + SIGPIPE, as for any Unix filter."""


def blocks(diagnostics: Iterable[Diagnostic], strict: bool) -> bool:
    """Say whether the diagnostics are findings: an error always, a warning only where it counts as one."""
    return any(strict or diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)
