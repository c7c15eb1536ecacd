"""Trees of files: paths to bytes, whether they lie in a working directory or in git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

Stamp = tuple[int, int, int]
"""Modification time in nanoseconds, size in bytes, inode."""


class Tree(Protocol):
    """Paths to bytes: a working directory or a git tree. Paths are posix, relative to the root."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file. Raises FileNotFoundError, or OSError for what cannot be read."""

    def files(self, directory: str) -> Iterator[str]:
        """Yield the paths of all files under a directory, sorted; none if it does not exist."""

    def dead_links(self) -> tuple[str, ...]:
        """Return the symbolic links met in listings that lead to no file of the tree, sorted."""

    def reads(self) -> dict[str, Stamp]:
        """Return the files read so far, with what tells whether they have changed since."""

    def adopt(self, stamps: Mapping[str, Stamp]) -> None:
        """Take over what another process has read of the same tree."""
