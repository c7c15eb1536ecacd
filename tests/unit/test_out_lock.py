"""One build at a time in out/."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.out.lock import lock
from generator.out.problem import OutputProblem, OutputRefused

HOLD = """
import sys
from pathlib import Path
from generator.out.lock import lock
with lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
BUSY = OutputProblem("another build is running in out/", "wait until it has ended, then run again")


@contextmanager
def another_build(out: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", HOLD, str(out)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_another_build_is_refused_at_once(tmp_path: Path) -> None:
    with another_build(tmp_path / "out"):
        with pytest.raises(OutputRefused) as refused, lock(tmp_path / "out"):
            pytest.fail("both hold out/")
        assert refused.value.problems == (BUSY,)


def test_a_killed_build_holds_nothing(tmp_path: Path) -> None:
    with another_build(tmp_path / "out") as process:
        process.kill()
        process.wait()
        with lock(tmp_path / "out"):
            pass


def test_the_lock_ends_with_an_error_inside(tmp_path: Path) -> None:
    with pytest.raises(KeyError), lock(tmp_path / "out"):
        raise KeyError
    with lock(tmp_path / "out"):
        pass


def test_out_is_made_and_nothing_is_left_in_it(tmp_path: Path) -> None:
    with lock(tmp_path / "out"):
        assert list((tmp_path / "out").iterdir()) == []
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_linked_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to("elsewhere")
    with pytest.raises(OutputRefused, match="out/ is a symbolic link where a folder is due"), lock(tmp_path / "out"):
        pytest.fail("held through a link")


def test_an_out_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(OutputRefused, match="out/ is a file where a folder is due"), lock(tmp_path / "out"):
        pytest.fail("held a file")
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_a_read_only_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "mkdir", read_only)
    with pytest.raises(OutputRefused) as refused, lock(tmp_path / "out"):
        pytest.fail("held what cannot be made")
    assert refused.value.problems == (
        OutputProblem(
            "out/ cannot be opened: the file system is read-only",
            "make it writable or work in another checkout, then run again",
        ),
    )


def test_a_file_system_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", no_locks)
    with pytest.raises(OutputRefused, match="out/ cannot be locked: No locks available"), lock(tmp_path / "out"):
        pytest.fail("held without a lock")
