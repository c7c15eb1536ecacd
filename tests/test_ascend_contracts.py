"""What services of vLLM-ascend and MindIE are given, must bring, and may not say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.quantities import differences
from tests.shipped import ALAUDA, compiled_pair, errors, write_fleet

MINDIE = ("mindie", "ascend-310p")
VLLM = ("vllm-ascend", "ascend-910b4")


def service(
    runtime: str,
    annotations: Mapping[str, str] | None = None,
    pod: Mapping[str, Any] | None = None,
    model: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a ModelService's document, without those of the fields that are absent here."""
    own = {"aml-model-repo": "Qwen3.5-0.8B"} if annotations is None else annotations
    predictor = {
        "model": {"storageUri": "pvc://models/Qwen3.5-0.8B", **(model or {})},
        **({"securityContext": pod} if pod else {}),
    }
    return {
        "metadata": {"name": "qwen", "namespace": "demo", "annotations": own},
        "spec": {"runtime": runtime, "accelerator": {"count": 1}, "predictor": predictor},
    }


@pytest.mark.parametrize(
    ("said", "rule", "words"),
    [
        ({"annotations": {}}, "contract-required", "annotation 'aml-model-repo' is missing"),
        ({"annotations": {"aml-model-repo": "Qwen/Qwen3"}}, "contract-pattern", "'Qwen/Qwen3'"),
        ({"annotations": {"aml-model-repo": "Qwen3-"}}, "contract-pattern", "'Qwen3-'"),
        ({"pod": {"runAsNonRoot": True}}, "contract-enum", "podSecurityContext.runAsNonRoot is True"),
        ({"pod": {"runAsUser": 1000}}, "contract-enum", "podSecurityContext.runAsUser is 1000"),
        (
            {"model": {"securityContext": {"runAsNonRoot": True}}},
            "contract-enum",
            "securityContext.runAsNonRoot is True",
        ),
        ({"model": {"securityContext": {"runAsUser": 1000}}}, "contract-enum", "securityContext.runAsUser is 1000"),
        (
            {"annotations": {"aml-model-repo": "Qwen3", "storage.kserve.io/readonly": "true"}},
            "contract-const",
            "annotation 'storage.kserve.io/readonly' is 'true', but must be 'false'",
        ),
    ],
)
def test_what_mindie_refuses(tmp_path: Path, said: dict[str, Any], rule: str, words: str) -> None:
    [finding] = errors(write_fleet(tmp_path, *MINDIE, {}, service("mindie", **said)))
    assert f" {rule}: " in finding
    assert words in finding


@pytest.mark.parametrize(
    "said",
    [
        {"pod": {"runAsNonRoot": False, "runAsUser": 0}},
        {"model": {"securityContext": {"runAsNonRoot": False, "runAsUser": 0}}},
        {"annotations": {"aml-model-repo": "Qwen3", "storage.kserve.io/readonly": "false"}},
        {"annotations": {"aml-model-repo": "Q"}},
    ],
)
def test_what_mindie_takes(tmp_path: Path, said: dict[str, Any]) -> None:
    assert errors(write_fleet(tmp_path, *MINDIE, {}, service("mindie", **said))) == []


def test_what_mindie_gives(tmp_path: Path) -> None:
    """No security context: the image's own user, root, is left alone."""
    runtime, service = compiled_pair(write_fleet(tmp_path, *MINDIE, {}))
    assert service["metadata"]["annotations"]["storage.kserve.io/readonly"] == "false"
    assert "securityContext" not in service["spec"]["predictor"]
    assert "securityContext" not in runtime["spec"]["containers"][0]


