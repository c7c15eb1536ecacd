"""`servewright build` as a whole: killed, interrupted, run twice at once, refused by the disk. out/ stays whole.

The repo is a golden tree with two clusters, compiled; then one cluster goes and the other's definitions change, so that
the next build writes, replaces and removes files.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from generator.cli.app import run
from tests.command import servewright
from tests.golden_trees import definitions_of, repo
from tests.trees import grow, tree

FOREIGN = {"dc1/notes.md": b"mine\n", "README.md": b"mine\n"}
NEW = "dc2/inferenceservices/shared/ocr.yaml"
CHANGED = {
    "dc2/clusterservingruntimes/aml-mlserver-cuda-11.6.yaml",
    "dc2/inferenceservices/shared/embed.yaml",
    "dc2/inferenceservices/shared/rank.yaml",
}
REMOVED = {
    "dc1/clusterservingruntimes/aml-mlserver-cuda-11.6.yaml",
    "dc1/inferenceservices/shared/embed.yaml",
    "dc1/inferenceservices/shared/ocr.yaml",
    "dc1/inferenceservices/shared/rank.yaml",
}
# out/ is asked for; four files are opened and written, then renamed; four go, then the four folders around them.
FIRST_RENAME, LAST_UNLINK, CHANGES = 1 + 4 * 2 + 1, 1 + 4 * 3 + 4, 1 + 4 * 3 + 4 + 4


def change(root: Path) -> None:
    """Take a cluster away, change what the other one's services and runtimes get, and bring it one service more."""
    shutil.rmtree(root / "clusters" / "dc1")
    (root / "clusters/dc2/services/shared/ocr.yaml").unlink()
    overlay = root / "overlays/debug/overlay.yaml"
    text = overlay.read_text("utf-8")
    overlay.write_text(
        text.replace("minReplicas: 1", "minReplicas: 2").replace("value: debug", "value: trace"), "utf-8"
    )


@cache
def wanted() -> dict[str, bytes]:
    """Return what the changed definitions give, compiled where nothing was before."""
    root = Path(os.environ["XDG_CACHE_HOME"]) / "wanted"
    change(definitions_of(repo("overlays-and-mirrors"), root))
    assert run(["build", "--root", str(root)]) == 0
    made = tree(root / "out")
    before = tree(repo("overlays-and-mirrors") / "out")
    assert made.keys() - before.keys() == {NEW}
    assert {path for path in made.keys() & before.keys() if made[path] != before[path]} == CHANGED
    assert before.keys() - made.keys() == REMOVED
    return made


@dataclass(frozen=True)
class Repo:
    """The repo of a test: definitions that are new, an out/ that is old."""

    root: Path

    @property
    def out(self) -> Path:
        return self.root / "out"

    def lay_out(self) -> Repo:
        source = repo("overlays-and-mirrors")
        change(definitions_of(source, self.root))
        shutil.copytree(source / "out", self.out)
        grow(self.out, FOREIGN)
        return self

    def found(self) -> dict[str, bytes]:
        """Return what lies in out/, empty folders aside."""
        return {path: data for path, data in tree(self.out).items() if data != b"/"}

    def arguments(self, *more: str) -> list[str]:
        return ["build", "--root", str(self.root), *more]

    def assert_whole(self) -> None:
        """Each file is old or new, none that stays is missing, and `--check` sees whether all is done."""
        old, found = tree(repo("overlays-and-mirrors") / "out"), self.found()
        for path, data in found.items():
            if not path.endswith(".servewright-tmp"):
                assert data in (old.get(path), wanted().get(path), FOREIGN.get(path)), path
        assert found.keys() >= CHANGED | FOREIGN.keys()
        assert run(self.arguments("--check")) == (0 if found == wanted() | FOREIGN else 1)
        assert self.found() == found

    def assert_completed_by_the_next_build(self) -> None:
        assert run(self.arguments()) == 0
        self.assert_done()

    def assert_done(self) -> None:
        assert self.found() == wanted() | FOREIGN

    def assert_untouched(self) -> None:
        assert self.found() == tree(repo("overlays-and-mirrors") / "out") | FOREIGN


@pytest.fixture
def stale(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "repo").lay_out()


def shimmed(stale: Repo, due: int, moment: str) -> subprocess.CompletedProcess[str]:
    program = ["generator.cli:main", *stale.arguments("--no-cache")]
    command = [sys.executable, "-m", "tests.crash_shim", str(due), moment, *program]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_moments_to_die(stale: Repo) -> None:
    whole = shimmed(stale, 0, "after")
    assert whole.returncode == 0, whole.stderr
    assert whole.stdout.splitlines()[-1] == str(CHANGES)
    stale.assert_done()


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("due", range(FIRST_RENAME, LAST_UNLINK + 1))
def test_killed_at_any_rename_or_unlink_the_next_build_completes(stale: Repo, due: int, moment: str) -> None:
    assert shimmed(stale, due, moment).returncode == -signal.SIGKILL
    stale.assert_whole()
    stale.assert_completed_by_the_next_build()


