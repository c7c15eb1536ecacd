"""The servewright command as users start it: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

COMMAND = (sys.executable, "-m", "generator")


def servewright(
    *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None, umask: int = 0o022
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end. `environment` is added to that of the tests."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=environment_with(environment or {}),
        umask=umask,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def environment_with(changes: Mapping[str, str]) -> dict[str, str]:
    """Return the tests' environment with some variables set, in which servewright can be imported from any folder."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1]), **changes}
