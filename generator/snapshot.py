"""A working directory as it was when first read: every file is read once, and later changes can be told."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from generator.tree import Stamp

_CHUNK = 64 * 1024
_DEFINITIONS = ("servewright.yaml", "runtimes", "clusters", "overlays")


class Snapshot(Struct, frozen=True, eq=False):
    """A Tree over a directory. Names with a leading dot and symbolic links that leave the root are not part of it."""

    root: Path
    _contents: dict[str, bytes] = field(default_factory=dict)
    _stamps: dict[str, Stamp] = field(default_factory=dict)
    _listings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _walked: set[str] = field(default_factory=set)
    _dead_links: set[str] = field(default_factory=set)

    def read(self, path: str) -> bytes:
        """Return a file's bytes as first read.

        Raises PermissionError for what leads out of the root, and OSError for what cannot be read.
        """
        if path not in self._contents:
            if path not in self._walked and not self._inside(self.root / path):
                raise PermissionError(errno.EPERM, "a symbolic link leads out of the repo")
            self._stamps[path], self._contents[path] = self._fetch(path)
        return self._contents[path]

    def files(self, directory: str) -> Iterator[str]:
        """Yield the paths of the files under a directory (or the file itself), sorted."""
        if directory not in self._listings:
            self._listings[directory] = tuple(sorted(self._walk(directory)))
            self._walked.update(self._listings[directory])
        yield from self._listings[directory]

    def definitions(self) -> Iterator[str]:
        """Yield the paths of all files that definitions may consist of."""
        for name in _DEFINITIONS:
            yield from self.files(name)

    def dead_links(self) -> tuple[str, ...]:
        """Return the links met in listings that lead to a folder, out of the root, or nowhere, sorted."""
        return tuple(sorted(self._dead_links))

    def reads(self) -> dict[str, Stamp]:
        """Return the files read so far, as they were."""
        return dict(self._stamps)

    def adopt(self, stamps: Mapping[str, Stamp]) -> None:
        """Take over what another process has read of the same directory."""
        self._stamps.update(stamps)

    def outside(self) -> tuple[str, ...]:
        """Return the files read that do not lie among the definitions: what file() takes from elsewhere in the repo."""
        known = set(self.definitions())
        return tuple(path for path in self._stamps if path not in known)

    def changed(self) -> tuple[str, ...]:
        """Return the paths that were read and have changed on disk since, and folders whose listing changed."""
        files = tuple(path for path, stamp in self._stamps.items() if self._stamp(path) != stamp)
        folders = tuple(name for name, paths in self._listings.items() if tuple(sorted(self._walk(name))) != paths)
        return files + folders

    def _walk(self, directory: str) -> Iterator[str]:
        start = self.root / directory
        if not self._inside(start):
            self._dead_links.add(directory)
            return
        if start.is_file():
            yield directory
        pending = [directory] if start.is_dir() else []
        while pending:
            current = pending.pop()
            with os.scandir(f"{self.root}/{current}") as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    path = f"{current}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(path)
                    elif self._is_file(entry):
                        yield path
                    elif entry.is_symlink():
                        self._dead_links.add(path)

    def _is_file(self, entry: os.DirEntry[str]) -> bool:
        if not entry.is_symlink():
            return entry.is_file()
        path = Path(entry.path)  # whose is_file(), unlike the entry's, says no for a link that leads to itself
        return self._inside(path) and path.is_file()

    def _inside(self, path: Path) -> bool:
        # Path.resolve() raises for a link that leads to itself.
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(self.root))

    def _fetch(self, path: str) -> tuple[Stamp, bytes]:
        descriptor = os.open(f"{self.root}/{path}", os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            data = os.read(descriptor, status.st_size + 1)
            while len(data) != status.st_size and (more := os.read(descriptor, _CHUNK)):
                data += more
        finally:
            os.close(descriptor)
        return _stamp_of(status), data

    def _stamp(self, path: str) -> Stamp | None:
        try:
            # A Path for each of thousands of files would take thrice as long as the call.
            return _stamp_of(os.stat(f"{self.root}/{path}"))  # noqa: PTH116
        except OSError:
            return None


def _stamp_of(status: os.stat_result) -> Stamp:
    return status.st_mtime_ns, status.st_size, status.st_ino
