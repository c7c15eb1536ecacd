"""The way into out/ follows no link and never mistakes one folder for another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.out.path import OpenPath
from tests.trees import grow

FILES = {"top": b"", "a/in-a": b"", "a/b/in-ab": b"", "a/bc/in-abc": b"", "c/b/in-cb": b""}
HELD = {"": "top", "a": "in-a", "a/b": "in-ab", "a/bc": "in-abc", "c/b": "in-cb"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return grow(tmp_path / "out", FILES)


def names(descriptor: int) -> list[str]:
    with os.scandir(descriptor) as entries:
        return [entry.name for entry in entries]


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


@pytest.mark.parametrize("first", HELD)
@pytest.mark.parametrize("second", HELD)
def test_from_any_folder_to_any_other(out: Path, first: str, second: str) -> None:
    with OpenPath(out) as place:
        for directory in (first, second, second, first):
            assert HELD[directory] in names(place.enter(directory))


@pytest.mark.parametrize("wrong", ["absent", "a/absent", "c/absent/b", "a/b/in-ab", "top"])
def test_after_a_wrong_way_the_right_one_is_found(out: Path, wrong: str) -> None:
    with OpenPath(out) as place:
        place.enter("a/b")
        with pytest.raises(OSError, match=r"No such file|Not a directory"):
            place.enter(wrong)
        assert names(place.enter("a/b")) == ["in-ab"]


def test_no_link_is_followed_on_the_way(out: Path, tmp_path: Path) -> None:
    (out / "link").symlink_to(out / "a")
    (tmp_path / "linked-out").symlink_to(out)
    with OpenPath(out) as place, pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        place.enter("link/b")
    with pytest.raises(OSError, match=r"Not a directory|symbolic links"):
        OpenPath(tmp_path / "linked-out")


def test_nothing_stays_open(out: Path) -> None:
    before = descriptors()
    with OpenPath(out) as place:
        for directory in HELD:
            place.enter(directory)
    assert descriptors() == before


def test_locate_gives_the_folder_and_the_name(out: Path) -> None:
    with OpenPath(out) as place:
        directory, name = place.locate("a/b/in-ab")
        assert (names(directory), name) == (["in-ab"], "in-ab")
        assert place.locate("top")[1] == "top"
