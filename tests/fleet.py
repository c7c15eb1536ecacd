"""The repo's own fleet as plain YAML: its definitions and what they compile to, read without the compiler."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.golden_trees import ROOT

OUT = ROOT / "out"


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_bytes())


@cache
def clusters() -> dict[str, Any]:
    """Return each cluster's spec."""
    return {path.parent.name: read(path)["spec"] for path in sorted((ROOT / "clusters").glob("*/cluster.yaml"))}


@cache
def runtimes() -> dict[str, Any]:
    """Return each runtime's spec."""
    return {path.parent.name: read(path)["spec"] for path in sorted((ROOT / "runtimes").glob("*/runtime.yaml"))}


@cache
def objects(cluster: str, kind: str) -> dict[str, Any]:
    """Return a cluster's generated objects of a kind (its plural), by path below the kind's folder."""
    folder = OUT / cluster / kind
    return {path.relative_to(folder).with_suffix("").as_posix(): read(path) for path in folder.rglob("*.yaml")}


@cache
def services() -> dict[str, Any]:
    """Return every InferenceService of the fleet, by cluster/namespace/name."""
    return {f"{name}/{path}": it for name in clusters() for path, it in objects(name, "inferenceservices").items()}


def served_by(service: Any) -> str:
    """Return the name of the ClusterServingRuntime that a service asks for."""
    return str(service["spec"]["predictor"]["model"]["runtime"])


def agent_config(cluster: str) -> Any:
    """Return a worker's generated ConfigMap of Hydra's agent."""
    return objects(cluster, "configmaps")["hydra-system/hydra-agent"]


def agent_images(cluster: str) -> dict[tuple[str, str], str]:
    """Return a worker's images by runtime and GPU type; two for one pair are an error."""
    found: dict[tuple[str, str], str] = {}
    for entry in yaml.safe_load(agent_config(cluster)["data"]["configmap"])["deployment_templates"]:
        [image] = images(entry)
        for key in ((runtime, gpu) for runtime in entry["match_runtimes"] for gpu in entry["match_gpu_types"]):
            assert key not in found
            found[key] = image
    return found


def images(value: Any) -> Iterator[str]:
    """Yield all image references in an object: of containers, of Hydra's split form, of oci:// models."""
    if isinstance(value, list):
        for item in value:
            yield from images(item)
    elif isinstance(value, dict):
        if value.keys() == {"registry", "repository", "tag"}:
            yield f"{value['registry']}/{value['repository']}:{value['tag']}"
        for key, item in value.items():
            if key == "image" and isinstance(item, str):
                yield item
            elif isinstance(item, str) and item.startswith("oci://"):
                yield item.removeprefix("oci://")
            else:
                yield from images(item)