def world(name: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.worlds", name, *arguments]


def test_killed_at_twenty_random_moments_the_next_build_completes(tmp_path: Path) -> None:
    rng = random.Random(3)
    whole = Repo(tmp_path / "whole").lay_out()
    start = time.monotonic()
    subprocess.run(world("slow-disk", *whole.arguments()), check=True, capture_output=True)
    length = time.monotonic() - start
    for number in range(20):
        stale = Repo(tmp_path / str(number)).lay_out()
        with subprocess.Popen(
            world("slow-disk", *stale.arguments()), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(rng.uniform(0.3, 1.0) * length)
            process.kill()
        stale.assert_whole()
        stale.assert_completed_by_the_next_build()


@contextmanager
def waiting(name: str, place: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command in a world that waits, until it waits; it goes on when `go` is called."""
    command = world(f"{name}:{place}", *arguments)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True
    ) as process:
        try:
            while not place.exists():
                assert process.poll() is None, process.communicate()
                time.sleep(0.01)
            yield process
        finally:
            go(place)


def go(place: Path) -> None:
    place.with_name(f"{place.name}.go").touch()


def assert_interrupted(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C, which every process of the terminal's group gets; see a quiet end of them all."""
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.endswith("interrupted\n")
    assert "Traceback" not in err
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_ctrl_c_while_two_processes_compile(tmp_path: Path) -> None:
    root = definitions_of(repo("overlays-and-mirrors"), tmp_path / "repo")
    arguments = ("build", "--root", str(root), "--jobs", "2")
    with waiting("compiling-waits", tmp_path / "waits", *arguments) as process:
        assert_interrupted(process)
    assert not (root / "out").exists()


def test_ctrl_c_in_the_instant_of_a_fork(tmp_path: Path) -> None:
    root = definitions_of(repo("overlays-and-mirrors"), tmp_path / "repo")
    command = world("interrupted-forks", "build", "--root", str(root), "--jobs", "2")
    with subprocess.Popen(command, stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True) as process:
        _, err = process.communicate()
    assert (process.returncode, err) == (130, "interrupted\n")
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def test_ctrl_c_while_files_are_written(stale: Repo, tmp_path: Path) -> None:
    with waiting("renaming-waits", tmp_path / "waits", *stale.arguments("--no-cache")) as process:
        assert_interrupted(process)
    stale.assert_whole()
    found = stale.found()
    assert [path for path in CHANGED | {NEW} if found.get(path) == wanted()[path]] == [min(CHANGED)]
    assert not [path for path in found if path.endswith(".servewright-tmp")]
    stale.assert_completed_by_the_next_build()


def test_two_builds_at_once(stale: Repo, tmp_path: Path) -> None:
    with waiting("renaming-waits", tmp_path / "waits", *stale.arguments("--no-cache")) as first:
        before = stale.found()
        second = servewright(*stale.arguments())
        assert second.returncode == 2
        assert second.stderr == (
            "error: another build is running in out/\nhelp: wait until it has ended, then run again\n"
        )
        assert stale.found() == before
        go(tmp_path / "waits")
        assert first.wait() == 0
    stale.assert_done()


def refused(stale: Repo, name: str, *more: str) -> str:
    """Build in a world that refuses, which is no finding (exit 2), and return what is said then."""
    ended = subprocess.run(
        world(name, *stale.arguments("--no-cache", *more)), capture_output=True, encoding="utf-8", check=False
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    return "\n".join(line for line in ended.stderr.splitlines() if "was not made by" not in line)


def test_a_definition_that_changes_while_the_fleet_is_compiled(stale: Repo) -> None:
    said = refused(stale, f"definition-changes:{stale.root / 'overlays/debug/overlay.yaml'}")
    assert "error: the definitions changed while they were compiled\nhelp: run 'servewright build' again" in said
    stale.assert_untouched()
    stale.assert_completed_by_the_next_build()


def test_a_process_that_is_killed(tmp_path: Path) -> None:
    root = definitions_of(repo("overlays-and-mirrors"), tmp_path / "repo")
    assert refused(Repo(root), "killed-processes", "--jobs", "2") == (
        "error: a process that compiled clusters was killed, perhaps for want of memory\n"
        "help: run again with --jobs 1, which needs the least"
    )
    assert not (root / "out").exists()


def test_a_full_disk(stale: Repo) -> None:
    said = refused(stale, "full-disk")
    place = sorted(CHANGED | {NEW})[2]
    assert f"error: out/{place} cannot be written: the disk is full; out/ is as it was\nhelp: free some space" in said
    stale.assert_untouched()
    stale.assert_completed_by_the_next_build()


def test_a_read_only_disk(stale: Repo) -> None:
    said = refused(stale, "read-only")
    assert "cannot be opened: the file system is read-only\nhelp: make it writable or work in another checkout" in said
    stale.assert_untouched()
    stale.assert_completed_by_the_next_build()


def test_what_is_not_ours_is_left_alone(stale: Repo) -> None:
    ended = servewright(*stale.arguments("--format", "json"))
    assert ended.returncode == 0
    assert [(found["rule"], found["severity"], found["span"]["path"]) for found in json.loads(ended.stdout)] == [
        ("foreign-file", "warning", "out/dc1/notes.md"),
    ]
    stale.assert_done()
    assert servewright(*stale.arguments("--check", "--strict")).returncode == 1


def test_what_is_not_ours_blocks_what_is_due_in_its_place(stale: Repo) -> None:
    grow(stale.out, {NEW: b"mine\n"})
    before = stale.found()
    ended = servewright(*stale.arguments())
    assert ended.returncode == 1
    assert f"'out/{NEW}' is due to be generated, but what lies there was not made by servewright" in ended.stderr
    assert stale.found() == before


def test_a_build_of_one_cluster_leaves_the_others_folders_alone(stale: Repo) -> None:
    old = stale.found()
    assert run(stale.arguments("--cluster", "dc2")) == 0
    assert stale.found() == {path: data for path, data in old.items() if path in REMOVED} | wanted() | FOREIGN
    stale.assert_completed_by_the_next_build()
