"""Triton's launch script runs under bash, on the text that reaches the container, against a server that records its call."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers import Container, Stub, expand, fill_placeholders, written_command

RUNTIME = Path(__file__).parents[2] / "runtimes/triton"
SCRIPT = (RUNTIME / "launch.sh").read_text(encoding="utf-8")
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MODEL_REPO": "densenet_onnx"}
FLAGS = ["--log-verbose", "--http-port", "--model-repository"]
SEED = ["--log-verbose=1", "--http-port=8080", "--model-repository=/mnt/models"]


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    command = written_command(RUNTIME, fill_placeholders(SCRIPT, name="densenet", namespace="demo"))
    with Container(tmp_path, Stub(tmp_path / "bin", "tritonserver"), command, dict(ENVIRONMENT)) as made:
        yield made


def test_the_seeds_command_line(container: Container) -> None:
    container.server.write(FLAGS, waits=False)
    call = container.served()
    assert call["argv"] == SEED
    assert call["cwd"] == str(container.root)
    assert call["env"]["OMP_NUM_THREADS"] == "1"
    assert call["env"]["MODEL_REPO"] == "densenet_onnx"


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    container.server.write([], waits=False)
    process = container.start()
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "unrecognized arguments: --log-verbose=1" in errors


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container) -> None:
    container.server.write(FLAGS, waits=True)
    assert container.replaced_by_the_server() == []


def test_the_script_is_fit_for_every_kserve_and_for_kubelet() -> None:
    """No template action, no '<' that an html template would escape, nothing that kubelet would expand."""
    assert [mark for mark in ("{{", "<", "\r") if mark in SCRIPT] == []
    assert expand(SCRIPT, ENVIRONMENT) == SCRIPT
