"""README's console blocks show what the commands really print; durations aside, and `make` itself not run again."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ("servewright.yaml", "runtimes", "clusters", "overlays", "out")

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = re.compile(r"in \d+\.\d+ s")


def _commands() -> list[tuple[str, str]]:
    """Return command and printed text, in README's order."""
    found: list[tuple[str, str]] = []
    for block in _BLOCK.findall((ROOT / "README.md").read_text()):
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = piece.partition("\n")
            found.append((command.strip(), printed))
    return found


def _git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def _copy(folder: Path) -> None:
    for part in PARTS:
        source = ROOT / part
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / part)
    _git(folder, "init", "-q")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "start")


def test_the_tour_prints_what_the_readme_says(tmp_path: Path) -> None:
    _copy(tmp_path)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "XDG_CACHE_HOME": str(tmp_path.parent / "cache"),
        "NO_COLOR": "1",
    }
    ran = 0
    for command, printed in _commands():
        if command.startswith("make"):
            continue
        result = subprocess.run(
            ["bash", "-c", f"{command} 2>&1"],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert _SECONDS.sub("in T s", result.stdout) == _SECONDS.sub("in T s", printed), command
        ran += 1
    assert ran >= 8
