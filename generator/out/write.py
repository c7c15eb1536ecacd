"""The last stage: what must change in out/ (plan, pure), and changing it (apply).

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

from msgspec import Struct
from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Severity
from generator.out.path import OpenPath
from generator.out.problem import AS_IT_WAS, PARTLY_NEW, OutputRefused, shown, unopenable, unwritable
from generator.out.survey import Existing
from generator.out.ownership import temp_name
from generator.place import Span

_IN_THE_MAKING = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
"""O_EXCL refuses a name that is taken, by a link too."""
_MODE = 0o644
_LONGEST_NAME = 255
"""Bytes; no common file system takes more. Found out before the first rename, since temp names are short."""

_FOREIGN = Diagnostic(
    rule="foreign-file",
    severity=Severity.WARNING,
    message="was not made by servewright and is left alone",
    span=Span("out"),
    help="Keep it outside out/: what syncs a cluster's folder would apply it too.",
)
_BLOCKED = Diagnostic(
    rule="output-blocked",
    message="is due to be generated, but what lies there was not made by servewright",
    span=Span("out"),
    help="Move it away; or delete it, if it is generated and only its first line was changed.",
)


class Plan(Struct, frozen=True, eq=False):
    """What must change for out/ to hold the wanted files. Paths are posix, relative to out/, sorted."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    carriage_returns: tuple[str, ...] = ()
    """Those of the changed that differ by CRLF line ends alone."""
    removed: tuple[str, ...] = ()
    """Our files that nothing asks for any more."""
    unchanged: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()
    """What is not ours; it stays."""
    blocked: tuple[str, ...] = ()
    """Wanted files whose place something else holds: nothing may be written."""
    leftovers: tuple[str, ...] = ()
    """What a killed build left in the making; it goes."""
    missing_directories: tuple[str, ...] = ()


def plan(existing: Existing, wanted: Mapping[str, bytes]) -> Plan:
    """Compare what lies in out/ with what is wanted there (path below out/ → bytes).

    Only what `existing` was surveyed for is ever removed. Raises ValueError for a wanted path that leads out of out/ or
    out of the surveyed selection: such a path is a bug, not a mistake of the user.
    """
    _require_inside(existing, wanted)
    files = existing.files
    needed = _ancestors(wanted)
    blocked = _blocked(existing, wanted, needed)
    open_paths = sorted(wanted.keys() - blocked)
    changed = tuple(path for path in open_paths if path in files and files[path] != wanted[path])
    return Plan(
        new=tuple(path for path in open_paths if path not in files),
        changed=changed,
        carriage_returns=tuple(path for path in changed if files[path].replace(b"\r\n", b"\n") == wanted[path]),
        removed=tuple(sorted(files.keys() - wanted.keys())),
        unchanged=tuple(path for path in open_paths if files.get(path) == wanted[path]),
        foreign=existing.foreign,
        blocked=tuple(sorted(blocked)),
        leftovers=existing.leftovers,
        missing_directories=tuple(sorted(needed - existing.directories)),
    )


def is_stale(plan: Plan) -> bool:
    """Say whether out/ is anything else than what the definitions give."""
    return bool(plan.new or plan.changed or plan.removed or plan.blocked or plan.leftovers)


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
        _remove_directories(place, _ancestors(plan.removed + plan.leftovers) - _ancestors(wanted))


def findings(plan: Plan) -> tuple[Diagnostic, ...]:
    """Return an error for each blocked path and a warning for what is not ours, wholly foreign folders as one."""
    blocked = (_finding(_BLOCKED, path) for path in plan.blocked)
    ours = _ancestors((*plan.new, *plan.changed, *plan.unchanged, *plan.removed, *plan.blocked))
    places = dict.fromkeys(_outermost(path, ours) for path in plan.foreign if path not in plan.blocked)
    return (*blocked, *(_finding(_FOREIGN, path) for path in places))


def _require_inside(existing: Existing, wanted: Iterable[str]) -> None:
    for path in wanted:
        parts = path.split("/")
        if not {"", ".", ".."}.isdisjoint(parts) or "\0" in path:
            raise ValueError(f"not a path below out/: {path!r}")
        if existing.clusters is not None and (len(parts) == 1 or parts[0] not in existing.clusters):
            raise ValueError(f"not of the selected clusters: {path!r}")


def _ancestors(paths: Iterable[str]) -> frozenset[str]:
    """Return the folders that the paths lie in, at any depth, without out/ itself."""
    found: set[str] = set()
    for path in paths:
        directory = path.rpartition("/")[0]
        while directory and directory not in found:
            found.add(directory)
            directory = directory.rpartition("/")[0]
    return frozenset(found)


def _blocked(existing: Existing, wanted: Mapping[str, bytes], needed: frozenset[str]) -> set[str]:
    """Return the wanted paths at which, or on the way to which, something lies that a build may not replace."""
    held = wanted.keys() & {*existing.foreign, *existing.directories}
    obstacles = needed & {*existing.foreign, *existing.files, *existing.leftovers}
    if not obstacles:
        return held
    return held | {path for path in wanted if not obstacles.isdisjoint(_ancestors((path,)))}


def _outermost(path: str, ours: frozenset[str]) -> str:
    """Return the outermost folder on the way to `path` that holds nothing of ours, or else `path`."""
    parts = path.split("/")
    folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((f"{folder}/" for folder in folders if folder not in ours), path)


def _finding(finding: Diagnostic, path: str) -> Diagnostic:
    where = shown(path)
    return replace(finding, message=f"'{where}' {finding.message}", span=Span(where))


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
