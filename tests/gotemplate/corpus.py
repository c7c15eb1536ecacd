"""Reads the corpus: templates with data, written by hand (corpus/README.md says how)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.gotemplate.comparison import Question

_FOLDER = Path(__file__).parent / "corpus"
_SETTINGS = ("data", "engine", "missingkey")


class Case(NamedTuple):
    """A question, and where it stands."""

    place: str
    question: Question


def corpus() -> list[Case]:
    """Return all cases, file by file."""
    return [case for path in sorted(_FOLDER.glob("*.txt")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    settings: dict[str, Any] = {"engine": "text"}
    whole: list[str] | None = None
    lines = path.read_bytes().decode("utf-8").split("\n")
    for number, line in enumerate([*lines[:-1], "== "], 1):
        title = line[:3] in ("== ", "-- ")
        if title and whole is not None:
            yield Case(f"{path.stem}:{number - len(whole)}", {"template": _body(whole), **settings})
        if title:
            whole = [] if line.startswith("==") else None
        elif whole is not None:
            whole.append(line)
        elif line.partition(": ")[0] in _SETTINGS:
            _set(settings, *line.split(": ", 1))
        elif line:
            yield Case(f"{path.stem}:{number}", {"template": line, **settings})


def _body(lines: list[str]) -> str:
    """Return the template of a case over lines; the empty line before the next title is not part of it."""
    return "\n".join(lines[:-1] if lines and not lines[-1] else lines)


def _set(settings: dict[str, Any], name: str, text: str) -> None:
    settings[name] = json.loads(text) if name == "data" else text