@pytest.mark.parametrize(
    ("flavour", "label", "image"),
    [
        ("2.2rc1-910b", "ascend", "mindie:2.2.RC1-800I-A2-py311-openeuler24.03-lts"),
        ("1.0.0-mindspore", "ascend", "mindie-mindspore:1"),
    ],
)
def test_mindies_flavours_differ_in_few_fields(tmp_path: Path, flavour: str, label: str, image: str) -> None:
    given = {"image": "registry.example.com/mindie-mindspore:1"} if flavour == "1.0.0-mindspore" else {}
    spec = {"runtimes": [{"name": "mindie", "flavours": [flavour], **given}]}
    base, _ = compiled_pair(write_fleet(tmp_path / "base", *MINDIE, {}))
    other, _ = compiled_pair(write_fleet(tmp_path / "other", "mindie", "ascend-910b4", spec))
    assert other["metadata"]["labels"]["cpaas.io/accelerator-type"] == label
    assert other["spec"]["containers"][0]["image"].endswith(f"/{image}")
    fields = {line.partition(":")[0] for line in differences(base, other)}
    common = {".metadata.name", ".metadata.annotations.cpaas.io/display-name", ".spec.containers[0].image"}
    common.add(".metadata.labels.cpaas.io/accelerator-type")
    mindspore = {
        ".metadata.labels.cpaas.io/cann-version",
        ".spec.containers[0].args",
        ".spec.containers[0].env",
        ".spec.supportedModelFormats[0].name",
    }
    assert fields == (common | mindspore if flavour == "1.0.0-mindspore" else common)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"annotations": {}}, "annotation 'aml-model-repo' is missing"),
        ({"model": {"env": [{"name": "HOME", "value": ""}]}}, "env 'HOME' is empty"),
        ({"pod": {"fsGroup": None}}, "podSecurityContext.fsGroup is missing"),
        ({"pod": {"supplementalGroups": []}}, "podSecurityContext.supplementalGroups is empty"),
    ],
)
def test_what_vllm_ascend_misses(tmp_path: Path, said: dict[str, Any], words: str) -> None:
    [finding] = errors(write_fleet(tmp_path, *VLLM, {}, service("vllm-ascend", **said)))
    assert " contract-required: " in finding
    assert words in finding


def test_what_a_service_of_vllm_ascend_may_choose(tmp_path: Path) -> None:
    said = {
        "pod": {"fsGroup": 2000, "supplementalGroups": [2000]},
        "model": {"env": [{"name": "HOME", "value": "/cache"}]},
    }
    _, made = compiled_pair(write_fleet(tmp_path, *VLLM, {}, service("vllm-ascend", **said)))
    predictor = made["spec"]["predictor"]
    assert predictor["model"]["env"] == [{"name": "HOME", "value": "/cache"}]
    seccomp = {"type": "RuntimeDefault"}
    assert predictor["securityContext"] == {"fsGroup": 2000, "supplementalGroups": [2000], "seccompProfile": seccomp}


@pytest.mark.parametrize(("channel", "user"), [("stable", 65534), ("canary", 1000)])
def test_root_and_non_root_in_each_release(tmp_path: Path, channel: str, user: int) -> None:
    """The cluster's modelcar user decides. Only name, display name and user differ, and the groups of services."""
    base, usual = compiled_pair(write_fleet(tmp_path / "usual", *VLLM, {"channel": channel}))
    spec = {"channel": channel, "kserve": {**ALAUDA, "modelcarUID": 0}}
    root, given = compiled_pair(write_fleet(tmp_path / "root", *VLLM, spec))
    assert differences(base, root) == [
        ".metadata.annotations.cpaas.io/display-name: expected 'vllm-ascend-cann8.5', got 'vllm-ascend-cann8.5-root'",
        ".metadata.name: expected 'aml-vllm-ascend-cann-8.5.1', got 'aml-vllm-ascend-cann-8.5.1-root'",
        ".spec.containers[0].securityContext.runAsNonRoot: expected True, got False",
        f".spec.containers[0].securityContext.runAsUser: expected {user}, got 0",
    ]
    assert differences(usual, given) == [
        ".spec.predictor.model.runtime: expected 'aml-vllm-ascend-cann-8.5.1', got 'aml-vllm-ascend-cann-8.5.1-root'",
        ".spec.predictor.securityContext.fsGroup: expected 1000, is absent",
        ".spec.predictor.securityContext.supplementalGroups: expected [1000], is absent",
    ]
    assert given["spec"]["predictor"]["securityContext"] == {"seccompProfile": {"type": "RuntimeDefault"}}
