"""Xinference and MLServer compile to what the documents state; their further flavours differ in few fields, told here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.quantities import differences
from tests.shipped import ROOT, compiled_pair, errors, write_fleet

PLUGINS = {"nvidia": "nvidia", "ascend-910b4": "hami"}
SITES_OWN = {"image": "registry.example.com/xinference:1.2.2-cann8.5.1", "toolkitVersion": "8.5.1"}
PUBLIC_MLSERVER = "docker.io/seldonio/mlserver:1.6.0"


def fleet(
    root: Path,
    runtime: str,
    flavour: str,
    accelerator: str,
    given: Mapping[str, Any] | None = None,
    *,
    annotations: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
    cluster: Mapping[str, Any] | None = None,
) -> Path:
    """Write a repo with one flavour of a shipped runtime and one service of it that is sound, but for what is given."""
    plugin = {"devicePlugin": PLUGINS[accelerator]} if accelerator in PLUGINS else {}
    own = {"aml-model-repo": "glm4", "aml-pipeline-tag": "text-generation"} if annotations is None else annotations
    spec = {
        "accelerators": [{"name": accelerator, **plugin}],
        "runtimes": [{"name": runtime, "flavours": [flavour], **(given or {})}],
        **(cluster or {}),
    }
    variables = {"MODEL_FAMILY": "glm4-chat"} if runtime == "xinference" and env is None else env or {}
    model: dict[str, Any] = {"storageUri": "pvc://models/glm4"}
    if flavour == "cuda-11.6":
        model["modelFormat"] = {"name": "transformers"}
    if variables:
        model["env"] = [{"name": name, "value": value} for name, value in variables.items()]
    service = {
        "metadata": {"name": "qwen", "namespace": "demo", "annotations": own},
        "spec": {"runtime": runtime, "predictor": {"model": model}},
    }
    return write_fleet(root, runtime, accelerator, spec, service)


def stated(name: str) -> Any:
    """Return a document's object, our script in the place of its own."""
    expected = yaml.safe_load((ROOT / f"tests/seeds/{name}.yaml").read_text(encoding="utf-8"))
    command = expected["spec"]["containers"][0]["command"]
    command[2] = (ROOT / command[2].strip("<>")).read_text(encoding="utf-8")
    return expected


@pytest.mark.parametrize(("runtime", "flavour"), [("xinference", "cuda-12.1"), ("mlserver", "cuda-11.6")])
def test_the_documents_own(tmp_path: Path, runtime: str, flavour: str) -> None:
    actual, _ = compiled_pair(fleet(tmp_path, runtime, flavour, "nvidia"))
    assert differences(stated(f"aml-{runtime}-{flavour}"), actual) == []


def changed(
    name: str,
    label: str,
    image: str,
    formats: list[str],
    *,
    toolkit: Mapping[str, str] | None = None,
    env: Mapping[str, str] | None = None,
) -> Any:
    """Return a document's object with the fields in which a further flavour of the same runtime differs from it.

    `env` stands in the place of MODEL_TYPE.
    """
    runtime = name.split("-")[1]
    expected = stated("aml-xinference-cuda-12.1" if runtime == "xinference" else "aml-mlserver-cuda-11.6")
    expected["metadata"]["name"] = name
    expected["metadata"]["annotations"]["cpaas.io/display-name"] = name.removeprefix("aml-")
    labels = {"cpaas.io/runtime-class": runtime, "cpaas.io/accelerator-type": label}
    expected["metadata"]["labels"] = labels | dict(toolkit or {})
    container = expected["spec"]["containers"][0]
    container["image"] = image
    if env is not None:
        container["env"][2:] = [{"name": key, "value": value} for key, value in env.items()]
    expected["spec"].pop("labels", None)
    expected["spec"]["supportedModelFormats"] = [{"name": each, "version": "1"} for each in formats]
    return expected


def test_xinference_on_cpu(tmp_path: Path) -> None:
    actual, _ = compiled_pair(fleet(tmp_path, "xinference", "cpu", "cpu"))
    expected = changed("aml-xinference-cpu", "cpu", "xprobe/xinference:v1.2.2-cpu", ["transformers"])
    assert differences(expected, actual) == []


