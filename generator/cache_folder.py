"""The user's cache directory: small files by name, whole or absent, bounded in number, nobody else's."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KEPT = 20
"""Files that are kept; the newest stay."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one file. A fleet of 20,000 objects needs three million."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_EXISTING = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_FRESH = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_UNFINISHED = ".new"


def location() -> Path:
    """Return where our files lie, after the XDG Base Directory Specification: absolute paths only count.

    Raises FileNotFoundError if the environment names no such place.
    """
    for variable, below in (("XDG_CACHE_HOME", "servewright"), ("HOME", ".cache/servewright")):
        value = os.environ.get(variable, "")
        if value.startswith("/"):
            return Path(value, below)
    raise FileNotFoundError("neither XDG_CACHE_HOME nor HOME is an absolute path")


def read(name: str) -> bytes:
    """Return the bytes of a file. Raises OSError if it is absent, not this user's own or too large."""
    with _opened(location()) as folder, os.fdopen(os.open(name, _EXISTING, dir_fd=folder), "rb") as file:
        status = os.fstat(file.fileno())
        _require_own(status)
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
            raise FileNotFoundError(name)
        return file.read(LARGEST)


def write(name: str, data: bytes) -> None:
    """Put a file there by a rename, and remove the oldest ones beyond KEPT. Raises OSError if that cannot be."""
    if len(data) > LARGEST:
        return
    path = location()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)
    with _opened(path) as folder:
        _replace(folder, name, data)
        _drop_oldest(folder)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    folder = os.open(path, _FOLDER)
    try:
        _require_own(os.fstat(folder))
        yield folder
    finally:
        os.close(folder)


def _require_own(status: os.stat_result) -> None:
    # What others could have put there would decide whether a check passes.
    if status.st_uid != os.geteuid() or status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise PermissionError("others may write in the cache")


def _replace(folder: int, name: str, data: bytes) -> None:
    unfinished = f"{name}.{os.getpid()}{_UNFINISHED}"
    with suppress(FileNotFoundError):
        os.unlink(unfinished, dir_fd=folder)
    try:
        with os.fdopen(os.open(unfinished, _FRESH, 0o600, dir_fd=folder), "wb") as file:
            file.write(data)
        os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(unfinished, dir_fd=folder)
        raise


def _drop_oldest(folder: int) -> None:
    """Remove all but the newest files; what a killed run left unfinished is old one day, too."""
    ages: list[tuple[int, str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                ages.append((entry.stat(follow_symlinks=False).st_mtime_ns, entry.name))
    for _, name in sorted(ages, reverse=True)[KEPT:]:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
