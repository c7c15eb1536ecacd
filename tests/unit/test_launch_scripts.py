"""vLLM-ascend's launch scripts run under bash, as each release hands them over, against a server that records its call."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests.containers import Stub, environment, expand, fill_placeholders, start
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


@dataclass
class Container:
    """One pod's file system and variables. Its folders have a space in their names, to try the quoting."""

    root: Path
    kserve_container: Mapping[str, Any]
    env: dict[str, str] = field(default_factory=dict)
    waits: bool = False
    after: str = ""

    @property
    def mount(self) -> Path:
        return self.root / "mnt of the pod"

    @property
    def toolkit(self) -> Path:
        return self.root / "Ascend of the image/ascend-toolkit/set_env.sh"

    @property
    def script(self) -> str:
        """The text as KServe leaves it, for the places of this pod."""
        script = fill_placeholders(self.kserve_container["command"][2], name="qwen35", namespace="demo")
        script = script.replace("/usr/local/Ascend", str(self.toolkit.parent.parent))
        return script.replace("/mnt/models", str(self.mount))

    @property
    def python3(self) -> Stub:
        return Stub(self.root / "bin", "python3")

    def add(self, *files: str) -> None:
        for file in files:
            path = self.mount / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def start(self, *args: str) -> Popen[str]:
        self.python3.write(FLAGS, waits=self.waits)
        bash, option, _, name = self.kserve_container["command"]
        return start([bash, option, self.script + self.after, name, *args], self.env, self.root, self.python3.bin)

    def run(self, *args: str) -> tuple[int, str]:
        """Return the exit code and what the script printed, both streams together."""
        process = self.start(*args)
        out, err = process.communicate()
        return process.returncode, out + err

    def served(self, *args: str) -> dict[str, Any]:
        """Run to the end of a server that comes up, and return its call."""
        code, output = self.run(*args)
        assert code == 0, output
        call = self.python3.call()
        assert call is not None
        return call


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
def container(tmp_path: Path, runtime: Any) -> Container:
    [kserve_container] = runtime["spec"]["containers"]
    made = Container(tmp_path, kserve_container)
    for folder in (made.mount, made.python3.bin, made.toolkit.parent):
        folder.mkdir(parents=True)
    made.toolkit.write_text('export ASCEND_TOOLKIT_HOME="/cann$UNSET_VARIABLE"\nfalse\n')
    filled = [
        {**entry, "value": fill_placeholders(entry["value"], name="qwen35", namespace="demo", annotations=ANNOTATIONS)}
        for entry in kserve_container["env"]
    ]
    made.env = environment(filled, {})
    return made


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
    container.toolkit.unlink()
    code, output = container.run()
    if release == "2026-01":
        assert code == 0
    else:
        assert code == 1
        assert str(container.toolkit) in output
        assert container.python3.call() is None


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
    code, output = container.run()
    assert code == 1
    assert "one.gguf" in output
    assert "two.gguf" in output
    assert container.python3.call() is None


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
    code, output = container.run()
    assert code == 1
    assert variable in output
    assert container.python3.call() is None


@pytest.fixture
def serving(container: Container) -> Iterator[Popen[str]]:
    """A server that has come up. Bash may exec a last command by itself; the command added here keeps it from that."""
    container.waits = True
    container.after = "exit 99\n"
    process = container.start()
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container, serving: Popen[str]) -> None:
    assert serving.stdout is not None
    assert serving.stdout.readline() == "serving\n"
    serving.send_signal(signal.SIGTERM)
    assert serving.wait() == 0
    call = container.python3.call()
    assert call is not None
    assert call["pid"] == serving.pid
    assert call["stopped"] == "SIGTERM"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--port=$(PORT)", "--port=80"),
        ("$(PORT)$(PORT)", "8080"),
        ("$(NO)", "$(NO)"),
        ("$$(PORT)", "$(PORT)"),
        ("$$$(PORT)", "$80"),
        ("$$", "$"),
        ("$$$", "$$"),
        ("$", "$"),
        ("$(PORT", "$(PORT"),
        ("${PORT} $PORT $@ $#", "${PORT} $PORT $@ $#"),
        ("$(ls $(PORT))", "$(ls $(PORT))"),
        ("$(PO RT)", "ro"),
        ("$()", "$()"),
    ],
)
def test_kubelets_expansion(text: str, expected: str) -> None:
    assert expand(text, {"PORT": "80", "PO RT": "ro"}) == expected


def test_kubelet_changes_nothing_in_the_script(container: Container) -> None:
    assert "$$" not in container.script
    assert expand(container.script, container.env) == container.script


def test_the_script_is_fit_for_every_kserve(container: Container) -> None:
    """Quotes inside an action break upstream's JSON template, and a lone '<' breaks the html variant of Alauda's."""
    assert "<" not in container.script
    assert "}}" not in container.script
    assert "\r" not in container.script
    assert len(container.script.encode()) < 128 * 1024