def test_xinference_for_pytorch(tmp_path: Path) -> None:
    image, cuda = "xprobe/xinference:v1.2.2", {"cpaas.io/cuda-version": "12.1"}
    actual, service = compiled_pair(fleet(tmp_path / "nvidia", "xinference", "cuda-12.1-pytorch", "nvidia"))
    expected = changed("aml-xinference-cuda-12.1-pytorch", "nvidia", image, ["pytorch"], toolkit=cuda)
    assert differences(expected, actual) == []
    assert service["spec"]["predictor"]["model"]["modelFormat"] == {"name": "pytorch"}
    actual, _ = compiled_pair(fleet(tmp_path / "cpu", "xinference", "cpu-pytorch", "cpu"))
    expected = changed("aml-xinference-cpu-pytorch", "cpu", f"{image}-cpu", ["pytorch"])
    assert differences(expected, actual) == []


def test_xinference_on_npu(tmp_path: Path) -> None:
    actual, _ = compiled_pair(fleet(tmp_path, "xinference", "npu", "ascend-910b4", SITES_OWN))
    cann = {"cpaas.io/cann-version": "8.5.1"}
    expected = changed("aml-xinference-npu", "ascend", SITES_OWN["image"], ["transformers"], toolkit=cann)
    assert differences(expected, actual) == []


def test_no_image_is_invented_for_npu(tmp_path: Path) -> None:
    [finding] = errors(fleet(tmp_path, "xinference", "npu", "ascend-910b4"))
    assert "missing-image: container 'kserve-container' has no image" in finding


@pytest.mark.parametrize(
    ("flavour", "form", "env"),
    [
        ("cpu", "transformers", {"MODEL_TYPE": '{{ index .Annotations "aml-pipeline-tag" }}'}),
        ("cpu-mlflow", "mlflow", {"MLSERVER_MODEL_IMPLEMENTATION": "mlserver_mlflow.MLflowRuntime"}),
        ("cpu-sklearn", "sklearn", {"MLSERVER_MODEL_IMPLEMENTATION": "mlserver_sklearn.SKLearnModel"}),
        ("cpu-xgboost", "xgboost", {"MLSERVER_MODEL_IMPLEMENTATION": "mlserver_xgboost.XGBoostModel"}),
    ],
)
def test_mlserver_on_cpu(tmp_path: Path, flavour: str, form: str, env: dict[str, str]) -> None:
    actual, service = compiled_pair(fleet(tmp_path, "mlserver", flavour, "cpu"))
    expected = changed(f"aml-mlserver-{flavour}", "cpu", PUBLIC_MLSERVER, [form], env=env)
    assert differences(expected, actual) == []
    assert service["spec"]["predictor"]["model"]["modelFormat"] == {"name": form}
    assert service["spec"]["predictor"]["securityContext"] == {"seccompProfile": {"type": "RuntimeDefault"}}


@pytest.mark.parametrize(("runtime", "flavour"), [("xinference", "cpu"), ("mlserver", "cpu-sklearn")])
def test_public_images_run_on_amd64_only(tmp_path: Path, runtime: str, flavour: str) -> None:
    mixed, _ = compiled_pair(
        fleet(tmp_path / "mixed", runtime, flavour, "cpu", cluster={"architectures": ["amd64", "arm64"]})
    )
    assert mixed["spec"]["nodeSelector"] == {"kubernetes.io/arch": "amd64"}
    arm = errors(fleet(tmp_path / "arm", runtime, flavour, "cpu", cluster={"architectures": ["arm64"]}))
    assert "needs architecture amd64, the cluster has arm64" in arm[0]


def test_alaudas_mlserver_runs_on_both_architectures(tmp_path: Path) -> None:
    both = {"architectures": ["amd64", "arm64"]}
    actual, _ = compiled_pair(fleet(tmp_path, "mlserver", "cuda-11.6", "nvidia", cluster=both))
    assert "nodeSelector" not in actual["spec"]


REPO, TAG = "aml-model-repo", "aml-pipeline-tag"
CUDA = ("xinference", "cuda-12.1", "nvidia")
CPU = ("xinference", "cpu", "cpu")
NPU = ("xinference", "npu", "ascend-910b4", SITES_OWN)
MLSERVER = ("mlserver", "cuda-11.6", "nvidia")
MLSERVER_CPU = ("mlserver", "cpu", "cpu")


