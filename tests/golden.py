"""`python -m tests.golden`: write every golden file anew. Read the diff: golden files show change, not correctness."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.error_cases import cases, updated
from tests.golden_trees import ROOT, out_trees, schemas
from tests.readme import README
from tests.readme import updated as updated_readme
from tests.rule_list import rule_list

Golden = Callable[[Path], Iterator[tuple[Path, bytes | None]]]
"""(an empty folder to work in) → the golden files: path and what it is to hold, None where no file is due."""


def error_cases(work: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield the cases of bad input with what the user sees now."""
    for case in cases():
        yield case.path, updated(case, work / case.name).encode()


def readme(work: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield README with what its tour prints now."""
    yield README, updated_readme(README.read_text(), work).encode()


GOLDEN: tuple[Golden, ...] = (out_trees, schemas, rule_list, error_cases, readme)


def stale(golden: Golden, work: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield the golden files that do not hold what they should."""
    for path, data in golden(work):
        if (path.read_bytes() if path.is_file() else None) != data:
            yield path, data


def write(path: Path, data: bytes | None) -> None:
    """Make one golden file what it should be."""
    if data is None:
        path.unlink()
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def main() -> None:
    """Write what is stale and name it. Takes no arguments: one is a mistake, and files would change all the same."""
    if sys.argv[1:]:
        sys.exit("usage: python -m tests.golden")
    for golden in GOLDEN:
        with tempfile.TemporaryDirectory() as work:
            for path, data in stale(golden, Path(work)):
                write(path, data)
                sys.stdout.write(f"{'removed' if data is None else 'wrote'} {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
