"""Folders as plain values: what a test lays out, and what it then finds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def grow(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write the files (path below `root` → bytes) and return `root`, which is made even for no files."""
    root.mkdir(parents=True, exist_ok=True)
    for path, data in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return root


def tree(root: Path) -> dict[str, bytes]:
    """Return every file below `root`: path → bytes, a symbolic link as b'-> target', an empty folder as b'/'."""
    found: dict[str, bytes] = {}
    for folder, names, files in os.walk(root):
        here = Path(folder)
        for name in names + files:
            path = here / name
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                found[key] = b"-> " + os.fsencode(path.readlink())
            elif name in files:
                found[key] = path.read_bytes()
            elif not any(path.iterdir()):
                found[key] = b"/"
    return found
