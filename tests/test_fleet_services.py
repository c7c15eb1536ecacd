"""What the source documents demand of services is given to every service of the repo's own fleet."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fleet import objects, served_by, services

ROOT_CLUSTER = "ascend-910b-root"
DEVICES = {
    "ascend-310p": {"huawei.com/Ascend310P"},
    "ascend-910b": {"huawei.com/Ascend910B4", "huawei.com/Ascend910B4-memory"},
    "ascend-910b-canary": {"huawei.com/Ascend910B4", "huawei.com/Ascend910B4-memory"},
    "ascend-910b-root": {"huawei.com/Ascend910"},
    "edge-cpu": set(),
    "nvidia-a": {"nvidia.com/gpu"},
    "nvidia-b": {"nvidia.com/gpualloc", "nvidia.com/gpumem", "nvidia.com/gpucores"},
    "upstream-015": set(),
    "upstream-020": {"nvidia.com/gpu"},
}


def on(prefix: str) -> dict[str, Any]:
    """Return the services whose ClusterServingRuntime's name begins so; that there are some is part of every test."""
    found = {place: service for place, service in services().items() if served_by(service).startswith(prefix)}
    assert found
    return found


def environment(container: Any) -> dict[str, Any]:
    return {entry["name"]: entry.get("value") for entry in container.get("env", ())}


def test_xinference_is_told_the_models_family() -> None:
    for place, service in on("aml-xinference-").items():
        assert environment(service["spec"]["predictor"]["model"]).get("MODEL_FAMILY"), place


def test_mindie_may_write_into_the_model_and_is_root() -> None:
    for place, service in on("mindie-").items():
        assert service["metadata"]["annotations"].get("storage.kserve.io/readonly") == "false", place
        assert not service["spec"]["predictor"].get("securityContext", {}).get("runAsNonRoot"), place


def test_vllm_ascend_may_use_the_devices_and_has_a_home() -> None:
    """A process that is root needs no group: docs/…/guides/vllm_ascend_root_mode.mdx in github.com/alauda/aml-docs."""
    for place, service in on("aml-vllm-ascend-").items():
        cluster = place.partition("/")[0]
        groups = {} if cluster == ROOT_CLUSTER else {"fsGroup": 1000, "supplementalGroups": [1000]}
        expected = {"seccompProfile": {"type": "RuntimeDefault"}} | groups
        assert service["spec"]["predictor"]["securityContext"] == expected, place
        [container] = objects(cluster, "clusterservingruntimes")[served_by(service)]["spec"]["containers"]
        merged = environment(container) | environment(service["spec"]["predictor"]["model"])
        assert merged["HOME"] == "/tmp", place


def test_every_service_names_its_model() -> None:
    """All runtimes of the source documents read the annotation, in a path or as the model's name."""
    assert [place for place, it in on("").items() if not it["metadata"]["annotations"].get("aml-model-repo")] == []


@pytest.mark.parametrize("cluster", DEVICES)
def test_services_ask_for_the_devices_of_the_clusters_plugin(cluster: str) -> None:
    written = objects(cluster, "inferenceservices").values()
    asked = [it["spec"]["predictor"]["model"]["resources"]["limits"] for it in written]
    assert asked
    assert {key for limits in asked for key in limits if "/" in key} == DEVICES[cluster]


@pytest.mark.parametrize(("cluster", "word"), [("upstream-015", "RawDeployment"), ("edge-cpu", "Standard")])
def test_the_deployment_mode_has_the_word_of_the_clusters_kserve(cluster: str, word: str) -> None:
    written = objects(cluster, "inferenceservices").values()
    assert {it["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] for it in written} == {word}
