"""The golden trees: small whole repos below tests/golden, each with the out/ that it compiles to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.command import servewright
from tests.trees import tree

ROOT = Path(__file__).parents[1]
SCHEMAS = ROOT / "schemas"

_TREES = Path(__file__).parent / "golden"
_DEFINITIONS = ("servewright.yaml", "runtimes", "clusters", "overlays")


def repos() -> tuple[Path, ...]:
    """Return the golden trees, in their order."""
    return tuple(sorted(path for path in _TREES.iterdir() if path.is_dir()))


def repo(name: str) -> Path:
    """Return a golden tree by its name without the number."""
    [found] = [path for path in repos() if path.name.partition("-")[2] == name]
    return found


def definitions_of(source: Path, copy: Path) -> Path:
    """Copy a repo's definitions into a new folder, which is returned; out/ stays behind."""
    copy.mkdir(parents=True)
    for name in _DEFINITIONS:
        place = source / name
        if place.is_dir():
            shutil.copytree(place, copy / name)
        elif place.exists():
            shutil.copy2(place, copy / name)
    return copy


def out_trees(work: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield what lies or should lie in the out/ of each golden tree: path, and the bytes due (None: no file)."""
    for source in repos():
        copy = definitions_of(source, work / source.name)
        ended = servewright("build", "--no-cache", "--root", copy)
        assert ended.returncode == 0, ended.stderr
        yield from _due(source / "out", copy / "out")


def schemas(work: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield what lies or should lie in schemas/, to which the definitions' modelines lead editors."""
    ended = servewright("schema", "-o", work / "schemas")
    assert ended.returncode == 0, ended.stderr
    yield from _due(SCHEMAS, work / "schemas")


def _due(golden: Path, made: Path) -> Iterator[tuple[Path, bytes | None]]:
    wanted = tree(made)
    for path in sorted(wanted.keys() | tree(golden).keys()):
        yield golden / path, wanted.get(path)
