"""vLLM-ascend's launch scripts run under bash, as each release hands them over, against a server that records its call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests import containers
from tests.containers import Stub, environment, expand, fill_placeholders
from tests.shipped import compiled_pair, write_fleet

CHANNELS = {"2026-01": "stable", "2026-08": "canary"}
ANNOTATIONS = {"aml-model-repo": "Qwen3.5-0.8B"}
FLAGS = [
    "-m",
    "--port",
    "--served-model-name",
    "--model",
    "--gpu-memory-utilization",
    "--max-model-len",
    "--override-generation-config",
]


class Container(containers.Container):
    def add(self, *files: str) -> None:
        for file in files:
            path = self.mount / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()


@pytest.fixture(scope="module", params=list(CHANNELS))
def release(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def runtime(release: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The release's ClusterServingRuntime for 910B4."""
    folder = tmp_path_factory.mktemp("fleet")
    return compiled_pair(write_fleet(folder, "vllm-ascend", "ascend-910b4", {"channel": CHANNELS[release]}))[0]


@pytest.fixture
def container(tmp_path: Path, runtime: Any) -> Iterator[Container]:
    [kserve_container] = runtime["spec"]["containers"]
    filled = partial(fill_placeholders, name="qwen35", namespace="demo")
    with Container(tmp_path, Stub(tmp_path / "bin", "python3")) as made:
        made.package("ascend-toolkit", 'export ASCEND_TOOLKIT_HOME="/cann$UNSET_VARIABLE"\nfalse\n')
        made.server.write(FLAGS, waits=False)
        bash, option, script, name = kserve_container["command"]
        made.command = [bash, option, made.placed(filled(script)), name]
        made.env = environment(kserve_container["env"], {}, partial(filled, annotations=ANNOTATIONS))
        yield made


def arguments(model: Path, *more: str) -> list[str]:
    serve = ["-m", "vllm.entrypoints.openai.api_server", "--port", "8080"]
    names = ["--served-model-name", "qwen35", "demo/qwen35"]
    return [*serve, *names, "--model", str(model), "--gpu-memory-utilization", "0.95", *more]


def test_the_model_in_a_folder_of_its_name(container: Container) -> None:
    container.add("Qwen3.5-0.8B/config.json")
    call = container.served()
    assert call["argv"] == arguments(container.mount / "Qwen3.5-0.8B")
    assert call["cwd"] == str(container.root)
    assert call["env"]["MODEL_NAME"] == "Qwen3.5-0.8B"


def test_what_the_release_sets(container: Container, release: str) -> None:
    """The newer one has HOME and USER in the runtime, and what CANN's own script sets."""
    env = container.served()["env"]
    found = {name: env.get(name) for name in ("HOME", "USER", "ASCEND_TOOLKIT_HOME")}
    if release == "2026-01":
        assert found == {"HOME": None, "USER": None, "ASCEND_TOOLKIT_HOME": None}
    else:
        assert found == {"HOME": "/tmp", "USER": "vllm", "ASCEND_TOOLKIT_HOME": "/cann"}


def test_an_image_without_cann(container: Container, release: str) -> None:
    toolkit = container.ascend / "ascend-toolkit/set_env.sh"
    toolkit.unlink()
    if release == "2026-01":
        assert container.run()[0] == 0
    else:
        assert str(toolkit) in container.refused()


def test_the_model_right_in_the_mount(container: Container) -> None:
    container.add("config.json")
    assert container.served()["argv"] == arguments(container.mount)


def test_a_file_of_the_models_name_is_no_folder(container: Container) -> None:
    container.add("Qwen3.5-0.8B")
    assert container.served()["argv"] == arguments(container.mount)


def test_the_missing_folder_is_said(container: Container) -> None:
    code, output = container.run()
    assert code == 0
    assert str(container.mount / "Qwen3.5-0.8B") in output


def test_a_model_name_with_shell_characters_is_one_word(container: Container) -> None:
    name = "Qwen 3.5; $HOME `id` 'q' \"d\" *"
    container.env["MODEL_NAME"] = name
    container.add(f"{name}/config.json")
    assert container.served()["argv"] == arguments(container.mount / name)


@pytest.mark.parametrize("folder", ["", "Qwen3.5-0.8B/"])
def test_one_gguf_file_is_the_model(container: Container, folder: str) -> None:
    container.add(f"{folder}a b.gguf", f"{folder}config.json", f"{folder}deeper/other.gguf", f"{folder}c.gguf.txt")
    assert container.served()["argv"] == arguments(container.mount / folder / "a b.gguf")


def test_a_folder_called_gguf_is_no_file(container: Container) -> None:
    container.add("weights.gguf/part")
    assert container.served()["argv"] == arguments(container.mount)


def test_several_gguf_files_are_refused(container: Container) -> None:
    container.add("Qwen3.5-0.8B/one.gguf", "Qwen3.5-0.8B/two.gguf")
    output = container.refused()
    assert "one.gguf" in output
    assert "two.gguf" in output


def test_extra_arguments_arrive_as_they_are(container: Container) -> None:
    extra = ["--max-model-len", "4096", "--override-generation-config", '{"temperature": 0.5, "stop": "a  *  b"}', ""]
    assert container.served(*extra)["argv"] == arguments(container.mount, *extra)


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    code, output = container.run("--no-such-flag")
    assert code == 1
    assert "unrecognized arguments: --no-such-flag" in output


@pytest.mark.parametrize("variable", ["MODEL_NAME", "GPU_MEMORY_UTILIZATION"])
def test_a_missing_variable_is_named(container: Container, variable: str) -> None:
    del container.env[variable]
    assert variable in container.refused()


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container) -> None:
    container.server.write(FLAGS, waits=True)
    assert container.replaced_by_the_server() == []


def test_kubelet_changes_nothing_in_the_script(container: Container) -> None:
    script = container.command[2]
    assert "$$" not in script
    assert expand(script, container.env) == script


def test_the_script_is_fit_for_every_kserve(container: Container) -> None:
    """Quotes inside an action break upstream's JSON template, and a lone '<' breaks the html variant of Alauda's."""
    script = container.command[2]
    assert "<" not in script
    assert "}}" not in script
    assert "\r" not in script
    assert len(script.encode()) < 128 * 1024
