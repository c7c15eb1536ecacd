"""What the repo compiles to is, by value, what the two source documents state.

tests/seeds holds their objects, written by hand. Every field is compared both ways.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.quantities import differences

ROOT = Path(__file__).parent.parent
LAUNCH_SCRIPT = "<launch script>"
LAUNCH_TEMPLATE = "<launch template>"
MIRROR = "registry.dc2.example.com:5000"


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def seed(name: str) -> Any:
    return read(f"tests/seeds/{name}.yaml")


def with_files(value: Any) -> Any:
    """Return a seed with the text of each file that it names as <runtimes/…> in the name's place."""
    if isinstance(value, dict):
        return {key: with_files(item) for key, item in value.items()}
    if isinstance(value, list):
        return [with_files(item) for item in value]
    return re.sub("<(runtimes/[^>]+)>", _text, value) if isinstance(value, str) else value


def _text(match: re.Match[str]) -> str:
    return (ROOT / match[1]).read_text(encoding="utf-8")


def entries(config_map: str, key: str, name: str) -> list[Any]:
    """Return the list `name` of the YAML text that a ConfigMap of out/ holds under `key`."""
    found = yaml.safe_load(read(config_map)["data"][key])[name]
    assert isinstance(found, list)
    return found


def test_vllm_ascend_runtime() -> None:
    expected = seed("aml-vllm-ascend-cann-8.5.1")
    command = expected["spec"]["containers"][0]["command"]
    assert command[2] == LAUNCH_SCRIPT
    command[2] = (ROOT / "runtimes/vllm-ascend/launch.sh").read_text(encoding="utf-8")
    actual = read("out/ascend-910b/clusterservingruntimes/aml-vllm-ascend-cann-8.5.1.yaml")
    assert differences(expected, actual) == []


def test_triton_runtime() -> None:
    """The cluster is air-gapped: the overlay changes the image's registry and adds the pull secret, nothing else."""
    expected = seed("aml-triton-cuda-12")
    container = expected["spec"]["containers"][0]
    assert container["image"] == "alaudadockerhub/tritonserver:25.02-py3"
    assert container["command"][2] == LAUNCH_SCRIPT
    container["command"][2] = (ROOT / "runtimes/triton/launch.sh").read_text(encoding="utf-8")
    container["image"] = f"{MIRROR}/docker.io/alaudadockerhub/tritonserver:25.02-py3"
    expected["spec"]["imagePullSecrets"] = [{"name": "mirror-pull"}]
    actual = read("out/nvidia-a/clusterservingruntimes/aml-triton-cuda-12.yaml")
    assert differences(expected, actual) == []


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("aml-vllm-ascend-cann-8.5.1-newer", "ascend-910b-canary/clusterservingruntimes/aml-vllm-ascend-cann-8.5.1"),
        ("mindie-2.2rc1-310p", "ascend-310p/clusterservingruntimes/mindie-2.2rc1-310p"),
    ],
)
def test_runtime(name: str, path: str) -> None:
    expected = with_files(seed(name))
    assert "<runtimes/" not in str(expected)
    assert differences(expected, read(f"out/{path}.yaml")) == []


def test_qwen35_service() -> None:
    actual = read("out/ascend-910b/inferenceservices/demo/qwen35.yaml")
    assert differences(seed("qwen35"), actual) == []


def test_qwen35_service_of_the_newer_runtime() -> None:
    """HOME stands in the runtime now. The canary asks for a share of a card, which the seed does not."""
    expected = seed("qwen35")
    del expected["spec"]["predictor"]["model"]["env"]
    expected["spec"]["predictor"]["model"]["resources"]["limits"]["huawei.com/Ascend910B4-memory"] = "16384"
    actual = read("out/ascend-910b-canary/inferenceservices/demo/qwen35.yaml")
    assert differences(expected, actual) == []


def test_vllm_cpu_template() -> None:
    expected = seed("hydra-template-vllm-cpu")
    templates = entries(
        "out/hydra-global/configmaps/hydra-system/hydra-runtime-template.yaml", "config.yaml", "templates"
    )
    [actual] = [entry for entry in templates if entry["runtime"] == "vllm-cpu"]
    [script] = actual["podTemplate"]["containerTemplate"]["argsTemplate"]
    assert isinstance(script, str)
    assert expected["podTemplate"]["containerTemplate"]["argsTemplate"] == [LAUNCH_TEMPLATE]
    expected["podTemplate"]["containerTemplate"]["argsTemplate"] = [script]
    assert differences(expected, actual) == []


def test_vllm_cpu_template_keeps_the_commands() -> None:
    """Ours is another text than the seed's, but each of the seed's three commands stands in it, word for word."""
    templates = entries(
        "out/hydra-global/configmaps/hydra-system/hydra-runtime-template.yaml", "config.yaml", "templates"
    )
    [entry] = [entry for entry in templates if entry["runtime"] == "vllm-cpu"]
    script = " ".join(entry["podTemplate"]["containerTemplate"]["argsTemplate"][0].split())
    serve = "vllm serve {{ .MODEL_PATH }} --served-model-name {{ .MODEL_NAME }} --trust-remote-code"
    assert script.count(serve) == 2
    assert (
        "ray start --head --port={{ .RAY_PORT }} && "
        f"{serve} --tensor-parallel-size={{{{ .TP_SIZE }}}} --pipeline-parallel-size={{{{ .PP_SIZE }}}}"
    ) in script
    assert "ray start --block --address=$(LWS_LEADER_ADDRESS):{{ .RAY_PORT }}" in script


def test_vllm_cpu_agent_entry() -> None:
    templates = entries(
        "out/hydra-worker/configmaps/hydra-system/hydra-agent.yaml", "configmap", "deployment_templates"
    )
    [actual] = [entry for entry in templates if "vllm-cpu" in entry["match_runtimes"]]
    assert differences(seed("hydra-agent-vllm-cpu"), actual) == []
