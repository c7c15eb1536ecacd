"""Shell syntax where no shell reads it: told only where nobody means it otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.repo import FLEET
from tests.unit.judged_pair import pair, told

DIR = {"name": "MODEL_DIR", "value": "/mnt/models"}
ARG = "--model=${MODEL_DIR}"
TOLD = ["runtime: shell-syntax-unread"]


def args(*words: str, command: tuple[str, ...] = ("serve",)) -> dict[str, Any]:
    return {"command": list(command), "args": list(words), "env": [DIR]}


def env(value: str, name: str = "CACHE", **more: Any) -> dict[str, Any]:
    return {"env": [DIR, {"name": name, "value": value}], **more}


@pytest.mark.parametrize(
    "container",
    [
        args(ARG),
        args("--model=$MODEL_DIR"),
        args("--cache", "$HOME/cache"),
        args("--host=$(hostname -i)"),
        args("--name=${SERVED_NAME}"),
        args(ARG, command=("python3", "-m", "vllm.entrypoints.openai.api_server")),
        args("-m", "server", ARG, command=("/opt/bin/python3",)),
        {"args": [ARG], "env": [DIR]},
        env("$MODEL_DIR/cache"),
        env("/opt/bin:$PATH", "PATH"),
        env("${HOME}/.cache"),
        env("http://$(hostname -i):8080"),
        # The script shows that it does not read the text of variables.
        env("$MODEL_DIR/cache", command=["bash", "-c", 'exec serve "$CACHE"'], args=None),
    ],
)
def test_told(container: dict[str, Any], tmp_path: Path) -> None:
    assert told(tmp_path, pair(container)) == TOLD


@pytest.mark.parametrize(
    "container",
    [
        args("--model=$(MODEL_DIR)"),
        # A program of another language, or its pattern.
        args("-c", 'import os; print("$MODEL_DIR")', command=("python3",)),
        args("$MODEL_DIR", command=("bash", "-c", 'exec serve "$1"', "bash")),
        args("/opt/run.sh", ARG, command=("bash",)),
        args("-e", "print $MODEL_DIR", command=("perl",)),
        args("--arg", "x", ".[$MODEL_DIR]", command=("jq",)),
        args("$MODEL_DIR", command=("awk",)),
        args(ARG, command=("java", "-jar", "app.jar")),
        args(ARG, command=("tini", "--", "sh", "/run.sh")),
        args("--allow=^models/.*$"),
        args("--label=$labels"),
        args("--price=$5", "--note=$$MODEL_DIR"),
        args("--text=costs $MODEL_DIR or more"),
        args("--format=${time} ${level}"),
        args("--group=${1}"),
        args("--template={{ .Name }}"),
        # The image's entrypoint may be a shell, and this its script.
        {"args": ["$HOME/run.sh"]},
        {"args": ["exec serve --model $MODEL_DIR"], "env": [DIR]},
        env("${UNKNOWN}/cache"),
        env("$(hostname -i) and more"),
        env("-Xmx${MODEL_DIR}", "JAVA_OPTS"),
        env("$MODEL_DIR/cache", command=["bash", "-c", 'eval "exec serve $CACHE"']),
        env("$MODEL_DIR/cache", command=["sh", "-c", "envsubst < /a > /b; exec serve"]),
        env("$MODEL_DIR/cache", command=["bash", "/opt/run.sh"]),
        env("pa$$HOME"),
    ],
)
def test_not_told(container: dict[str, Any], tmp_path: Path) -> None:
    found = told(tmp_path, pair(container))
    assert [each for each in found if "shell-syntax" in each] == []


def test_a_service_is_told_what_it_writes(tmp_path: Path) -> None:
    assert told(tmp_path / "a", pair({"env": [DIR]}, model={"args": [ARG]})) == ["service: shell-syntax-unread"]
    assert told(tmp_path / "b", pair(args(ARG), model={"args": ["--seed=1"]})) == TOLD


def test_what_flux_may_fill_in_is_told_by_its_own_rule(tmp_path: Path) -> None:
    flux = {
        "servewright.yaml": FLEET["servewright.yaml"]
        + 'spec: {gitops: {engine: flux, repoURL: "https://a.example.com/b", revision: main}}\n'
    }
    assert told(tmp_path, pair({"args": [ARG], "env": [DIR]}) | flux) == ["runtime: flux-substitution"]
