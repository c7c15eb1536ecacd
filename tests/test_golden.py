"""Golden files are what they should be: they show each change that a commit makes, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import servewright
from tests.golden import GOLDEN, Golden, stale, write
from tests.golden_trees import ROOT, definitions_of, repos
from tests.trees import tree

REPOS = (ROOT, *repos())


def times(folder: Path) -> dict[str, int]:
    """Return when each file was written last."""
    return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("repo", REPOS, ids=lambda repo: "the fleet" if repo == ROOT else repo.name)
def test_a_repo_compiles_to_its_out_and_a_second_build_writes_nothing(repo: Path, tmp_path: Path) -> None:
    copy = definitions_of(repo, tmp_path / "repo")
    first = servewright("build", "--root", copy)
    assert (first.returncode, first.stderr) == (0, "")
    assert tree(copy / "out") == tree(repo / "out")
    written = times(copy / "out")
    second = servewright("build", "--no-cache", "--root", copy)
    assert (second.returncode, second.stderr) == (0, "")
    assert times(copy / "out") == written


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden.__name__)
def test_updating_golden_files_changes_nothing(golden: Golden, tmp_path: Path) -> None:
    assert [path for path, _ in stale(golden, tmp_path)] == []


def test_updating_writes_what_differs_and_removes_what_is_not_due(tmp_path: Path) -> None:
    for name in ("same", "changed", "gone"):
        (tmp_path / name).write_bytes(b"1")
    due = {"same": b"1", "changed": b"2", "deep/new": b"3", "gone": None, "absent": None}

    def golden(_: Path) -> Iterator[tuple[Path, bytes | None]]:
        yield from ((tmp_path / name, data) for name, data in due.items())

    differing = list(stale(golden, tmp_path))
    assert [path.name for path, _ in differing] == ["changed", "new", "gone"]
    for path, data in differing:
        write(path, data)
    assert tree(tmp_path) == {"same": b"1", "changed": b"2", "deep/new": b"3"}
