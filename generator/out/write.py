"""The last stage: changing in out/ what a plan says must change.

A build that is killed at any moment leaves each file whole, old or new: all new bytes are first written to files in the
making, then these are renamed over their targets, and only then are stale files deleted. Nothing is synced to the
disk file by file: the harm to guard against is a killed process, and git holds the durable copy.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from generator.out.ownership import temp_name
from generator.out.path import OpenPath
from generator.out.plan import Plan, ancestors
from generator.out.problem import AS_IT_WAS, PARTLY_NEW, OutputRefused, unopenable, unwritable

_IN_THE_MAKING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
"""O_EXCL refuses a name that is taken, by a link too."""
_MODE = 0o644
_LONGEST_NAME = 255
"""Bytes; no common file system takes more. Found out before the first rename, since temp names are short."""


def apply(plan: Plan, wanted: Mapping[str, bytes], out: Path) -> None:
    """Make out/ (which exists, and which the caller has locked) what `plan` says, from the bytes in `wanted`.

    Raises OutputRefused where the system refuses: before the first rename out/ is then as it was, after it every file
    is whole. Raises ValueError for a plan with blocked paths. On Ctrl-C the files in the making are removed.
    """
    if plan.blocked:
        raise ValueError(f"blocked: {plan.blocked}")
    made: list[str] = []
    temps: dict[str, str] = {}
    with _open(out) as place:
        try:
            _each(plan.leftovers, lambda path: _unlink(place, path), AS_IT_WAS)
            _each(plan.missing_directories, lambda path: _make_directory(place, path, made), AS_IT_WAS)
            targets = sorted(plan.new + plan.changed)
            _each(targets, lambda path: _write_temp(place, path, wanted[path], temps), AS_IT_WAS)
            _each(targets, lambda path: _rename(place, path, temps), PARTLY_NEW)
        except BaseException:
            _discard(place, temps, made)
            raise
        _each(plan.removed, lambda path: _unlink(place, path), PARTLY_NEW)
        _remove_directories(place, ancestors(plan.removed + plan.leftovers) - ancestors(wanted))


def _open(out: Path) -> OpenPath:
    try:
        return OpenPath(out)
    except OSError as error:
        raise OutputRefused(unopenable(out, error)) from error


def _each(paths: Iterable[str], step: Callable[[str], None], state: str) -> None:
    for path in paths:
        try:
            step(path)
        except OSError as error:
            raise OutputRefused(unwritable(path, error, state)) from error


def _make_directory(place: OpenPath, path: str, made: list[str]) -> None:
    parent, name = place.locate(path)
    os.mkdir(name, dir_fd=parent)
    made.append(path)


def _write_temp(place: OpenPath, path: str, data: bytes, temps: dict[str, str]) -> None:
    directory, target = place.locate(path)
    if len(os.fsencode(target)) > _LONGEST_NAME:
        raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
    # Noted before it is made, so that an interrupt in between leaves nothing behind.
    name = temps[path] = temp_name(len(temps))
    try:
        descriptor = os.open(name, _IN_THE_MAKING, _MODE, dir_fd=directory)
    except FileExistsError:
        del temps[path]
        raise
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
    finally:
        os.close(descriptor)


def _rename(place: OpenPath, path: str, temps: dict[str, str]) -> None:
    directory, name = place.locate(path)
    os.replace(temps[path], name, src_dir_fd=directory, dst_dir_fd=directory)
    del temps[path]


def _unlink(place: OpenPath, path: str) -> None:
    directory, name = place.locate(path)
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=directory)


def _discard(place: OpenPath, temps: Mapping[str, str], made: Iterable[str]) -> None:
    """Take back what was made so far, as far as the system lets us: what stays is known by its name."""
    for path, name in temps.items():
        with suppress(OSError):
            os.unlink(name, dir_fd=place.locate(path)[0])
    _remove_directories(place, made)


def _remove_directories(place: OpenPath, paths: Iterable[str]) -> None:
    """Remove those of the folders that are empty. One that stays is no harm: git knows no empty folders."""
    for path in sorted(paths, reverse=True):
        with suppress(OSError):
            parent, name = place.locate(path)
            os.rmdir(name, dir_fd=parent)
