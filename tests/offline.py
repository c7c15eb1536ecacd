"""A stranger's machine: the wheels that the locks name and no more. No network, no Go, nothing of our environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.golden_trees import ROOT

WHEELHOUSE = ROOT / ".build" / "wheelhouse"
NO_NETWORK = "there is no network here"

_CLOSED = "http://127.0.0.1:9"
_GUARD = f"""\
import sys


def refuse(event, _):
    if event in ("socket.connect", "socket.getaddrinfo"):
        raise OSError("{NO_NETWORK}")


sys.addaudithook(refuse)
"""


def environment(home: Path, *programs: Path) -> dict[str, str]:
    """Return an environment whose PATH is these folders, and in which Python and pip reach nothing but the wheelhouse.

    Whatever Python starts from it refuses sockets; what it starts in an environment of its own meets a closed proxy.
    """
    assert (WHEELHOUSE / ".complete").exists(), f"{WHEELHOUSE} is not complete: run `make test`"
    guard = home / "guard"
    guard.mkdir(parents=True, exist_ok=True)
    (guard / "sitecustomize.py").write_text(_GUARD, "utf-8")
    return {
        "HOME": str(home),
        "PATH": os.pathsep.join(map(str, programs)),
        "PYTHONPATH": str(guard),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(WHEELHOUSE),
        "http_proxy": _CLOSED,
        "https_proxy": _CLOSED,
    }


def run(*line: str | Path, cwd: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command to its end in an environment that replaces ours."""
    return subprocess.run(line, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)


def succeed(*line: str | Path, cwd: Path, environment: Mapping[str, str]) -> str:
    """Run a command that must succeed and return what it prints."""
    ended = run(*line, cwd=cwd, environment=environment)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def copy_of_the_source(folder: Path) -> Path:
    """Copy what git has of this repo, or would add, into a new folder, which is returned: what a clone would hold."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    return folder
