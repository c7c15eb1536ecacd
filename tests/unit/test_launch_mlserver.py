"""MLServer's launch script runs under bash, on the text that reaches the container, against stand-in programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import containers
from tests.containers import Stub, expand, written_command

RUNTIME = Path(__file__).parent.parent.parent / "runtimes/mlserver"
SCRIPT = (RUNTIME / "launch.sh").read_text(encoding="utf-8")
FLAGS = ["--known"]
DIFFUSERS = "mlserver_diffusers.StableDiffusionRuntime"
HUGGINGFACE = "mlserver_huggingface.HuggingFaceRuntime"
MLFLOW = "mlserver_mlflow.MLflowRuntime"


class Container(containers.Container):
    @property
    def model(self) -> Path:
        return self.mount / "bert"

    def settings(self) -> tuple[str, str, Any]:
        """Return what MLServer reads of its model: implementation, URI, and what it hands to the implementation."""
        env = self.served()["env"]
        extra = json.loads(env.get("MLSERVER_MODEL_EXTRA", "null"))
        return env["MLSERVER_MODEL_IMPLEMENTATION"], env["MLSERVER_MODEL_URI"], extra


@pytest.fixture
def container(tmp_path: Path) -> Iterator[Container]:
    """Its programs are on the path that only the login shell's profile sets."""
    programs = tmp_path / "programs"
    with Container(tmp_path, Stub(programs, "mlserver"), written_command(RUNTIME, SCRIPT)) as made:
        made.env |= {"MLSERVER_MODEL_URI": str(made.mount), "MLSERVER_MODEL_NAME": "bert", "MODEL_TYPE": "fill-mask"}
        made.env["HOME"] = str(tmp_path / "home")
        (tmp_path / "home").mkdir()
        (tmp_path / "home/.bash_profile").write_text(f'PATH="{programs}:$PATH"\n', encoding="utf-8")
        (programs / "python3").symlink_to(sys.executable)
        made.server.write(FLAGS, waits=False)
        yield made


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
    assert container.refused() == f"launch: {name} is not set\n"


def test_extra_arguments_arrive_as_they_are(container: Container) -> None:
    extra = ["--known", 'a  *  "b"', ""]
    assert container.served(*extra)["argv"] == ["start", str(container.mount), *extra]


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    container.server.write(FLAGS, waits=False, code=5)
    assert container.run()[0] == 5


def test_an_argument_that_mlserver_refuses_ends_the_container(container: Container) -> None:
    code, output = container.run("--no-such-flag")
    assert code == 1
    assert "unrecognized arguments: --no-such-flag" in output


def test_no_settings_no_server(container: Container) -> None:
    python3 = container.server.bin / "python3"
    python3.unlink()
    python3.symlink_to("/bin/false")
    container.refused()


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container) -> None:
    container.server.write(FLAGS, waits=True, code=6)
    assert container.replaced_by_the_server(6) == []


def test_nothing_in_the_script_is_for_kserve_or_kubelet() -> None:
    assert expand(SCRIPT, {"PATH": "x", "HOME": "x"}) == SCRIPT
    assert "{{" not in SCRIPT
    assert "\r" not in SCRIPT
