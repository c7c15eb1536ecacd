"""Clusters over processes: what becomes of the others when one is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.golden_trees import ROOT

SCRIPT = """
import os, signal, time
from pathlib import Path
from generator.compile.jobs import run_jobs
from generator.snapshot import Snapshot
from generator.workshop import Workshop

first = os.getpid()


def one(name, workshop):
    if os.getpid() == first:
        os.kill(first, signal.SIGKILL)
    while os.getppid() == first:
        time.sleep(0.01)
    return {{name: bytes(1_000_000)}}, ()


list(run_jobs(one, ["a", "b", "c", "d"], Workshop(Snapshot(Path("."))), {jobs}, lambda *_: None))
"""
HANGS = 120
"""Seconds after which a process that still holds the output never ends."""


@pytest.mark.parametrize("jobs", [2, 4])
def test_no_process_outlives_a_first_one_that_is_killed(jobs: int) -> None:
    """Each has an answer that no pipe holds, and the output stays open until the last one ends."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(jobs=jobs)],
        capture_output=True,
        cwd=ROOT,
        check=False,
        timeout=HANGS,
    )
    assert (done.returncode, done.stdout, done.stderr) == (-9, b"", b"")
