"""Cases of bad input: a text file each, told in changes to the FLEET of tests/repo.py and in what the user then sees.

A file begins with a sentence on what it shows. Sections follow, each behind a line `-- what --`:

    -- path --                  the file's whole text
    -- path: edit --            a piece of its text, a line `=>`, and what stands there instead
    -- path: append --          lines at its end
    -- path: escaped --         its bytes, those that are no plain text written as \\xff, \\t, \\r
    -- path: link to target --  a symbolic link
    -- path: remove --          no such file
    -- as in name --            the sections of tests/errors/name first
    -- expected --              what the user sees, in full; `python -m tests.golden` writes it anew
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.cli.findings import source_lines
from generator.cli.render_full import render_full
from generator.compile import Compiled
from generator.diagnostics import Diagnostic
from generator.snapshot import Snapshot
from tests.repo import FLEET, compiled

CASES = Path(__file__).parent / "errors"
EXPECTED = "-- expected --\n"

_SECTION = re.compile(r"^-- (.+) --\n", re.MULTILINE)
_ACTION = re.compile(r"(?P<path>[^ :]+): (?P<action>edit|append|escaped|remove|link to (?P<target>.+))")


@dataclass(frozen=True)
class Case:
    """One file of tests/errors."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def expected(self) -> str:
        """What the user is to see."""
        return self.path.read_text("utf-8").partition(EXPECTED)[2]

    def written(self, root: Path) -> Path:
        """Write the case's repo below `root`, which is returned."""
        for path, content in files_of(self.path).items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                target.symlink_to(content)
            else:
                target.write_bytes(content)
        return root


def cases() -> tuple[Case, ...]:
    """Return all cases, sorted by name."""
    return tuple(map(Case, sorted(CASES.glob("*.txt"))))


def shown(root: Path, result: Compiled) -> str:
    """Return a compilation's diagnostics as the user sees them."""
    return render_full(result.diagnostics, source_lines(Snapshot(root).read))


def updated(case: Case, root: Path) -> str:
    """Return the case's file with what the user sees now; its repo is written below `root`."""
    before = case.path.read_text("utf-8").partition(EXPECTED)[0]
    return before + EXPECTED + shown(root, compiled(case.written(root)))


def misplaced(root: Path, diagnostic: Diagnostic) -> Iterator[str]:
    """Yield the places of a diagnostic that lie outside of the files that they name."""
    for span in (diagnostic.span, *(related.span for related in diagnostic.related)):
        path = root / span.path
        lines = path.read_bytes().decode("utf-8", "replace").split("\n") if path.is_file() else [""]
        inside = 1 <= span.line <= len(lines) and 1 <= span.column <= len(lines[span.line - 1]) + 1
        if not inside or (span.end_line, span.end_column) < (span.line, span.column):
            yield f"{span.path}:{span.line}:{span.column}"


def files_of(path: Path) -> dict[str, bytes | Path]:
    """Return the repo that a file's sections make of FLEET: path to bytes, or to where a symbolic link leads."""
    files: dict[str, bytes | Path] = {name: text.encode() for name, text in FLEET.items()}
    for what, text in _sections(path):
        _apply(files, what, text)
    return files


def _sections(path: Path) -> Iterator[tuple[str, str]]:
    _, *parts = _SECTION.split(path.read_text("utf-8").partition(EXPECTED)[0])
    for what, text in zip(parts[::2], parts[1::2], strict=True):
        if what.startswith("as in "):
            yield from _sections(path.parent / what.removeprefix("as in "))
        else:
            yield what, text


def _apply(files: dict[str, bytes | Path], what: str, text: str) -> None:
    found = _ACTION.fullmatch(what)
    if found is None:
        files[what] = text.encode()
        return
    path = found["path"]
    match found["action"]:
        case "edit":
            files[path] = _edited(_text(files, path), text).encode()
        case "append":
            files[path] = (_text(files, path) + text).encode()
        case "escaped":
            files[path] = text.encode("latin-1").decode("unicode_escape").encode("latin-1")
        case "remove":
            del files[path]
        case _:
            files[path] = Path(found["target"])


def _text(files: dict[str, bytes | Path], path: str) -> str:
    content = files[path]
    assert isinstance(content, bytes), path
    return content.decode()


def _edited(before: str, change: str) -> str:
    old, arrow, new = change.partition("\n=>\n")
    assert arrow, f"an edit needs a line '=>': {change!r}"
    assert before.count(old) == 1, f"{old!r} stands {before.count(old)} times in:\n{before}"
    return before.replace(old, new.removesuffix("\n"))