@pytest.mark.parametrize(
    ("place", "said", "rule", "words"),
    [
        (CUDA, {"annotations": {}}, "required", "annotation 'aml-model-repo' is missing"),
        (CPU, {"annotations": {REPO: "THUDM/glm4"}}, "pattern", "annotation 'aml-model-repo' is 'THUDM/glm4'"),
        (CPU, {"annotations": {REPO: "m" * 101}}, "pattern", "m" * 101),
        (CUDA, {"env": {}}, "required", "env 'MODEL_FAMILY' is empty"),
        (CPU, {"env": {"MODEL_FAMILY": ""}}, "required", "env 'MODEL_FAMILY' is empty"),
        (CPU, {"env": {"MODEL_FAMILY": "llama 3"}}, "pattern", "env 'MODEL_FAMILY' is 'llama 3'"),
        (
            NPU,
            {"env": {"MODEL_FAMILY": "glm4-chat", "MODEL_ENGINE": "vllm"}},
            "const",
            "env 'MODEL_ENGINE' is 'vllm', but must be 'transformers'",
        ),
        (MLSERVER, {"annotations": {TAG: "fill-mask"}}, "required", "annotation 'aml-model-repo' is missing"),
        (MLSERVER, {"annotations": {REPO: "bert"}}, "required", "annotation 'aml-pipeline-tag' is missing"),
        (MLSERVER_CPU, {"annotations": {REPO: "bert"}}, "required", "annotation 'aml-pipeline-tag' is missing"),
        (MLSERVER_CPU, {"annotations": {REPO: "sd", TAG: "text-to-image"}}, "enum", "is 'text-to-image'"),
        (("mlserver", "cpu-sklearn", "cpu"), {"annotations": {REPO: "a/b"}}, "pattern", "is 'a/b'"),
    ],
)
def test_what_a_service_lacks(tmp_path: Path, place: Any, said: dict[str, Any], rule: str, words: str) -> None:
    [finding] = errors(fleet(tmp_path, *place, **said))
    assert f" contract-{rule}: " in finding
    assert words in finding


@pytest.mark.parametrize("name", ["MODEL_PATH", "MODEL_UID", "MODEL_ENGINE"])
def test_what_a_cluster_takes_from_xinference(tmp_path: Path, name: str) -> None:
    container = {"name": "kserve-container", "env": [{"name": name, "value": ""}]}
    given = {"clusterServingRuntime": {"spec": {"containers": [container]}}}
    [finding] = errors(fleet(tmp_path, *CPU, given))
    assert f" contract-required: env '{name}' is empty" in finding


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (CUDA, {"env": {"MODEL_FAMILY": "llama-3.1-instruct", "MODEL_ENGINE": "vllm"}}),
        (CPU, {"annotations": {REPO: "m" * 100}}),
        (MLSERVER, {"annotations": {REPO: "sd", TAG: "text-to-image"}}),
        (MLSERVER_CPU, {"annotations": {REPO: "bert", TAG: "fill-mask"}}),
        (("mlserver", "cpu-mlflow", "cpu"), {"annotations": {REPO: "iris"}}),
        (("mlserver", "cpu-sklearn", "cpu"), {"annotations": {REPO: "iris"}}),
        (("mlserver", "cpu-xgboost", "cpu"), {"annotations": {REPO: "iris"}}),
    ],
)
def test_what_a_service_may_say(tmp_path: Path, place: Any, said: dict[str, Any]) -> None:
    assert errors(fleet(tmp_path, *place, **said)) == []


def test_upstreams_placeholders(tmp_path: Path) -> None:
    """Upstream takes no double quotes in a placeholder, https://github.com/kserve/kserve/issues/3851."""
    upstream = {"kserve": {"distribution": "upstream", "version": "0.20"}}
    xinference, _ = compiled_pair(fleet(tmp_path / "x", "xinference", "cpu", "cpu", cluster=upstream))
    [path, uid, *_] = xinference["spec"]["containers"][0]["env"]
    assert path["value"] == "/mnt/models/{{ index .Annotations `aml-model-repo` }}"
    assert uid["value"] == "{{ index .Annotations `aml-model-repo` }}"
    mlserver, _ = compiled_pair(fleet(tmp_path / "m", "mlserver", "cpu", "cpu", cluster=upstream))
    container = mlserver["spec"]["containers"][0]
    assert container["env"][2]["value"] == "{{ index .Annotations `aml-pipeline-tag` }}"
    ready = container["startupProbe"]["httpGet"]["path"]
    assert ready == "/v2/models/{{ index .Annotations `aml-model-repo` }}/ready"
