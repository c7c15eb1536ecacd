"""The clock of stages, on a clock of the test's own; and --timings, which tells its stages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import clock as module
from generator.cli import app
from generator.cli.timings import timings_table
from generator.clock import Clock
from tests.repo import write_repo

STAGES = ["load", "validate", "render", "rules", "check", "emit", "resolve", "hydra"]


@pytest.fixture
def ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look at the clock is one second after the one before."""
    seconds: Iterator[int] = iter(range(100))
    monkeypatch.setattr(module, "perf_counter", lambda: next(seconds))


@pytest.mark.usefixtures("ticks")
def test_an_inner_stage_counts_for_itself_alone() -> None:
    clock = Clock()
    with clock.stage("outer"):  # from 0 to 5
        with clock.stage("inner"):  # from 1 to 2
            pass
        with clock.stage("inner"):  # from 3 to 4
            pass
    with clock.stage("outer"):  # from 6 to 7
        pass
    assert clock.seconds == {"inner": 2, "outer": 4}


@pytest.mark.usefixtures("ticks")
def test_a_stage_that_fails_is_measured_too() -> None:
    clock = Clock()
    with pytest.raises(KeyError), clock.stage("one"):
        raise KeyError
    assert clock.seconds == {"one": 1}


def test_processes_add_up() -> None:
    clock = Clock()
    clock.add({"load": 1.0, "emit": 2.0})
    clock.add({"emit": 0.5})
    assert clock.seconds == {"load": 1.0, "emit": 2.5}


def test_the_table_gives_shares() -> None:
    assert timings_table({"load": 3.0, "validate": 1.0}) == ("load        3.000 s   75%\nvalidate    1.000 s   25%\n")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_command_tells_every_stage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(write_repo(tmp_path / "fleet", {}))
    assert app.run(["build", "--timings", "--jobs", jobs]) == 0
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()] == STAGES
    assert app.run(["build", "--timings"]) == 0
    assert capsys.readouterr().err == ("nothing was compiled: an earlier run of the same definitions has answered\n")
    assert app.run(["validate", "--timings"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().err.splitlines()[:-1]] == STAGES
