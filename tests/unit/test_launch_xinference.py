"""Xinference's launch script runs under bash, on the text that reaches the container, against stand-in programs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests import containers
from tests.containers import Stub, expand, written_command

RUNTIME = Path(__file__).parent.parent.parent / "runtimes/xinference"
SCRIPT = (RUNTIME / "launch.sh").read_text(encoding="utf-8")
LAUNCH = [
    "--endpoint",
    "--model-name",
    "--model-engine",
    "--model-uid",
    "--model_path",
    "--size-in-billions",
    "--n-gpu",
]
CURL = ["--silent", "--fail", "--max-time", "--output"]
WAITING = "launch: waiting for Xinference at http://127.0.0.1:8080\n"
LOADED = "launch: the model is loaded\n"
ENV = {"MODEL_ENGINE": "transformers", "MODEL_UID": "qwen", "MODEL_FAMILY": "qwen2.5-instruct"}


class Container(containers.Container):
    def answer(self, *needed: Path) -> None:
        """Have curl get an answer from when on some files are there, as from a server that has come up."""
        self.program("recorder").write(CURL, waits=False)
        there = " && ".join(f"test -e '{file}'" for file in needed)
        self.shell("curl", f"'{self.bin}/recorder' \"$@\" && {there} || exit 7")

    def serving(self, *args: str) -> Popen[str]:
        """Return the container's process once the model is loaded."""
        process = self.start(*args)
        printed(process, WAITING, LOADED)
        return process

    def launched(self, *args: str) -> dict[str, Any]:
        """Return the call that loaded the model, of a container that served and was stopped."""
        stopped(self.serving(*args))
        launch, listing = self.program("xinference").calls()
        assert listing["argv"] == ["list", "--endpoint", "http://127.0.0.1:8080"]
        return launch


def printed(process: Popen[str], *lines: str) -> None:
    """Wait until a process has printed some lines, in this order."""
    assert process.stdout is not None
    for line in lines:
        found = line in iter(process.stdout.readline, "")
        assert found, f"{line!r} was never printed: {process.communicate()}"


def stopped(process: Popen[str]) -> int:
    """Send SIGTERM to the container's first process alone, as kubelet does; returns the exit code."""
    process.send_signal(signal.SIGTERM)
    process.communicate()
    return process.returncode


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    with Container(tmp_path, Stub(tmp_path / "bin", "xinference-local")) as made:
        made.command = [made.placed(word) for word in written_command(RUNTIME, SCRIPT)]
        made.env = ENV | {"MODEL_PATH": str(made.mount / "qwen")}
        made.server.write(["--host", "--port"], waits=True)
        made.program("xinference").write(LAUNCH, waits=False)
        made.answer(made.server.record)
        made.program("sleep").write([], waits=False)
        yield made


def arguments(model: Path, *more: str) -> list[str]:
    names = ["--model-name", "qwen2.5-instruct", "--model-engine", "transformers", "--model-uid", "qwen"]
    return ["launch", "--endpoint", "http://127.0.0.1:8080", *names, "--model_path", str(model), *more]


def test_the_server_starts_and_loads_the_model(container: Container) -> None:
    (container.mount / "qwen").mkdir()
    launch = container.launched()
    assert launch["argv"] == arguments(container.mount / "qwen")
    assert launch["cwd"] == str(container.root)
    assert launch["env"]["MODEL_UID"] == "qwen"
    [server] = container.server.calls()
    assert server["argv"] == ["--host", "0.0.0.0", "--port", "8080"]
    assert server["cwd"] == str(container.root)
    question = container.program("recorder").calls()[0]
    quietly = ["--silent", "--fail", "--max-time", "10", "--output", "/dev/null"]
    assert question["argv"] == [*quietly, "http://127.0.0.1:8080/docs"]


def test_the_model_right_in_the_mount(container: Container) -> None:
    (container.mount / "config.json").touch()
    assert container.launched()["argv"] == arguments(container.mount)


def test_the_missing_folder_is_said(container: Container) -> None:
    process = container.serving()
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate()
    assert f"{container.mount / 'qwen'} does not exist" in err


def test_a_model_may_be_one_file(container: Container) -> None:
    container.env["MODEL_PATH"] += ".gguf"
    (container.mount / "qwen.gguf").touch()
    assert container.launched()["argv"] == arguments(container.mount / "qwen.gguf")


def test_a_path_that_is_not_in_the_mount_is_left_to_xinference(container: Container) -> None:
    container.env["MODEL_PATH"] = "/elsewhere/qwen"
    assert container.launched()["argv"] == arguments(Path("/elsewhere/qwen"))


def test_values_with_shell_characters_are_one_word_each(container: Container) -> None:
    value = "a b; $HOME `id` 'q' \"d\" *"
    (container.mount / value).mkdir()
    container.env |= dict.fromkeys(ENV, value) | {"MODEL_PATH": str(container.mount / value)}
    argv = container.launched()["argv"]
    named = ["--model-name", value, "--model-engine", value, "--model-uid", value]
    assert argv == [*arguments(Path())[:3], *named, "--model_path", str(container.mount / value)]


