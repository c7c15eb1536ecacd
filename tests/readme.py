"""README's generated parts: what the commands of its console blocks print, run in a copy of the repo, and its tables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.golden_trees import ROOT
from tests.runtime_tables import tables

README = ROOT / "README.md"
_PARTS = ("servewright.yaml", "runtimes", "clusters", "overlays", "out")
_CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"in \d+\.\d+ s")
_MEANT = {"make": "servewright build", "make test": "true"}
"""What stands in for commands that set up: their last step, whose words README shows, or nothing."""


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands in a text's console blocks and what it says they print."""
    pieces = [piece for block in _CONSOLE.findall(text) for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [piece.partition("\n")[::2] for piece in pieces]


def samples(text: str) -> list[Any]:
    """Return the documents in a text's YAML blocks."""
    return [yaml.safe_load(block) for block in _YAML.findall(text)]


def updated(text: str, work: Path) -> str:
    """Return README's text as it has to be now. Durations stay as they are written."""
    _copy(work)
    for command, printed in commands(text):
        now = _run(command, work)
        if _SECONDS.sub("", now) != _SECONDS.sub("", printed):
            text = text.replace(f"$ {command}\n{printed}", f"$ {command}\n{now}", 1)
    for name, table in tables(ROOT).items():
        text = _with_table(text, name, table)
    return text


def _with_table(text: str, name: str, table: str) -> str:
    """Put a table between the comments that name it."""
    begin, end = f"<!-- {name}: written by `make golden` -->\n", f"<!-- end of {name} -->\n"
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    assert begun, f"{begin!r} is missing"
    assert ended, f"{end!r} is missing"
    return f"{before}{begin}\n{table}\n{end}{after}"


def _copy(work: Path) -> None:
    for part in _PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, work / part)
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "start"]):
        names = ("-c", "user.name=t", "-c", "user.email=t@example.com")
        subprocess.run(["git", *names, *arguments], cwd=work, check=True, capture_output=True)


def _run(command: str, work: Path) -> str:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "NO_COLOR": "1"}
    bare = command.partition("  #")[0].strip()
    line = ["bash", "-c", f"{_MEANT.get(bare, bare)} 2>&1"]
    printed = subprocess.run(line, cwd=work, env=environment, capture_output=True, text=True, check=False).stdout
    assert "this is a bug" not in printed, printed
    return printed
