"""Hydra in the repo's own fleet: its own runtimes keep their templates, and workers get the images that are said."""

from __future__ import annotations

from typing import Any

import yaml

from tests.fleet import agent_images, objects, read
from tests.golden_trees import ROOT

BUILTINS = ["vllm", "sglang", "image-gen", "mindie"]
MIRROR = "registry.dc3.example.com:5000"


def templates(config_map: Any) -> list[Any]:
    found = yaml.safe_load(config_map["data"]["config.yaml"])["templates"]
    assert isinstance(found, list)
    return found


def test_hydra_keeps_its_own_templates() -> None:
    brought = templates(read(ROOT / "clusters/hydra-global/live/hydra-runtime-template.yaml"))
    written = templates(objects("hydra-global", "configmaps")["hydra-system/hydra-runtime-template"])
    assert [entry["runtime"] for entry in brought] == BUILTINS
    assert [entry["runtime"] for entry in written] == [*BUILTINS, "vllm-cpu"]
    assert written[: len(BUILTINS)] == brought


def test_images_of_hydras_own_runtimes_on_nvidia() -> None:
    images = agent_images("hydra-worker")
    assert images["vllm", "nvidia-gpu"] == "docker.io/vllm/vllm-openai:v0.19.0"
    assert images["sglang", "nvidia-gpu"] == "docker.io/lmsysorg/sglang:v0.5.9"
    assert images["image-gen", "nvidia-gpu"] == "registry.dc1.example.com/hydra/image-gen:v0.14.0"


def test_images_of_hydras_own_runtimes_on_ascend() -> None:
    images = agent_images("hydra-worker-ascend")
    assert images["vllm", "ascend-gpu-910"] == f"{MIRROR}/quay.io/ascend/vllm-ascend:v0.18.0rc1"
    assert images["sglang", "ascend-gpu-910"] == f"{MIRROR}/quay.io/ascend/sglang:v0.5.9-cann8.5.0-910b"
    mindie = f"{MIRROR}/swr/ascendhub/mindie:2.2.RC1-800I-A2-py311-openeuler24.03-lts"
    assert images["mindie", "ascend-gpu-910"] == mindie


def test_images_of_hydras_own_runtimes_on_amd() -> None:
    assert agent_images("hydra-worker-amd") == {
        ("vllm", "amd-gpu"): "docker.io/vllm/vllm-openai-rocm:v0.19.0",
        ("sglang", "amd-gpu"): "docker.io/lmsysorg/sglang:v0.5.9-rocm700-mi30x",
    }


def test_the_platforms_images_stay_where_the_worker_lists_no_runtime_for_them() -> None:
    images = agent_images("hydra-worker")
    assert images["vllm", "nvidia-vgpu"] == "docker.io/vllm/vllm-openai:v0.11.0"
    assert images["mindie", "ascend-gpu-910"] == "swr.cn-south-1.myhuaweicloud.com/ascendhub/mindie:2.1.RC1"


def test_the_image_for_cpus_fits_the_processor() -> None:
    assert agent_images("hydra-worker")["vllm-cpu", "cpu"] == "docker.io/vllm/vllm-openai-cpu:v0.19.0-x86_64"
    image = agent_images("hydra-worker-ascend")["vllm-cpu", "cpu"]
    assert image == f"{MIRROR}/docker.io/vllm/vllm-openai-cpu:v0.19.0-arm64"
