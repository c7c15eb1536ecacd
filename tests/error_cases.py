"""Cases of bad input: a text file each, told in changes to the FLEET of tests/repo.py and in what the user then sees.

A file begins with a sentence on what it shows. Sections follow, each behind a line `-- what --`:

    -- path --                  the file's whole text
    -- path: edit --            a piece of its text, a line `=>`, and what stands there instead
    -- path: append --          lines at its end; `append 9 times` for many
    -- path: escaped --         its bytes, those that are no plain text written as \\xff, \\t, \\r
    -- path: link to target --  a symbolic link
    -- path: remove --          no such file
    -- path: unreadable --      a file that the system does not let anyone read
    -- built --                 out/ as the sections before make it; with an out/, what is wrong there is told too
    -- clusters --              the names of the clusters to compile, if not all
    -- as in name --            the sections of tests/errors/name first
    -- expected --              what the user sees, in full; `python -m tests.golden` writes it anew
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from generator.cli.changes import stale_findings
from generator.cli.findings import source_lines
from generator.cli.render_full import render_full
from generator.compile.compiled import Selection
from generator.compile.fleet import Compiled, compile_fleet
from generator.diagnostics import Diagnostic, has_errors
from generator.out.findings import findings
from generator.out.plan import plan
from generator.out.survey import survey
from generator.snapshot import Snapshot
from tests.repo import FLEET

CASES = Path(__file__).parent / "errors"
EXPECTED = "-- expected --\n"

_SECTION = re.compile(r"^-- (.+) --\n", re.MULTILINE)
_ACTION = re.compile(
    r"(?P<path>[^ :]+): (?P<action>edit|append|escaped|remove|link to)(?: (?P<times>\d+) times| (?P<target>.+))?"
)


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

    @cached_property
    def setting(self) -> Setting:
        """The repo, and how it is compiled."""
        return _setting(self.path)

    def written(self, root: Path) -> Path:
        """Write the case's repo below `root`, which is returned."""
        return _written(self.setting.files, root)

    def told(self, root: Path) -> tuple[Diagnostic, ...]:
        """Compile the case's repo, which lies below `root`, and return what is wrong with it, and with its out/."""
        setting = self.setting
        result = _compiled(root, setting)
        if has_errors(result.diagnostics) or not (root / "out").exists():
            return result.diagnostics
        planned = plan(survey(root / "out", setting.clusters or None), result.outputs)
        return (*result.diagnostics, *findings(planned), *stale_findings(planned))


@dataclass(frozen=True)
class Setting:
    """A repo of a case: path to bytes, or to where a symbolic link leads; what cannot be read; what is selected."""

    files: Mapping[str, bytes | Path]
    unreadable: frozenset[str]
    clusters: tuple[str, ...]


class _Guarded(Snapshot, frozen=True, eq=False, kw_only=True):
    """A snapshot of a folder some of whose files the system does not let anyone read."""

    unreadable: frozenset[str]

    def read(self, path: str) -> bytes:
        if path in self.unreadable:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return super().read(path)


def cases() -> tuple[Case, ...]:
    """Return all cases, sorted by name."""
    return tuple(map(Case, sorted(CASES.glob("*.txt"))))


def shown(root: Path, diagnostics: Iterable[Diagnostic]) -> str:
    """Return diagnostics as the user sees them."""
    return render_full(tuple(diagnostics), source_lines(Snapshot(root).read))


def updated(case: Case, root: Path) -> str:
    """Return the case's file with what the user sees now; its repo is written below `root`."""
    before = case.path.read_text("utf-8").partition(EXPECTED)[0]
    return before + EXPECTED + shown(root, case.told(case.written(root)))


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
    return dict(_setting(path).files)


def _setting(path: Path) -> Setting:
    files: dict[str, bytes | Path] = {name: text.encode() for name, text in FLEET.items()}
    unreadable: set[str] = set()
    clusters: tuple[str, ...] = ()
    for what, text in _sections(path):
        if what == "clusters":
            clusters = tuple(text.split())
        elif what == "built":
            files |= _built(files)
        elif what.endswith(": unreadable"):
            unreadable.add(what.removesuffix(": unreadable"))
        else:
            _apply(files, what, text)
    return Setting(files, frozenset(unreadable), clusters)


def _built(files: Mapping[str, bytes | Path]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        result = _compiled(_written(files, Path(folder)), Setting(files, frozenset(), ()))
    assert not has_errors(result.diagnostics), result.diagnostics
    return {f"out/{path}": data for path, data in result.outputs.items()}


def _written(files: Mapping[str, bytes | Path], root: Path) -> Path:
    for path, content in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            target.symlink_to(content)
        else:
            target.write_bytes(content)
    return root


def _compiled(root: Path, setting: Setting) -> Compiled:
    tree = _Guarded(root, unreadable=setting.unreadable)
    return compile_fleet(tree, Selection(setting.clusters, 1), lambda *_: None)


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
            files[path] = (_text(files, path) + text * int(found["times"] or 1)).encode()
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
