"""MLServer's launch script runs under bash, on the text that reaches the container, against stand-in programs."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests.containers import Stub, expand, start, written_command

RUNTIME = Path(__file__).parent.parent.parent / "runtimes/mlserver"
SCRIPT = (RUNTIME / "launch.sh").read_text(encoding="utf-8")
DIFFUSERS = "mlserver_diffusers.StableDiffusionRuntime"
HUGGINGFACE = "mlserver_huggingface.HuggingFaceRuntime"
MLFLOW = "mlserver_mlflow.MLflowRuntime"


@dataclass
class Container:
    """One pod's file system, variables and programs, which only the login shell's profile puts on the path.

    The mount lies in a folder with a space, to try the quoting.
    """

    root: Path
    waits: bool = False
    code: int = 0
    after: str = ""
    started: list[Popen[str]] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)

    @property
    def mount(self) -> Path:
        return self.root / "mnt of the pod"

    @property
    def model(self) -> Path:
        return self.mount / "bert"

    @property
    def server(self) -> Stub:
        return Stub(self.root / "bin", "mlserver")

    def start(self, *args: str) -> Popen[str]:
        self.server.write(["--known"], waits=self.waits, code=self.code)
        words = [word + self.after if word == SCRIPT else word for word in written_command(RUNTIME, SCRIPT)]
        process = start([*words, *args], self.env, self.root, self.root / "nothing")
        self.started.append(process)
        return process

    def run(self, *args: str) -> tuple[int, str]:
        """Return the exit code and what the container printed, both streams together."""
        process = self.start(*args)
        out, err = process.communicate()
        return process.returncode, out + err

    def served(self, *args: str) -> dict[str, Any]:
        """Run to the end of a server that comes up, and return its call."""
        code, output = self.run(*args)
        assert code == 0, output
        [call] = self.server.calls()
        return call

    def settings(self) -> tuple[str, str, Any]:
        """Return what MLServer reads of its model: implementation, URI, and what it hands to the implementation."""
        env = self.served()["env"]
        extra = json.loads(env.get("MLSERVER_MODEL_EXTRA", "null"))
        return env["MLSERVER_MODEL_IMPLEMENTATION"], env["MLSERVER_MODEL_URI"], extra


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    made = Container(tmp_path)
    made.env |= {"MLSERVER_MODEL_URI": str(made.mount), "MLSERVER_MODEL_NAME": "bert", "MODEL_TYPE": "fill-mask"}
    made.env["HOME"] = str(tmp_path / "home")
    for folder in ("home", "bin", "mnt of the pod"):
        (tmp_path / folder).mkdir()
    (tmp_path / "home/.bash_profile").write_text(f'PATH="{tmp_path}/bin:$PATH"\n', encoding="utf-8")
    (tmp_path / "bin/python3").symlink_to(sys.executable)
    yield made
    for process in made.started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def pipeline(task: str, model: Path) -> dict[str, str]:
    return {"task": task, "pretrained_model": str(model)}


def test_the_model_in_a_folder_of_its_name(container: Container) -> None:
    container.model.mkdir()
    assert container.settings() == (HUGGINGFACE, str(container.model), pipeline("fill-mask", container.model))
    [call] = container.server.calls()
    assert call["argv"] == ["start", str(container.mount)]
    assert call["cwd"] == str(container.root)
    assert call["env"]["MLSERVER_MODEL_NAME"] == "bert"


def test_the_model_right_in_the_mount(container: Container) -> None:
    assert container.settings() == (HUGGINGFACE, str(container.mount), pipeline("fill-mask", container.mount))


def test_a_file_of_the_models_name_is_no_folder(container: Container) -> None:
    container.model.touch()
    assert container.settings()[1] == str(container.mount)


def test_the_missing_folder_is_said(container: Container) -> None:
    assert container.run() == (0, f"launch: {container.model} is no folder, taking {container.mount}\n")


def test_text_to_image_has_an_implementation_of_its_own(container: Container) -> None:
    container.env["MODEL_TYPE"] = "text-to-image"
    assert container.settings() == (DIFFUSERS, str(container.mount), pipeline("text-to-image", container.mount))


def test_a_model_of_mlflow_is_known_by_its_file(container: Container) -> None:
    container.model.mkdir()
    (container.model / "MLmodel").touch()
    assert container.settings() == (MLFLOW, str(container.model), None)


def test_a_model_of_mlflow_needs_no_task(container: Container) -> None:
    del container.env["MODEL_TYPE"]
    (container.mount / "MLmodel").touch()
    assert container.settings() == (MLFLOW, str(container.mount), None)


def test_a_folder_called_mlmodel_is_no_mark(container: Container) -> None:
    (container.mount / "MLmodel").mkdir()
    assert container.settings()[0] == HUGGINGFACE


@pytest.mark.parametrize("task", [None, "", "text-to-image"])
def test_an_implementation_that_is_named_holds(container: Container, task: str | None) -> None:
    del container.env["MODEL_TYPE"]
    if task is not None:
        container.env["MODEL_TYPE"] = task
    container.env["MLSERVER_MODEL_IMPLEMENTATION"] = "mlserver_sklearn.SKLearnModel"
    assert container.settings() == ("mlserver_sklearn.SKLearnModel", str(container.mount), None)


def test_a_pipeline_that_is_named_gets_its_task(container: Container) -> None:
    container.env["MLSERVER_MODEL_IMPLEMENTATION"] = HUGGINGFACE
    (container.mount / "MLmodel").touch()
    assert container.settings() == (HUGGINGFACE, str(container.mount), pipeline("fill-mask", container.mount))


def test_what_the_service_hands_to_the_implementation_holds(container: Container) -> None:
    container.env["MLSERVER_MODEL_EXTRA"] = '{"task": "fill-mask", "device": "cuda:0"}'
    assert container.settings()[2] == {"task": "fill-mask", "device": "cuda:0"}


def test_every_character_arrives_in_the_settings(container: Container) -> None:
    name, task = "a 'b' \"c\" \\d $HOME `id` {e} 模型\n*", 'q"\\u0041\t;'
    container.env |= {"MLSERVER_MODEL_NAME": name, "MODEL_TYPE": task}
    (container.mount / name).mkdir()
    assert container.settings()[1:] == (str(container.mount / name), pipeline(task, container.mount / name))


def test_files_beside_the_server_are_not_taken_for_pythons(container: Container) -> None:
    (container.root / "json.py").write_text("raise SystemExit('not this one')\n", encoding="utf-8")
    assert container.settings()[0] == HUGGINGFACE


@pytest.mark.parametrize("name", ["MLSERVER_MODEL_URI", "MLSERVER_MODEL_NAME", "MODEL_TYPE"])
@pytest.mark.parametrize("value", [None, ""], ids=["missing", "empty"])
def test_a_variable_without_a_value_is_named(container: Container, name: str, value: str | None) -> None:
    container.model.mkdir()
    del container.env[name]
    if value is not None:
        container.env[name] = value
    assert container.run() == (1, f"launch: {name} is not set\n")
    assert container.server.calls() == []


def test_extra_arguments_arrive_as_they_are(container: Container) -> None:
    extra = ["--known", 'a  *  "b"', ""]
    assert container.served(*extra)["argv"] == ["start", str(container.mount), *extra]


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    container.code = 5
    assert container.run()[0] == 5


def test_an_argument_that_mlserver_refuses_ends_the_container(container: Container) -> None:
    code, output = container.run("--no-such-flag")
    assert code == 1
    assert "unrecognized arguments: --no-such-flag" in output


def test_no_settings_no_server(container: Container) -> None:
    (container.root / "bin/python3").unlink()
    (container.root / "bin/python3").symlink_to("/bin/false")
    assert container.run()[0] == 1
    assert container.server.calls() == []


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container) -> None:
    """Bash may exec a last command by itself; the command added here keeps it from that."""
    container.waits, container.code, container.after = True, 6, "exit 99\n"
    process = container.start()
    assert process.stdout is not None
    assert process.stdout.readline() == "serving\n"
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 6
    [call] = container.server.calls()
    assert call["pid"] == process.pid
    assert call["stopped"] == "SIGTERM"


def test_nothing_in_the_script_is_for_kserve_or_kubelet() -> None:
    assert expand(SCRIPT, {"PATH": "x", "HOME": "x"}) == SCRIPT
    assert "{{" not in SCRIPT
    assert "\r" not in SCRIPT
