"""Asks the Go programs of tests/oracles: JSON lines in, JSON lines out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_BIN = Path(__file__).parents[1] / ".build" / "bin"


def ask(program: str, questions: Iterable[Any]) -> list[Any]:
    """Return the program's answers, one for each question. Fails naming `make tools` where it is not built."""
    path = _BIN / program
    assert path.exists(), f"{path} is missing: run `make tools`"
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    done = subprocess.run([path], input=lines, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.split("\n") if line]
