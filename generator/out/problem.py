"""What keeps out/ from being read or written: a state of the disk, not a mistake in a definition."""

from __future__ import annotations

import errno
from pathlib import Path

from msgspec import Struct

AS_IT_WAS = "out/ is as it was"
PARTLY_NEW = "every file is whole, but only some are new"

_WRITABLE = "give this user access to out/ and what lies in it, then run again"
_REAL_FOLDERS = "remove it or put a real folder there, then run again: nothing is ever written through a link"
_IN_THE_WAY = "move away what lies there, then run again"
_REMEDIES = {
    errno.ENOSPC: ("the disk is full", "free some space, then run again"),
    errno.EDQUOT: ("the disk quota is used up", "free some space, then run again"),
    errno.EROFS: ("the file system is read-only", "make it writable or work in another checkout, then run again"),
    errno.EACCES: ("permission denied", _WRITABLE),
    errno.EPERM: ("operation not permitted", _WRITABLE),
    errno.ENAMETOOLONG: ("the name is too long for the file system", "shorten metadata.name in its definition"),
    errno.EFBIG: ("the file is larger than this process may write", "raise the limit ('ulimit -f'), then run again"),
    errno.ENOTDIR: ("a folder on its way is a file or a symbolic link", _REAL_FOLDERS),
    errno.ELOOP: ("a symbolic link lies in its place", _IN_THE_WAY),
    errno.EEXIST: ("something else lies in its place", _IN_THE_WAY),
    errno.EISDIR: ("a folder lies in its place", _IN_THE_WAY),
}


class OutputProblem(Struct, frozen=True):
    """One reason why out/ cannot be read or written, and what to do about it."""

    message: str
    help: str


class OutputRefused(Exception):
    """Raised where out/ is in no state to go on with; carries every problem found (exit code 2)."""

    def __init__(self, *problems: OutputProblem) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


def unreadable(path: str, error: OSError) -> OutputProblem:
    """Return the problem that `path`, below out/, cannot be read."""
    cause, remedy = _explain(error)
    return OutputProblem(f"{shown(path)} cannot be read: {cause}", remedy)


def unwritable(path: str, error: OSError, state: str) -> OutputProblem:
    """Return the problem that `path`, below out/, cannot be written or removed. `state` says how that leaves out/."""
    cause, remedy = _explain(error)
    return OutputProblem(f"{shown(path)} cannot be written: {cause}; {state}", remedy)


def linked_folder(path: str) -> OutputProblem:
    """Return the problem that `path`, below out/ ('' is out/ itself), is a symbolic link where a folder is due."""
    return OutputProblem(f"{shown(path)} is a symbolic link where a folder is due", _REAL_FOLDERS)


def unopenable(out: Path, error: OSError) -> OutputProblem:
    """Return the problem that the folder out/ itself cannot be made or opened."""
    if out.is_symlink():
        return linked_folder("")
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return OutputProblem("out/ is a file where a folder is due", _IN_THE_WAY)
    cause, remedy = _explain(error)
    return OutputProblem(f"out/ cannot be opened: {cause}", remedy)


def shown(path: str) -> str:
    """Return how messages name a path below out/."""
    return f"out/{path}"


def _explain(error: OSError) -> tuple[str, str]:
    unknown = (error.strerror or str(error), "see whether the disk is sound, then run again")
    return _REMEDIES.get(error.errno or 0, unknown)
