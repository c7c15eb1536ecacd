"""MindIE's launch script runs under bash, as the definition hands it over, against a server that records its call."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests import containers
from tests.containers import Stub, environment, expand, fill_placeholders
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


class Container(containers.Container):
    @property
    def model(self) -> Path:
        return self.mount / "Qwen3.5-0.8B"

    @property
    def config(self) -> Path:
        return self.server.bin.parent / "conf/config.json"

    def filled(self, text: str) -> str:
        annotations = {"aml-model-repo": "Qwen3.5-0.8B"}
        return self.placed(fill_placeholders(text, name="qwen", namespace="demo", annotations=annotations))

    def configured(self, *args: str) -> dict[str, Any]:
        """Run to the end of a server that comes up, and return MindIE's config.json, flat."""
        self.served(*args)
        return flat(json.loads(self.config.read_text(encoding="utf-8")))

    def refused(self, *args: str) -> str:
        """Check that the image's config.json stays as it is, too."""
        output = super().refused(*args)
        assert self.config.read_text(encoding="utf-8") == BEFORE
        return output


@contextmanager
def built(root: Path, runtime: Any) -> Iterator[Container]:
    """A container with what MindIE's image and the mount hold."""
    kserve_container = runtime["spec"]["containers"][0]
    service = "Ascend of the image/mindie/latest/mindie-service"
    with Container(root, Stub(root / service / "bin", "mindieservice_daemon")) as made:
        for folder in (made.config.parent, made.model, root / "home"):
            folder.mkdir()
        for package in ("ascend-toolkit", "mindie"):
            made.package(package, f'export FROM_{package[:6].upper()}="yes$UNSET_VARIABLE"\nfalse\n')
        made.config.write_text(BEFORE, encoding="utf-8")
        made.config.chmod(0o640)
        made.server.write([], waits=False)
        made.program("npu-smi").write(["-l", "-m"], waits=False, prints={"-l": LISTING, "-m": DEVICES})
        made.shell("python3", f'exec {sys.executable} "$@"')
        for file in ("config.json", "model.safetensors"):
            (made.model / file).write_text("{}")
            (made.model / file).chmod(0o640)
        bash, option, script = map(made.filled, kserve_container["command"])
        made.command = [bash, option, script, *kserve_container.get("args", [])]
        made.env = environment(kserve_container["env"], {"status.podIP": "10.0.0.7"}, made.filled)
        made.env["HOME"] = str(root / "home")
        yield made


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
def container(tmp_path: Path, runtime: Any) -> Iterator[Container]:
    with built(tmp_path, runtime) as made:
        yield made


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
    call = container.served()
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
    container.shell("chmod", "exit 1")
    code, output = container.run()
    assert code == 0
    assert f"modes under {container.model} stay as they are" in output
    assert container.server.call() is not None


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
    container.program("npu-smi").write(["-l", "-m"], waits=False, prints={"-l": listing})
    changes = {"BackendConfig.npuDeviceIds": ids, f"{MODEL}.worldSize": len(ids[0])}
    assert container.configured() == expected(container, changes)


@pytest.mark.parametrize("listing", ["", "Total Count : 0", "Total Count :", "dcmi module initialize failed"])
def test_no_npu_is_refused(container: Container, listing: str) -> None:
    container.program("npu-smi").write(["-l", "-m"], waits=False, prints={"-l": listing})
    assert "npu-smi shows no NPU" in container.refused()


def test_a_node_without_npu_smi_is_refused(container: Container) -> None:
    (container.bin / "npu-smi").unlink()
    assert "npu-smi cannot be run" in container.refused()


def test_the_table_of_devices_lies_at_home(container: Container) -> None:
    container.configured()
    assert (container.root / "home/device_info").read_text() == f"{DEVICES}\n"
    assert [call["argv"] for call in container.program("npu-smi").calls()] == [["info", "-l"], ["info", "-m"]]


def test_a_home_that_cannot_be_written_does_not_stop_the_server(container: Container) -> None:
    container.env["HOME"] = str(container.config)
    code, output = container.run()
    assert code == 0
    assert "~/device_info is not whole" in output
    assert container.server.call() is not None


def test_a_table_that_npu_smi_does_not_finish_does_not_stop_the_server(container: Container) -> None:
    container.shell("npu-smi", 'test "$2" = -l && echo "Total Count : 2" || exit 3')
    code, output = container.run()
    assert code == 0
    assert "~/device_info is not whole: Command '['npu-smi', 'info', '-m']' returned non-zero exit status 3" in output
    assert container.server.call() is not None


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
    assert container.server.call() is None


def test_the_servers_exit_code_is_the_containers(container: Container) -> None:
    container.server.write([], waits=False, code=7)
    assert container.run()[0] == 7


@pytest.mark.parametrize(("mode", "code"), [(0o644, 126), (None, 127)])
def test_a_server_that_cannot_be_started(container: Container, mode: int | None, code: int) -> None:
    server = container.server.bin / container.server.name
    if mode is None:
        server.unlink()
    else:
        server.chmod(mode)
    assert container.run()[0] == code


def test_the_server_takes_the_shells_place_and_gets_sigterm(container: Container) -> None:
    container.server.write([], waits=True)
    container.replaced_by_the_server()


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
    changes = {f"{MODEL}.backendType": "ms", f"{SERVER}.port": 9000}
    with built(tmp_path / "pod", runtime) as made:
        assert made.configured("--port", "9000") == expected(made, changes)
    [call] = made.server.calls()
    variables = {"LCAL_IF_PORT": "8129", "MS_SCHED_HOST": "127.0.0.1", "MS_SCHED_PORT": "8090"}
    assert {name: call["env"][name] for name in variables} == variables
