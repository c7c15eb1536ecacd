"""Diagnostics handed to the user: in the chosen format, on the stream that is due, with a closing line."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec.structs import replace

from generator.cli.excerpt import SourceLine
from generator.cli.options import Format
from generator.cli.paint import Paint
from generator.cli.phrases import counted
from generator.cli.terminal import paint_for, write_err, write_out
from generator.diagnostics import Allowed, Diagnostic, Severity
from generator.tree import Tree

Place = Callable[[str], str]
"""A path relative to the fleet's root → the same as its readers are to see it."""
_MANY = 20
"""From so many diagnostics on, the closing line says of which rules most are."""
_RULES = 3
"""How many rules it names."""


def show(diagnostics: Sequence[Diagnostic], allowed: Sequence[Allowed], tree: Tree, root: Path, form: Format) -> None:
    """Write the diagnostics: formats for programs to stdout (json and sarif also where there are none), the others to
    stderr."""
    write = write_out if form.for_programs else write_err
    write(rendered(diagnostics, allowed, tree, root, form))


def rendered(
    diagnostics: Sequence[Diagnostic], allowed: Sequence[Allowed], tree: Tree, root: Path, form: Format
) -> str:
    """Return the diagnostics in a format, with paths that its readers can open and colour where people see them.

    Those that the definitions allow are told in SARIF alone, which has a place for them.
    """
    match form:
        case Format.JSON:
            from generator.cli.render_json import render_json

            return render_json(diagnostics)
        case Format.GITHUB:
            from generator.cli.render_github import render_github

            return render_github(relocated(diagnostics, _in_workspace(root)))
        case Format.SARIF:
            from generator.cli.render_sarif import render_sarif

            return render_sarif(diagnostics, allowed, _in_workspace(root), tree.read)
        case Format.CONCISE:
            from generator.cli.render_concise import render_concise

            return render_concise(relocated(diagnostics, seen_from(Path.cwd(), root)), _paint())
        case Format.FULL:
            from generator.cli.render_full import render_full

            here = Path.cwd()
            lines = source_lines(lambda path: tree.read(os.path.relpath(here / path, root.resolve())))
            shown = render_full(relocated(diagnostics, seen_from(here, root)), lines, _paint())
            return f"{shown}\n" if shown else ""


def _paint() -> Paint:
    return paint_for(sys.stderr, os.environ)


def closing_line(diagnostics: Iterable[Diagnostic], compiled: int) -> str:
    """Return what was found in one line; `compiled` is how many clusters were looked at."""
    found = tuple(diagnostics)
    errors = sum(diagnostic.severity is Severity.ERROR for diagnostic in found)
    counts = [(errors, "error"), (len(found) - errors, "warning")]
    told = ", ".join(counted(count, noun) for count, noun in counts if count) or "no problems"
    concerned = len({name for diagnostic in found for name in diagnostic.clusters}) if found else compiled
    return told + (f" in {counted(concerned, 'cluster')}" if concerned else "") + _most_often(found)


def _most_often(found: Sequence[Diagnostic]) -> str:
    """Return what nobody can count in so many diagnostics: which rules they are mostly of."""
    if len(found) < _MANY:
        return ""
    counts = Counter(diagnostic.rule for diagnostic in found).most_common(_RULES)
    return f", most often {', '.join(f'{rule} ({count})' for rule, count in counts)}"


def relocated(diagnostics: Iterable[Diagnostic], place: Place) -> tuple[Diagnostic, ...]:
    """Return the diagnostics with other paths."""
    return tuple(
        replace(
            diagnostic,
            span=replace(diagnostic.span, path=place(diagnostic.span.path)),
            related=tuple(
                replace(related, span=replace(related.span, path=place(related.span.path)))
                for related in diagnostic.related
            ),
        )
        for diagnostic in diagnostics
    )


def seen_from(here: Path, root: Path) -> Place:
    """Return what makes a path that opens from `here`: relative if root and `here` hold one another, else absolute."""
    here, root = here.resolve(), root.resolve()
    if root == here:
        return str
    if root.is_relative_to(here) or here.is_relative_to(root):
        return lambda path: os.path.relpath(root / path, here)
    return lambda path: str(root / path)


def _in_workspace(root: Path) -> Place:
    """Annotations need paths from the top of the checkout, which GitHub's runner names."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    return seen_from(workspace, root) if root.resolve().is_relative_to(workspace) else str


def source_lines(read: Callable[[str], bytes]) -> SourceLine:
    """Return a reader of single source lines, on top of a reader of files. What cannot be read has no lines."""

    @lru_cache(maxsize=16)
    def lines(path: str) -> tuple[str, ...]:
        try:
            text = read(path).decode("utf-8", "replace")
        except OSError:
            return ()
        return tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n"))

    def source_line(path: str, line: int) -> str | None:
        found = lines(path)
        return found[line - 1] if 0 < line <= len(found) else None

    return source_line
