"""The way into the folders of out/, on which no symbolic link is ever followed."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class OpenPath:
    """Descriptors of out/ and of the folders down to the one in use.

    Each folder is opened from its parent's descriptor, so that one which is replaced by a link while we work is
    refused, and what is done by descriptor and name can reach nothing outside out/. Neighbours in sorted order share
    their parents.
    """

    def __init__(self, out: Path) -> None:
        """Open out/. Raises OSError if it is absent, no folder or a symbolic link."""
        self._descriptors = [os.open(out, _FOLDER)]
        self._parts: list[str] = []
        self._directory: str | None = ""

    def __enter__(self) -> OpenPath:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        while self._descriptors:
            os.close(self._descriptors.pop())

    def enter(self, directory: str) -> int:
        """Return the descriptor of a folder below out/ ('' is out/ itself), valid until the next call.

        Raises OSError if the folder is absent or a link stands on the way.
        """
        if directory != self._directory:
            self._directory = None
            self._move(directory.split("/") if directory else [])
            self._directory = directory
        return self._descriptors[-1]

    def locate(self, path: str) -> tuple[int, str]:
        """Return the descriptor of the folder that `path` lies in, as `enter` does, and the name it has there."""
        directory, _, name = path.rpartition("/")
        return self.enter(directory), name

    def _move(self, parts: list[str]) -> None:
        while self._parts != parts[: len(self._parts)]:
            self._parts.pop()
            os.close(self._descriptors.pop())
        for part in parts[len(self._parts) :]:
            self._descriptors.append(os.open(part, _FOLDER, dir_fd=self._descriptors[-1]))
            self._parts.append(part)
