"""What lies in out/: our files with their bytes, what a killed build left, and what is not ours."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct, field

from generator.out.problem import OutputProblem, OutputRefused, linked_folder, unopenable, unreadable
from generator.out.ownership import is_ours, is_temp_name

_CHUNK = 64 * 1024
_LARGEST = 64 * 1024 * 1024
"""Bytes of one file that are looked at. A Kubernetes object has 3 MiB at most; a longer file differs anyway."""


class Existing(Struct, frozen=True, eq=False):
    """What lies in out/, or below the folders of the selected clusters. Paths are posix, relative to out/, sorted."""

    files: Mapping[str, bytes]
    foreign: tuple[str, ...] = ()
    """Whatever is neither a folder nor a file with our first line: links, pipes and sockets too."""
    leftovers: tuple[str, ...] = ()
    """Files in the making that a killed build left."""
    directories: frozenset[str] = frozenset()
    clusters: frozenset[str] | None = None
    """The selection; None is the whole of out/."""


class _Finds(Struct):
    files: dict[str, bytes] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    leftovers: list[str] = field(default_factory=list)
    directories: list[str] = field(default_factory=list)
    problems: list[OutputProblem] = field(default_factory=list)


def survey(out: Path, clusters: Collection[str] | None = None) -> Existing:
    """Read out/, or only the folders of `clusters` in it. Writes nothing; an absent out/ is an empty one.

    Every byte of our files is read, since a size or time may lie; of other files only the first line is. Links are
    never followed. Raises OutputRefused for a linked folder, an out/ that is no folder, and what cannot be read.
    """
    finds = _Finds()
    selected = None if clusters is None else frozenset(clusters)
    if os.path.lexists(out):
        _look_into_out(out, selected, finds)
        for directory in finds.directories:  # grows while it is walked: the folders found further down
            _look_into(out, directory, finds)
    if finds.problems:
        raise OutputRefused(*finds.problems)
    return Existing(
        files=dict(sorted(finds.files.items())),
        foreign=tuple(sorted(finds.foreign)),
        leftovers=tuple(sorted(finds.leftovers)),
        directories=frozenset(finds.directories),
        clusters=selected,
    )


def _look_into_out(out: Path, selected: frozenset[str] | None, finds: _Finds) -> None:
    if out.is_symlink():
        finds.problems.append(linked_folder(""))
        return
    try:
        with os.scandir(out) as entries:
            for entry in entries:
                if selected is None or entry.name in selected:
                    _look_at(entry, entry.name, finds)
    except OSError as error:
        finds.problems.append(unopenable(out, error))


def _look_into(out: Path, directory: str, finds: _Finds) -> None:
    try:
        with os.scandir(f"{out}/{directory}") as entries:
            for entry in entries:
                _look_at(entry, f"{directory}/{entry.name}", finds)
    except OSError as error:
        finds.problems.append(unreadable(directory, error))


def _look_at(entry: os.DirEntry[str], path: str, finds: _Finds) -> None:
    if entry.is_symlink():
        if Path(entry.path).is_dir():
            finds.problems.append(linked_folder(path))
        else:
            finds.foreign.append(path)
    elif entry.is_dir(follow_symlinks=False):
        finds.directories.append(path)
    elif not entry.is_file(follow_symlinks=False):
        finds.foreign.append(path)
    elif is_temp_name(entry.name):
        finds.leftovers.append(path)
    else:
        _look_inside(entry, path, finds)


def _look_inside(entry: os.DirEntry[str], path: str, finds: _Finds) -> None:
    try:
        data = _read_ours(entry.path)
    except OSError as error:
        finds.problems.append(unreadable(path, error))
        return
    if data is None:
        finds.foreign.append(path)
    else:
        finds.files[path] = data


def _read_ours(path: str) -> bytes | None:
    """Return the bytes of a file that is ours, None for any other file.

    The name may have come to mean a link or a pipe since it was listed: neither is followed or waited for.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        status = os.fstat(descriptor)
        first = os.read(descriptor, _CHUNK) if stat.S_ISREG(status.st_mode) else b""
        if not is_ours(first):
            return None
        return first if len(first) >= status.st_size else first + _read_rest(descriptor)
    finally:
        os.close(descriptor)


def _read_rest(descriptor: int) -> bytes:
    chunks: list[bytes] = []
    while len(chunks) * _CHUNK < _LARGEST and (chunk := os.read(descriptor, _CHUNK)):
        chunks.append(chunk)
    return b"".join(chunks)
