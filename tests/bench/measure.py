"""Time and memory of fresh processes, and what their repetitions come to."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

REPO = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Run:
    """One process, from its start to its end."""

    seconds: float
    mebibytes: float
    """Resident memory of the largest process, the started one or a child that it waited for."""
    output: str
    """What it wrote to stdout and stderr."""


def run(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command in the repo's folder. Raises RuntimeError with its output where it ends with another code than 0."""
    # What earlier runs left to write must not weigh on this one.
    os.sync()
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=REPO, env=dict(environment), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
        if process.returncode != 0:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(seconds, usage.ru_maxrss * unit / 2**20, text)


def seconds(runs: Sequence[Run]) -> float:
    """Return the median time."""
    return median(each.seconds for each in runs)


def peak(runs: Sequence[Run]) -> float:
    """Return the highest memory, in mebibytes."""
    return max(each.mebibytes for each in runs)


def ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """Return the median of the ratios of runs that were made in the same round."""
    return median(one.seconds / other.seconds for one, other in zip(runs, others, strict=True))