def test_extra_arguments_arrive_as_they_are(container: Container) -> None:
    extra = ["--size-in-billions", "7", "--n-gpu", 'a  *  "b"', ""]
    assert container.launched(*extra)["argv"] == arguments(container.mount, *extra)


@pytest.mark.parametrize("name", ["MODEL_PATH", "MODEL_ENGINE", "MODEL_UID", "MODEL_FAMILY"])
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_a_variable_without_a_value_is_named(container: Container, name: str, value: str | None) -> None:
    del container.env[name]
    if value is not None:
        container.env[name] = value
    assert container.refused() == f"launch: {name} is not set\n"


def test_the_model_is_loaded_once_the_server_answers(container: Container) -> None:
    """Time passes with `sleep`: only after the first does the server answer."""
    later = container.root / "later"
    container.answer(later, container.server.record)
    container.shell("sleep", f"test \"$*\" = 1 && touch '{later}'")
    container.launched()
    assert len(container.program("recorder").calls()) > 1


@pytest.mark.parametrize(("servers", "containers"), [(9, 9), (0, 1)])
def test_a_server_that_ends_before_it_answers_ends_the_container(
    container: Container, servers: int, containers: int
) -> None:
    container.server.write(["--host", "--port"], waits=False, code=servers)
    container.program("curl").write(CURL, waits=False, code=7)
    code, output = container.run()
    assert code == containers
    assert output.endswith("launch: Xinference ended before it answered\n")
    assert container.program("xinference").calls() == []


def test_a_model_that_cannot_be_loaded_ends_server_and_container(container: Container) -> None:
    container.program("xinference").write(LAUNCH, waits=False, code=3)
    code, output = container.run()
    assert code == 3
    assert LOADED not in output
    assert [call["argv"][0] for call in container.program("xinference").calls()] == ["launch"]


def test_the_server_is_told_to_end_when_the_model_cannot_be_loaded(container: Container) -> None:
    """Here the server has come up before the launch fails, so that the signal finds it."""
    container.program("xinference").write(LAUNCH, waits=True, code=3)
    process = container.start()
    printed(process, "serving\n", "serving\n")
    [launch] = container.program("xinference").calls()
    os.kill(launch["pid"], signal.SIGTERM)
    process.communicate()
    assert process.returncode == 3
    [server] = container.server.calls()
    assert server["stopped"] == "SIGTERM"


def test_an_argument_that_xinference_refuses_ends_the_container(container: Container) -> None:
    code, output = container.run("--no-such-flag")
    assert code == 1
    assert "unrecognized arguments: --no-such-flag" in output


@pytest.mark.parametrize("code", [0, 7])
def test_sigterm_ends_the_server_whose_exit_code_is_the_containers(container: Container, code: int) -> None:
    container.server.write(["--host", "--port"], waits=True, code=code)
    assert stopped(container.serving()) == code
    [server] = container.server.calls()
    assert server["stopped"] == "SIGTERM"


def test_sigterm_while_the_model_is_loaded(container: Container) -> None:
    container.server.write(["--host", "--port"], waits=True, code=7)
    container.program("xinference").write(LAUNCH, waits=True)
    process = container.start()
    printed(process, "serving\n", "serving\n")
    assert stopped(process) == 7
    [server], [launch] = container.server.calls(), container.program("xinference").calls()
    assert (server["stopped"], launch["stopped"]) == ("SIGTERM", "SIGTERM")


def test_sigterm_before_the_server_answers(container: Container) -> None:
    container.server.write(["--host", "--port"], waits=True, code=7)
    container.program("curl").write(CURL, waits=False, code=7)
    process = container.start()
    printed(process, "serving\n")
    assert stopped(process) == 7
    assert container.program("xinference").calls() == []


def test_the_servers_own_end_is_the_containers(container: Container) -> None:
    container.server.write(["--host", "--port"], waits=True, code=4)
    process = container.serving()
    [server] = container.server.calls()
    os.kill(server["pid"], signal.SIGTERM)
    process.communicate()
    assert process.returncode == 4


def test_the_variables_of_ascends_toolkit_reach_the_server(container: Container) -> None:
    """Its file reads variables that nobody set, and holds commands that fail."""
    container.package("ascend-toolkit", 'false\nexport LD_LIBRARY_PATH="/ascend/lib:$LD_LIBRARY_PATH"\nfalse\n')
    assert container.launched()["env"]["LD_LIBRARY_PATH"] == "/ascend/lib:"
    [server] = container.server.calls()
    assert server["env"]["LD_LIBRARY_PATH"] == "/ascend/lib:"


def test_the_script_is_strict_again_after_ascends_toolkit(container: Container) -> None:
    container.package("ascend-toolkit", "")
    container.program("xinference").write(LAUNCH, waits=False, code=3)
    assert container.run()[0] == 3


def test_nothing_in_the_script_is_for_kserve_or_kubelet() -> None:
    assert expand(SCRIPT, {"PATH": "x", "HOME": "x"}) == SCRIPT
    assert "{{" not in SCRIPT
    assert "\r" not in SCRIPT
