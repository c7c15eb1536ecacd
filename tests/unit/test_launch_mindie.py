"""MindIE's launch script runs under bash, as the definition hands it over, against a server that records its call."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest

from tests.containers import Stub, environment, expand, fill_placeholders, start
from tests.shipped import ROOT, compiled_pair, write_fleet

# As npu-smi prints it: https://gitcode.com/Ascend/MindIE-LLM and the Ascend driver's command reference show such tables.
LISTING = "\tTotal Count                    : 2\n\n\tNPU ID                         : 0\n\tChip Count : 1\n"
DEVICES = "NPU ID  Chip ID  Chip Logic ID  Chip Name\n0       0        0              Ascend 310P3"
BEFORE = """\
{
    "Version" : "1.0.0",
    "ServerConfig" : {
        "ipAddress" : "127.0.0.1",
        "managementIpAddress" : "127.0.0.9",
        "port" : 1025,
        "managementPort" : 1126,
        "metricsPort" : 1127,
        "allowAllZeroIpListening" : false,
        "httpsEnabled" : true,
        "interCommPort" : 1121,
        "tlsCert" : "security/\u8bc1\u4e66.pem",
        "fullTextEnabled" : false
    },
    "BackendConfig" : {
        "backendName" : "mindieservice_llm_engine",
        "modelInstanceNumber" : 1,
        "npuDeviceIds" : [[0,1,2,3]],
        "multiNodesInferEnabled" : true,
        "multiNodesInferPort" : 1120,
        "ModelDeployConfig" : {
            "maxSeqLen" : 2561,
            "maxInputTokenLen" : 2049,
            "truncation" : true,
            "ModelConfig" : [
                {
                    "modelInstanceType" : "Standard",
                    "modelName" : "llama_65b",
                    "modelWeightPath" : "/data/llama",
                    "worldSize" : 4,
                    "cpuMemSize" : 5,
                    "npuMemSize" : -1,
                    "backendType" : "none",
                    "trustRemoteCode" : false
                }
            ]
        },
        "ScheduleConfig" : {
            "templateType" : "Mix",
            "templateName" : "Standard_LLM",
            "maxPrefillBatchSize" : 51,
            "maxPrefillTokens" : 8193,
            "decodeTimeMsPerReq" : 0.5,
            "maxIterTimes" : 513,
            "maxPreemptCount" : 1,
            "supportSelectBatch" : true
        }
    }
}
"""
SERVER, DEPLOY = "ServerConfig", "BackendConfig.ModelDeployConfig"
MODEL, SCHEDULE = "BackendConfig.ModelDeployConfig.ModelConfig.0", "BackendConfig.ScheduleConfig"


@dataclass
class Container:
    """One pod's file system and variables. Its folders have a space in their names, to try the quoting."""

    root: Path
    kserve_container: Mapping[str, Any]
    env: dict[str, str] = field(default_factory=dict)
    after: str = ""

    @property
    def mount(self) -> Path:
        return self.root / "mnt of the pod"

    @property
    def model(self) -> Path:
        return self.mount / "Qwen3.5-0.8B"

    @property
    def bin(self) -> Path:
        return self.root / "bin"

    @property
    def ascend(self) -> Path:
        return self.root / "Ascend of the image"

    @property
    def config(self) -> Path:
        return self.ascend / "mindie/latest/mindie-service/conf/config.json"

    @property
    def daemon(self) -> Stub:
        return Stub(self.ascend / "mindie/latest/mindie-service/bin", "mindieservice_daemon")

    @property
    def npu_smi(self) -> Stub:
        return Stub(self.bin, "npu-smi")

    def placed(self, text: str) -> str:
        text = fill_placeholders(text, name="qwen", namespace="demo", annotations={"aml-model-repo": "Qwen3.5-0.8B"})
        return text.replace("/mnt/models", str(self.mount)).replace("/usr/local/Ascend", str(self.ascend))

    def build(self) -> None:
        """Make what the image and the mount hold."""
        for folder in (self.bin, self.config.parent, self.daemon.bin, self.model, self.root / "home"):
            folder.mkdir(parents=True)
        for package in ("ascend-toolkit", "mindie"):
            self.package(package, f'export FROM_{package[:6].upper()}="yes$UNSET_VARIABLE"\nfalse\n')
        self.config.write_text(BEFORE, encoding="utf-8")
        self.config.chmod(0o640)
        self.daemon.write([], waits=False)
        self.npu_smi.write(["-l", "-m"], waits=False, prints={"-l": LISTING, "-m": DEVICES})
        self.program("python3", f'exec {sys.executable} "$@"\n')
        for file in ("config.json", "model.safetensors"):
            (self.model / file).write_text("{}")
            (self.model / file).chmod(0o640)
        entries = [{**entry, **self._placed_value(entry)} for entry in self.kserve_container["env"]]
        self.env = environment(entries, {"status.podIP": "10.0.0.7"}) | {"HOME": str(self.root / "home")}

    def _placed_value(self, entry: Mapping[str, Any]) -> dict[str, str]:
        return {"value": self.placed(entry["value"])} if "value" in entry else {}

    def package(self, name: str, text: str) -> None:
        path = self.ascend / name / "set_env.sh"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def program(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(0o755)

    def start(self, *args: str) -> Popen[str]:
        bash, option, script = map(self.placed, self.kserve_container["command"])
        words = [*self.kserve_container.get("args", []), *args]
        return start([bash, option, script + self.after, *words], self.env, self.root, self.bin)

    def run(self, *args: str) -> tuple[int, str]:
        """Return the exit code and what was printed, both streams together."""
        process = self.start(*args)
        out, err = process.communicate()
        return process.returncode, out + err

    def configured(self, *args: str) -> dict[str, Any]:
        """Run to the end of a server that comes up, and return MindIE's config.json, flat."""
        code, output = self.run(*args)
        assert code == 0, output
        assert self.daemon.call() is not None
        return flat(json.loads(self.config.read_text(encoding="utf-8")))

    def refused(self, *args: str) -> str:
        """Run to the end of a container that finds a mistake before the server starts, and return what it printed."""
        code, output = self.run(*args)
        assert code == 1, output
        assert self.daemon.call() is None
        assert self.config.read_text(encoding="utf-8") == BEFORE
        return output


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Return the leaves of a JSON value by their paths; npuDeviceIds is a leaf."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not items or path.endswith("npuDeviceIds"):
        return {path: value}
    pairs = (flat(item, f"{path}.{key}" if path else str(key)) for key, item in items)
    return {leaf: item for pair in pairs for leaf, item in pair.items()}


@pytest.fixture(scope="module")
def runtime(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The 310P's ClusterServingRuntime."""
    fleet = write_fleet(tmp_path_factory.mktemp("fleet"), "mindie", "ascend-310p", {})
    return compiled_pair(fleet)[0]


@pytest.fixture
def container(tmp_path: Path, runtime: Any) -> Container:
    made = Container(tmp_path, runtime["spec"]["containers"][0])
    made.build()
    return made


def expected(container: Container, changes: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return config.json, flat: the image's with the seed's defaults in it, then `changes`."""
    defaults = {
        f"{SERVER}.ipAddress": "10.0.0.7",
        f"{SERVER}.managementIpAddress": "127.0.0.2",
        f"{SERVER}.port": 8080,
        f"{SERVER}.managementPort": 1026,
        f"{SERVER}.metricsPort": 1027,
        f"{SERVER}.httpsEnabled": False,
        "BackendConfig.npuDeviceIds": [[0, 1]],
        "BackendConfig.multiNodesInferEnabled": False,
        f"{DEPLOY}.maxSeqLen": 2560,
        f"{DEPLOY}.maxInputTokenLen": 2048,
        f"{DEPLOY}.truncation": False,
        f"{MODEL}.modelName": "Qwen3.5-0.8B",
        f"{MODEL}.modelWeightPath": str(container.model),
        f"{MODEL}.worldSize": 2,
        f"{MODEL}.npuMemSize": 8,
        f"{MODEL}.backendType": "atb",
        f"{SCHEDULE}.templateType": "Standard",
        f"{SCHEDULE}.maxPrefillBatchSize": 50,
        f"{SCHEDULE}.maxPrefillTokens": 8192,
        f"{SCHEDULE}.maxIterTimes": 512,
        f"{SCHEDULE}.maxPreemptCount": 0,
        f"{SCHEDULE}.supportSelectBatch": False,
    }
    return flat(json.loads(BEFORE)) | defaults | (changes or {})


def test_a_service_that_says_nothing(container: Container) -> None:
    configured = container.configured()
    assert configured == expected(container)
    assert list(configured) == list(flat(json.loads(BEFORE)))


def test_the_server_gets_no_arguments_and_all_that_the_vendors_files_set(container: Container) -> None:
    container.configured()
    call = container.daemon.call()
    assert call is not None
    assert call["argv"] == []
    assert call["cwd"] == str(container.root)
    assert call["env"]["FROM_ASCEND"] == "yes"
    assert call["env"]["FROM_MINDIE"] == "yes"
    assert call["env"]["MIES_INSTALL_PATH"] == str(container.ascend / "mindie/latest/mindie-service")


@pytest.mark.parametrize(
    ("option", "value", "changes"),
    [
        ("--model-name", "other", {f"{MODEL}.modelName": "other"}),
        ("--backend-type", "ms", {f"{MODEL}.backendType": "ms"}),
        ("--ip", "192.168.0.1", {f"{SERVER}.ipAddress": "192.168.0.1"}),
        ("--port", "1025", {f"{SERVER}.port": 1025}),
        ("--port", "65535", {f"{SERVER}.port": 65535}),
        ("--management-ip", "10.0.0.8", {f"{SERVER}.managementIpAddress": "10.0.0.8"}),
        ("--management-port", "1025", {f"{SERVER}.managementPort": 1025}),
        ("--metrics-port", "1024", {f"{SERVER}.metricsPort": 1024}),
        ("--max-seq-len", "8192", {f"{DEPLOY}.maxSeqLen": 8192}),
        ("--max-seq-len", "8200", {f"{DEPLOY}.maxSeqLen": 8200, f"{SCHEDULE}.maxPrefillTokens": 8200}),
        ("--max-prefill-tokens", "2560", {f"{SCHEDULE}.maxPrefillTokens": 2560}),
        ("--max-prefill-tokens", "100", {f"{SCHEDULE}.maxPrefillTokens": 2560}),
        ("--max-input-token-len", "1", {f"{DEPLOY}.maxInputTokenLen": 1}),
        ("--max-iter-times", "4096", {f"{SCHEDULE}.maxIterTimes": 4096}),
        ("--max-prefill-batch-size", "7", {f"{SCHEDULE}.maxPrefillBatchSize": 7}),
        ("--max-preempt-count", "3", {f"{SCHEDULE}.maxPreemptCount": 3}),
        ("--npu-mem-size", "20", {f"{MODEL}.npuMemSize": 20}),
        ("--npu-mem-size", "-1", {f"{MODEL}.npuMemSize": -1}),
        ("--truncation", "true", {f"{DEPLOY}.truncation": True}),
        ("--truncation", "false", {}),
        ("--support-select-batch", "true", {f"{SCHEDULE}.supportSelectBatch": True}),
        ("--support-select-batch", "false", {}),
        ("--template-type", "Mix", {f"{SCHEDULE}.templateType": "Mix"}),
        ("--world-size", "8", {}),
        ("--ms-sched-host", "10.0.0.9", {}),
        ("--ms-sched-port", "8119", {}),
    ],
)
def test_an_option(container: Container, option: str, value: str, changes: dict[str, Any]) -> None:
    """A service's first argument is bash's $0, its second $1."""
    assert container.configured(option, value) == expected(container, changes)


def test_several_options_and_the_last_of_one(container: Container) -> None:
    changes = {f"{DEPLOY}.maxSeqLen": 9000, f"{SCHEDULE}.maxPrefillTokens": 10000, f"{SERVER}.port": 9090}
    args = ["--max-seq-len", "1", "--port=9090", "--max-prefill-tokens", "10000", "--max-seq-len", "9000"]
    assert container.configured(*args) == expected(container, changes)


def test_raising_the_prefill_tokens_is_said(container: Container) -> None:
    _, output = container.run("--max-seq-len", "8193")
    assert "--max-prefill-tokens is raised to --max-seq-len, 8193" in output


def test_an_option_without_effect_says_so(container: Container) -> None:
    _, output = container.run("--world-size", "8")
    assert "--world-size: no effect" in output


def test_the_final_configuration_is_shown(container: Container) -> None:
    _, output = container.run()
    assert container.config.read_text(encoding="utf-8") in output
    assert "has no" not in output


def test_the_configuration_keeps_its_mode_and_its_letters(container: Container) -> None:
    container.configured()
    assert container.config.stat().st_mode & 0o777 == 0o640
    assert "security/\u8bc1\u4e66.pem" in container.config.read_text(encoding="utf-8")


def test_a_name_that_a_shell_or_sed_would_take_apart(container: Container) -> None:
    name = "a/b|c&d $HOME `id` 'q' \"d\" \\1"
    assert container.configured("--model-name", name)[f"{MODEL}.modelName"] == name


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--no-such-option", "1"], "--no-such-option"),
        (["--max-seq", "1"], "--max-seq"),
        (["--port", "8080", "extra"], "extra"),
        (["--port"], "--port"),
        (["--port", "1024"], "1024 is not between 1025 and 65535"),
        (["--port", "65536"], "65536 is not between 1025 and 65535"),
        (["--port", "http"], "'http' is no whole number"),
        (["--port", "8_080"], "'8_080' is no whole number"),
        (["--port", ""], "'' is no whole number"),
        (["--management-port", "80"], "80 is not between 1025 and 65535"),
        (["--metrics-port", "1023"], "1023 is not between 1024 and 65535"),
        (["--ip", "10.0.0"], "'10.0.0' is no IPv4 address"),
        (["--ip", "10.0.0.256"], "'10.0.0.256' is no IPv4 address"),
        (["--ip", "fd00::1"], "'fd00::1' is no IPv4 address"),
        (["--management-ip", "localhost"], "'localhost' is no IPv4 address"),
        (["--max-seq-len", "4k"], "'4k' is no whole number"),
        (["--max-seq-len", "-1"], "-1 is not between 0 and"),
        (["--max-input-token-len", "1.5"], "--max-input-token-len"),
        (["--max-iter-times", "x"], "--max-iter-times"),
        (["--max-prefill-tokens", "x"], "--max-prefill-tokens"),
        (["--max-prefill-batch-size", "x"], "--max-prefill-batch-size"),
        (["--max-preempt-count", "x"], "--max-preempt-count"),
        (["--npu-mem-size", "1e1"], "'1e1' is no whole number"),
        (["--truncation", "yes"], "'yes' is neither true nor false"),
        (["--support-select-batch", "True"], "'True' is neither true nor false"),
        (["--template-type", ""], "--template-type"),
        (["--backend-type", "pytorch"], "'pytorch' is neither atb nor ms"),
        (["--model-name", ""], "--model-name"),
        (["--model-path", ""], "--model-path"),
    ],
)
def test_a_mistake_in_the_arguments(container: Container, args: list[str], words: str) -> None:
    assert words in container.refused(*args)


def test_help_lists_the_options_and_ends_with_1(container: Container) -> None:
    output = container.refused("--help")
    for option in ("--model-name", "--max-seq-len", "--npu-mem-size", "--world-size", "--ms-sched-port"):
        assert f"\n  {option} " in output


def test_a_first_word_that_is_no_option_would_be_the_shells_name(container: Container) -> None:
    """As for every `bash -c` without a word for $0: only what looks like an option is taken for one."""
    assert container.configured("qwen") == expected(container)


@pytest.mark.parametrize("variable", ["MODEL_NAME", "MODEL_PATH", "MY_POD_IP", "RAW_SCRIPT"])
def test_a_missing_variable_is_named(container: Container, variable: str) -> None:
    del container.env[variable]
    assert variable in container.refused()


def test_an_empty_name_is_refused(container: Container) -> None:
    container.env["MODEL_NAME"] = ""
    assert "--model-name" in container.refused()


def test_an_address_of_the_pod_that_mindie_cannot_take(container: Container) -> None:
    container.env["MY_POD_IP"] = "fd00::7"
    assert "'fd00::7' is no IPv4 address" in container.refused()


@pytest.mark.parametrize("package", ["ascend-toolkit", "mindie"])
def test_a_missing_package_is_named(container: Container, package: str) -> None:
    (container.ascend / package / "set_env.sh").unlink()
    assert f"{package}/set_env.sh" in container.refused()


def test_modes_of_the_models_files(container: Container) -> None:
    container.configured()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (container.model, *container.model.iterdir())}
    assert modes == {"Qwen3.5-0.8B": 0o755, "config.json": 0o600, "model.safetensors": 0o755}


def test_modes_that_cannot_be_changed_do_not_stop_the_server(container: Container) -> None:
    container.program("chmod", "exit 1\n")
    code, output = container.run()
    assert code == 0
    assert f"modes under {container.model} stay as they are" in output
    assert container.daemon.call() is not None


def test_a_model_right_in_the_mount(container: Container) -> None:
    for file in container.model.iterdir():
        file.rename(container.mount / file.name)
    container.model.rmdir()
    assert container.configured() == expected(container, {f"{MODEL}.modelWeightPath": str(container.mount)})


def test_a_model_without_config_is_refused(container: Container) -> None:
    (container.model / "config.json").unlink()
    assert f"{container.model}/config.json does not exist" in container.refused()


@pytest.mark.parametrize(
    ("listing", "ids"), [("Total Count : 1", [[0]]), ("\tTotal Count\t:4\nNPU ID : 3", [[0, 1, 2, 3]])]
)
def test_every_npu_is_used(container: Container, listing: str, ids: list[list[int]]) -> None:
    container.npu_smi.write(["-l", "-m"], waits=False, prints={"-l": listing})
    changes = {"BackendConfig.npuDeviceIds": ids, f"{MODEL}.worldSize": len(ids[0])}
    assert container.configured() == expected(container, changes)


@pytest.mark.parametrize("listing", ["", "Total Count : 0", "Total Count :", "dcmi module initialize failed"])
def test_no_npu_is_refused(container: Container, listing: str) -> None:
    container.npu_smi.write(["-l", "-m"], waits=False, prints={"-l": listing})
    assert "npu-smi shows no NPU" in container.refused()


def test_a_node_without_npu_smi_is_refused(container: Container) -> None:
    (container.bin / "npu-smi").unlink()
    assert "npu-smi cannot be run" in container.refused()


def test_the_table_of_devices_lies_at_home(container: Container) -> None:
    container.configured()
    assert (container.root / "home/device_info").read_text() == f"{DEVICES}\n"
    assert [call["argv"] for call in container.npu_smi.calls()] == [["info", "-l"], ["info", "-m"]]


def test_a_home_that_cannot_be_written_does_not_stop_the_server(container: Container) -> None:
    container.env["HOME"] = str(container.config)
    code, output = container.run()
    assert code == 0
    assert "~/device_info is not whole" in output
    assert container.daemon.call() is not None


def test_a_setting_that_this_mindie_does_not_have(container: Container) -> None:
    container.config.write_text('{"ServerConfig": {"port": 1}, "BackendConfig": [{"port": 2}, 3]}')
    code, output = container.run()
    assert code == 0
    assert json.loads(container.config.read_text()) == {
        "ServerConfig": {"port": 8080},
        "BackendConfig": [{"port": 8080}, 3],
    }
    assert "has no backendType, httpsEnabled, ipAddress, managementIpAddress," in output


@pytest.mark.parametrize("text", ["{", None])
def test_a_configuration_that_cannot_be_read(container: Container, text: str | None) -> None:
    container.config.unlink()
    if text is not None:
        container.config.write_text(text)
    code, output = container.run()
    assert code == 1
    assert f"{container.config} cannot be changed" in output
    assert container.daemon.call() is None


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    container.daemon.write([], waits=False, code=7)
    assert container.run()[0] == 7


@pytest.mark.parametrize(("mode", "code"), [(0o644, 126), (None, 127)])
def test_a_server_that_cannot_be_started(container: Container, mode: int | None, code: int) -> None:
    server = container.daemon.bin / container.daemon.name
    if mode is None:
        server.unlink()
    else:
        server.chmod(mode)
    assert container.run()[0] == code


@pytest.fixture
def serving(container: Container) -> Iterator[Popen[str]]:
    """A server that has come up. Bash may exec a last command by itself; the command added here keeps it from that."""
    container.daemon.write([], waits=True)
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
    for line in serving.stdout:
        if line == "serving\n":
            break
    serving.send_signal(signal.SIGTERM)
    assert serving.wait() == 0
    call = container.daemon.call()
    assert call is not None
    assert call["pid"] == serving.pid
    assert call["stopped"] == "SIGTERM"


@pytest.mark.parametrize("file", ["launch.sh", "configure.py"])
def test_the_texts_are_fit_for_every_kserve_and_for_kubelet(file: str) -> None:
    """No template action, no '<' that an html template could take for a tag, nothing that kubelet would expand."""
    text = (ROOT / "runtimes/mindie" / file).read_text(encoding="utf-8")
    assert "{{" not in text
    assert "}}" not in text
    assert "<" not in text
    assert "\r" not in text
    assert expand(text, {"UNSET": "x"}) == text
    assert len(text.encode()) < 128 * 1024


def test_the_flavour_for_mindspore(tmp_path: Path) -> None:
    """Its backend is said in the runtime's own args, before those of the service."""
    image = "registry.example.com/ml/mindie-mindspore:1.0.0"
    spec = {"runtimes": [{"name": "mindie", "flavours": ["1.0.0-mindspore"], "image": image}]}
    runtime, _ = compiled_pair(write_fleet(tmp_path / "fleet", "mindie", "ascend-910b4", spec))
    made = Container(tmp_path / "pod", runtime["spec"]["containers"][0])
    made.build()
    changes = {f"{MODEL}.backendType": "ms", f"{SERVER}.port": 9000}
    assert made.configured("--port", "9000") == expected(made, changes)
    call = made.daemon.call()
    assert call is not None
    variables = {"LCAL_IF_PORT": "8129", "MS_SCHED_HOST": "127.0.0.1", "MS_SCHED_PORT": "8090"}
    assert {name: call["env"][name] for name in variables} == variables
