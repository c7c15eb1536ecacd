"""`servewright completion`, and what shells get when they ask for words."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli import app
from tests.command import COMMAND, environment_with

Console = pytest.CaptureFixture[str]


def script(shell: str, capsys: Console) -> str:
    assert app.run(["completion", shell]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_the_bash_script_is_sound_and_registers_the_command(capsys: Console) -> None:
    text = script("bash", capsys)
    subprocess.run(["bash", "-n"], input=text, text=True, check=True)
    shown = subprocess.run(
        ["bash", "-c", f"{text}\ncomplete -p servewright"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.endswith(" servewright\n")


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("zsh", ["#compdef servewright", "_SERVEWRIGHT_COMPLETE=zsh_complete"]),
        ("fish", ["complete --no-files --command servewright", "_SERVEWRIGHT_COMPLETE=fish_complete"]),
    ],
)
def test_the_scripts_of_other_shells_ask_servewright(shell: str, words: list[str], capsys: Console) -> None:
    text = script(shell, capsys)
    assert all(word in text for word in words)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_environment_gives_the_same_script(shell: str, capsys: Console) -> None:
    done = subprocess.run(
        COMMAND,
        env=environment_with({"_SERVEWRIGHT_COMPLETE": f"{shell}_source"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.rstrip() + "\n" == script(shell, capsys)


def completed(words: str, folder: Path) -> list[str]:
    """Return what bash is offered for the last of the words."""
    environment = environment_with(
        {
            "_SERVEWRIGHT_COMPLETE": "bash_complete",
            "COMP_WORDS": f"servewright {words}",
            "COMP_CWORD": str(len(words.split(" "))),
        }
    )
    done = subprocess.run(COMMAND, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.split()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("", ["build", "validate", "list", "preview", "rules", "schema", "completion"]),
        ("b", ["build"]),
        ("list ", ["runtimes", "clusters", "services"]),
        ("build --ch", ["--check"]),
        ("build --format g", ["github"]),
        ("build --cluster a", ["ascend-310p", "ascend-910b"]),
        ("rules unpinned", ["unpinned-image"]),
        ("schema c", ["Cluster"]),
        ("completion z", ["zsh"]),
    ],
)
def test_words(words: str, offered: list[str], tmp_path: Path) -> None:
    (tmp_path / "servewright.yaml").write_text("")
    for name in ("ascend-910b", "ascend-310p", "nvidia"):
        (tmp_path / "clusters" / name).mkdir(parents=True)
        (tmp_path / "clusters" / name / "cluster.yaml").write_text("")
    (tmp_path / "clusters/a-folder-without-definition").mkdir()
    assert completed(words, tmp_path) == offered


def test_no_clusters_are_offered_where_there_is_no_fleet(tmp_path: Path) -> None:
    assert completed("build --cluster a", tmp_path) == []


def test_bash_completes_what_a_user_types(tmp_path: Path, capsys: Console) -> None:
    """The script in a real bash, asked as readline asks it."""
    (tmp_path / "servewright").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m generator "$@"\n')
    (tmp_path / "servewright").chmod(0o755)
    asked = (
        f"{script('bash', capsys)}\n"
        "COMP_WORDS=(servewright val); COMP_CWORD=1\n"
        "_servewright_completion servewright val servewright\n"
        'printf "%s\\n" "${COMPREPLY[@]}"\n'
    )
    bash = shutil.which("bash")
    assert bash is not None, "bash is needed"
    done = subprocess.run(
        [bash, "-c", asked],
        env=environment_with({"PATH": f"{tmp_path}:{os.environ['PATH']}"}),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "validate\n"
