"""ShellCheck finds nothing to say of the shell scripts that the repo ships."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SCRIPTS = [*sorted((ROOT / "runtimes").rglob("*.sh")), ROOT / ".ci/run"]


def shellcheck(script: Path) -> str:
    """Return what ShellCheck says of a script, in all its severities and without the user's own settings."""
    program = Path(sysconfig.get_path("scripts")) / "shellcheck"
    line = (program, "--norc", "--severity=style", "--format=gcc", script.name)
    ended = subprocess.run(line, cwd=script.parent, capture_output=True, encoding="utf-8", check=False)
    assert (ended.returncode, ended.stderr) == (1 if ended.stdout else 0, "")
    return ended.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: str(script.relative_to(ROOT)))
def test_a_script_is_clean(script: Path) -> None:
    assert shellcheck(script) == ""


@pytest.mark.parametrize(
    ("line", "finding"),
    [("rm $1", "[SC2086]"), ("echo `date`", "[SC2006]"), ("cd /mnt", "[SC2164]"), ("grep {{ .Name }} x", "[SC1083]")],
)
def test_a_script_that_is_not_clean_is_told(tmp_path: Path, line: str, finding: str) -> None:
    script = tmp_path / "launch.sh"
    script.write_text(f"#!/usr/bin/env bash\n{line}\n", encoding="utf-8")
    assert finding in shellcheck(script)
