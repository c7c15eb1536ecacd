"""Triton's launch script runs under bash, on the text that reaches the container, against a server that records its call."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen

import pytest

from tests.containers import Stub, expand, fill_placeholders, start

SCRIPT = Path(__file__).parents[2] / "runtimes/triton/launch.sh"
ENVIRONMENT = {"OMP_NUM_THREADS": "1", "MODEL_REPO": "densenet_onnx"}
FLAGS = ["--log-verbose", "--http-port", "--model-repository"]
SEED = ["--log-verbose=1", "--http-port=8080", "--model-repository=/mnt/models"]


@pytest.fixture
def server(tmp_path: Path) -> Stub:
    folder = tmp_path / "bin"
    folder.mkdir()
    return Stub(folder, "tritonserver")


def launch(server: Stub, after: str = "") -> Popen[str]:
    script = fill_placeholders(SCRIPT.read_text(encoding="utf-8"), name="densenet", namespace="demo")
    return start(["/bin/bash", "-c", script + after], ENVIRONMENT, server.bin.parent, server.bin)


def test_the_seeds_command_line(server: Stub) -> None:
    server.write(FLAGS, waits=False)
    process = launch(server)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    call = server.call()
    assert call is not None
    assert call["argv"] == SEED
    assert call["cwd"] == str(server.bin.parent)
    assert call["env"]["OMP_NUM_THREADS"] == "1"
    assert call["env"]["MODEL_REPO"] == "densenet_onnx"


def test_the_servers_exit_code_is_the_containers(server: Stub) -> None:
    server.write([], waits=False)
    process = launch(server)
    _, errors = process.communicate()
    assert process.returncode == 1
    assert "unrecognized arguments: --log-verbose=1" in errors


@pytest.fixture
def serving(server: Stub) -> Iterator[Popen[str]]:
    """A server that has come up. Bash may exec a last command by itself; the command added here keeps it from that."""
    server.write(FLAGS, waits=True)
    process = launch(server, after="exit 99\n")
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_the_server_takes_the_shells_place_and_gets_sigterm(server: Stub, serving: Popen[str]) -> None:
    assert serving.stdout is not None
    assert serving.stdout.readline() == "serving\n"
    serving.send_signal(signal.SIGTERM)
    assert serving.wait() == 0
    call = server.call()
    assert call is not None
    assert call["pid"] == serving.pid
    assert call["stopped"] == "SIGTERM"


def test_the_script_is_fit_for_every_kserve_and_for_kubelet() -> None:
    """No template action, no '<' that an html template would escape, nothing that kubelet would expand."""
    text = SCRIPT.read_text(encoding="utf-8")
    assert [mark for mark in ("{{", "<", "\r") if mark in text] == []
    assert expand(text, ENVIRONMENT) == text
