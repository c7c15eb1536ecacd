"""What must change in out/ for it to hold what the definitions give: a comparison, nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.out.survey import Existing


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
    needed = ancestors(wanted)
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


def _require_inside(existing: Existing, wanted: Iterable[str]) -> None:
    for path in wanted:
        parts = path.split("/")
        if not {"", ".", ".."}.isdisjoint(parts) or "\0" in path:
            raise ValueError(f"not a path below out/: {path!r}")
        if existing.clusters is not None and (len(parts) == 1 or parts[0] not in existing.clusters):
            raise ValueError(f"not of the selected clusters: {path!r}")


def ancestors(paths: Iterable[str]) -> frozenset[str]:
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
    return held | {path for path in wanted if not obstacles.isdisjoint(ancestors((path,)))}
