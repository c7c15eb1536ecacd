"""The repo's own fleet covers the hardware and software of the source documents, each flavour of a runtime in use.

What is expected is written by hand; the fleet is read as plain YAML.
"""

from __future__ import annotations

from typing import Any

import yaml

from tests.fleet import OUT, agent_config, agent_images, clusters, images, objects, read, runtimes, served_by, services
from tests.golden_trees import ROOT

KSERVE = {
    "ascend-310p": ("alauda", "0.19"),
    "ascend-910b": ("alauda", "0.19"),
    "ascend-910b-canary": ("alauda", "0.19"),
    "ascend-910b-root": ("alauda", "0.19"),
    "edge-cpu": ("alauda", "0.16"),
    "nvidia-a": ("alauda", "0.16"),
    "nvidia-b": ("alauda", "0.19"),
    "upstream-015": ("upstream", "0.15"),
    "upstream-020": ("upstream", "0.20"),
}
HYDRA = {
    "hydra-global": "global",
    "hydra-worker": "worker",
    "hydra-worker-amd": "worker",
    "hydra-worker-ascend": "worker",
}
MIRRORS = {"nvidia-a": "registry.dc2.example.com:5000/", "hydra-worker-ascend": "registry.dc3.example.com:5000/"}


def test_the_clusters() -> None:
    kserve = {name: spec["kserve"] for name, spec in clusters().items() if "kserve" in spec}
    assert {name: (it["distribution"], it["version"]) for name, it in kserve.items()} == KSERVE
    assert {name: spec["hydra"]["role"] for name, spec in clusters().items() if "hydra" in spec} == HYDRA
    assert clusters().keys() == KSERVE.keys() | HYDRA.keys()


def test_one_cluster_follows_the_canary_channel() -> None:
    assert [name for name, spec in clusters().items() if spec.get("channel") == "canary"] == ["ascend-910b-canary"]


def test_every_flavour_is_used() -> None:
    flavours = [(runtime, it) for runtime, spec in runtimes().items() for it in spec["flavours"]]
    assert len(flavours) > len(runtimes()) > 1
    served = {served_by(service) for service in services().values()}
    unused = [
        (runtime, flavour["name"])
        for runtime, flavour in flavours
        if _object_name(runtime, flavour["name"]) not in served and not _on_a_worker(runtime, flavour)
    ]
    assert unused == []


def _object_name(runtime: str, flavour: str) -> str:
    metadata = runtimes()[runtime].get("clusterServingRuntime", {}).get("metadata", {})
    return str(metadata.get("name", f"{runtime}-{flavour}")).replace("${{ flavour.name }}", flavour)


def _on_a_worker(runtime: str, flavour: Any) -> bool:
    wanted = {(runtime, gpu_type) for name in flavour["accelerators"] for gpu_type in _gpu_types(name)}
    workers = (name for name, role in HYDRA.items() if role == "worker")
    annotations = (agent_config(name)["metadata"]["annotations"]["servewright.io/entries"] for name in workers)
    return any((*entry,) in wanted for annotation in annotations for entry in yaml.safe_load(annotation))


def _gpu_types(accelerator: str) -> set[str]:
    entries = read(ROOT / "clusters/accelerators.yaml")["spec"]["accelerators"]
    [entry] = [entry for entry in entries if entry["name"] == accelerator]
    return {it["hydraGPUType"] for it in (entry, *entry.get("devicePlugins", ())) if "hydraGPUType" in it}


def test_two_clusters_are_air_gapped() -> None:
    assert {name for name, spec in clusters().items() if "air-gapped" in spec.get("overlays", ())} == MIRRORS.keys()


def test_an_air_gapped_cluster_of_kserve_reaches_its_mirror_only() -> None:
    written = objects("nvidia-a", "clusterservingruntimes")
    found = list(images(list((written | objects("nvidia-a", "inferenceservices")).values())))
    assert len(found) >= 3
    assert [image for image in found if not image.startswith(MIRRORS["nvidia-a"])] == []
    assert [it["spec"]["imagePullSecrets"] for it in written.values()] == [[{"name": "mirror-pull"}]] * len(written)


def test_an_air_gapped_worker_of_hydra_reaches_its_mirror_only() -> None:
    found = agent_images("hydra-worker-ascend").values()
    assert len(found) >= 4
    assert [image for image in found if not image.startswith(MIRRORS["hydra-worker-ascend"])] == []


def test_a_service_runs_on_the_platforms_runtime_which_nothing_writes() -> None:
    name = "aml-vllm-0.9.2-cuda-12.6"
    assert [place for place, service in services().items() if served_by(service) == name] == ["nvidia-a/demo/llama"]
    assert read(ROOT / f"clusters/nvidia-a/live/{name}.yaml")["metadata"]["name"] == name
    assert [path for path in OUT.rglob("*.yaml") if path.stem == name] == []
