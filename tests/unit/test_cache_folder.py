"""The cache directory: where it is, who may write there, how much it holds, and that its absence is quiet."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from generator import cache_folder
from generator.cache import CachedRun, load, store


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "servewright"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("cache_home", "home", "place"),
    [
        ("/var/cache/me", "/home/me", "/var/cache/me/servewright"),
        (None, "/home/me", "/home/me/.cache/servewright"),
        ("", "/home/me", "/home/me/.cache/servewright"),
        ("relative", "/home/me", "/home/me/.cache/servewright"),
        ("/var/cache/me", None, "/var/cache/me/servewright"),
    ],
)
def test_the_place_follows_xdg(
    monkeypatch: pytest.MonkeyPatch, cache_home: str | None, home: str | None, place: str
) -> None:
    set_environment(monkeypatch, cache_home, home)
    assert cache_folder.location() == Path(place)


@pytest.mark.parametrize("home", [None, "", "relative"])
def test_without_a_home_there_is_quietly_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str | None
) -> None:
    set_environment(monkeypatch, None, home)
    monkeypatch.chdir(tmp_path)
    store("k", CachedRun({}))
    assert load("k") is None
    assert list(tmp_path.iterdir()) == []


def set_environment(monkeypatch: pytest.MonkeyPatch, cache_home: str | None, home: str | None) -> None:
    for name, value in (("XDG_CACHE_HOME", cache_home), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


def test_reading_makes_no_folder(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        cache_folder.read("a.json")
    assert not folder.parent.exists()


@pytest.mark.parametrize("umask", [0o000, 0o022])
def test_nobody_else_may_read_or_write(folder: Path, umask: int) -> None:
    previous = os.umask(umask)
    try:
        cache_folder.write("a.json", b"1")
    finally:
        os.umask(previous)
    assert folder.parent.stat().st_mode & 0o777 == 0o700
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "a.json").stat().st_mode & 0o777 == 0o600


def test_what_was_written_is_read_whole(folder: Path) -> None:
    data = bytes(range(256)) * 5000
    cache_folder.write("a.json", b"before")
    cache_folder.write("a.json", data)
    assert cache_folder.read("a.json") == data
    assert names(folder) == ["a.json"]


@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_that_others_may_write_is_not_used(folder: Path, mode: int) -> None:
    cache_folder.write("a.json", b"1")
    folder.chmod(mode)
    with pytest.raises(PermissionError):
        cache_folder.read("a.json")
    with pytest.raises(PermissionError):
        cache_folder.write("b.json", b"2")
    assert names(folder) == ["a.json"]


def test_a_folder_of_another_user_is_not_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache_folder.write("a.json", b"1")
    owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(PermissionError):
        cache_folder.read("a.json")
    with pytest.raises(PermissionError):
        cache_folder.write("b.json", b"2")
    assert names(folder) == ["a.json"]


def test_a_file_that_others_may_write_is_not_read(folder: Path) -> None:
    cache_folder.write("a.json", b"1")
    (folder / "a.json").chmod(0o666)
    with pytest.raises(PermissionError):
        cache_folder.read("a.json")


def test_links_pipes_folders_and_giants_are_not_read(folder: Path) -> None:
    cache_folder.write("a.json", b"1")
    (folder / "link.json").symlink_to("a.json")
    os.mkfifo(folder / "pipe.json", 0o600)
    (folder / "folder.json").mkdir()
    (folder / "giant.json").touch(0o600)
    os.truncate(folder / "giant.json", 1 << 40)
    for name in ("link.json", "pipe.json", "folder.json", "giant.json"):
        with pytest.raises(OSError):  # noqa: PT011 - which one is the system's affair
            cache_folder.read(name)


def test_a_planted_link_is_not_written_through(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    cache_folder.write("a.json", b"1")
    (folder / "b.json").symlink_to(outside)
    (folder / f"c.json.{os.getpid()}.new").symlink_to(outside)
    cache_folder.write("b.json", b"2")
    cache_folder.write("c.json", b"3")
    assert outside.read_bytes() == b"mine"
    assert (cache_folder.read("b.json"), cache_folder.read("c.json")) == (b"2", b"3")


def test_only_the_newest_are_kept(folder: Path) -> None:
    for number in range(25):
        cache_folder.write(f"{number}.json", b"1")
        os.utime(folder / f"{number}.json", (number + 1, number + 1))
    (folder / "killed.json.1.new").touch()
    os.utime(folder / "killed.json.1.new", (1, 1))
    cache_folder.write("last.json", b"1")
    assert names(folder) == sorted(["last.json", *(f"{number}.json" for number in range(6, 25))])


def test_a_full_disk_leaves_what_was_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store("k", CachedRun({"a": "1"}))

    def full(*_args: Any, **_kwargs: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full)
        store("k", CachedRun({"a": "2"}))
    found = load("k")
    assert found is not None
    assert found.outputs == {"a": "1"}
    assert names(folder) == ["k.json"]


def test_a_file_where_the_folder_is_due_is_quietly_no_cache(folder: Path) -> None:
    folder.parent.write_bytes(b"mine")
    store("k", CachedRun({}))
    assert load("k") is None
    assert folder.parent.read_bytes() == b"mine"


def test_what_is_too_large_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "LARGEST", 10)
    cache_folder.write("a.json", b"x" * 10)
    cache_folder.write("b.json", b"x" * 11)
    assert names(folder) == ["a.json"]
