"""README's console blocks, run: commands in a copy of the repo, what they print put where README shows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.golden_trees import ROOT

README = ROOT / "README.md"
_PARTS = ("servewright.yaml", "runtimes", "clusters", "overlays", "out")
_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"in \d+\.\d+ s")


def commands(text: str) -> list[tuple[str, str]]:
    """Return the commands in a text's console blocks and what it says they print; `make` sets up and is not run."""
    pieces = [piece for block in _BLOCK.findall(text) for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    pairs = [piece.partition("\n")[::2] for piece in pieces]
    return [(command, printed) for command, printed in pairs if not command.startswith("make")]


def updated(text: str, work: Path) -> str:
    """Return README's text with what the commands print now. Durations stay as they are written."""
    _copy(work)
    for command, printed in commands(text):
        now = _run(command, work)
        if _SECONDS.sub("", now) != _SECONDS.sub("", printed):
            text = text.replace(f"$ {command}\n{printed}", f"$ {command}\n{now}", 1)
    return text


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
    line = ["bash", "-c", f"{command} 2>&1"]
    return subprocess.run(line, cwd=work, env=environment, capture_output=True, text=True, check=False).stdout
