"""kubeconform accepts every file in out/, by the schemas of the KServe on its cluster, and nothing is passed over.

The out/ of the repo's own fleet and those of the golden trees.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.api_schemas import LOCATION, write_api_schemas
from tests.golden_trees import ROOT, repos

KUBECONFORM = ROOT / ".build" / "bin" / "kubeconform"
REPOS = (ROOT, *repos())


def _clusters(root: Path) -> list[str]:
    return sorted(path.parent.name for path in (root / "clusters").glob("*/cluster.yaml"))


def _name(root: Path) -> str:
    return "fleet" if root == ROOT else root.name


@pytest.fixture(scope="module")
def api_schemas(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str | None], Path]:
    """Return a function from a KServe version to the folder of its schemas, written once."""

    @cache
    def written(kserve: str | None) -> Path:
        folder = tmp_path_factory.mktemp("kserve") / "schemas"
        write_api_schemas(folder, kserve)
        return folder

    return written


@pytest.mark.parametrize(
    ("root", "cluster"),
    [pytest.param(root, cluster, id=f"{_name(root)}-{cluster}") for root in REPOS for cluster in _clusters(root)],
)
def test_the_api_server_accepts_every_file(root: Path, cluster: str, api_schemas: Callable[[str | None], Path]) -> None:
    folder = root / "out" / cluster
    files = _files(folder)
    assert files, f"{folder} holds no files: run `make` or, for a golden tree, `make golden`"
    definition = yaml.safe_load((root / "clusters" / cluster / "cluster.yaml").read_bytes())
    kserve = definition["spec"].get("kserve", {}).get("version")
    problems, valid = _kubeconform(folder, api_schemas(kserve))
    assert problems == {}
    assert valid == len(files)


@pytest.mark.parametrize("root", REPOS, ids=_name)
def test_every_file_belongs_to_a_cluster(root: Path) -> None:
    """A file elsewhere in out/ would not be checked."""
    assert {path.relative_to(root / "out").parts[0] for path in _files(root / "out")} <= set(_clusters(root))


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]


def _kubeconform(folder: Path, schemas: Path) -> tuple[dict[str, str], int]:
    """Return what is wrong by file name, and the number of valid resources."""
    assert KUBECONFORM.exists(), f"{KUBECONFORM} is missing: run `make tools`"
    location = f"{schemas}/{LOCATION}"
    options = ["-strict", "-summary", "-n", "1", "-output", "json", "-schema-location", location]
    answer = subprocess.run([KUBECONFORM, *options, folder], stdout=subprocess.PIPE, text=True, check=False)
    report = json.loads(answer.stdout)
    problems = {Path(entry["filename"]).name: f"{entry['status']}: {entry['msg']}" for entry in report["resources"]}
    assert (answer.returncode == 0) is (problems == {})
    return problems, report["summary"]["valid"]


SERVICE = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "qwen", "namespace": "demo", "annotations": {"a": "b"}},
    "spec": {
        "predictor": {
            "minReplicas": 1,
            "model": {
                "modelFormat": {"name": "transformers"},
                "resources": {"limits": {"cpu": 4, "memory": "16Gi"}},
                "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}},
            },
            "storageUris": [{"uri": "pvc://models/qwen", "mountPath": "/mnt/models"}],
        }
    },
}
RUNTIME = {
    "apiVersion": "serving.kserve.io/v1alpha1",
    "kind": "ClusterServingRuntime",
    "metadata": {"name": "triton", "labels": {"cpaas.io/runtime-class": "triton"}},
    "spec": {
        "containers": [{"name": "kserve-container", "ports": [{"containerPort": 8000, "protocol": "TCP"}]}],
        "supportedModelFormats": [{"name": "triton", "version": "2"}],
    },
}
CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}, "data": {"k": "v"}}
OBJECTS = {"service": SERVICE, "runtime": RUNTIME, "configmap": CONFIG_MAP}


def _check(objects: dict[str, Any], kserve: str | None, folder: Path) -> tuple[dict[str, str], int]:
    write_api_schemas(folder / "schemas", kserve)
    for name, value in objects.items():
        path = folder / "objects" / name[0] / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(value), "utf-8")
    return _kubeconform(folder / "objects", folder / "schemas")


def test_good_objects(tmp_path: Path) -> None:
    assert _check(OBJECTS, "0.19", tmp_path) == ({}, 3)


def test_bad_objects_and_unknown_kinds(tmp_path: Path) -> None:
    bad = {
        "unknown-field": SERVICE | {"spec": {"predictor": {"model": {"storageUris": []}}}},
        "unknown-top-field": CONFIG_MAP | {"date": {}},
        "wrong-type": RUNTIME | {"spec": {"containers": [{"name": "a", "image": 1}]}},
        "number-as-label": RUNTIME | {"metadata": {"name": "a", "labels": {"cann-version": 8.5}}},
        "fraction": SERVICE | {"spec": {"predictor": {"model": {"resources": {"limits": {"cpu": 0.5}}}}}},
        "missing-field": RUNTIME | {"spec": {}},
        "unknown-kind": CONFIG_MAP | {"kind": "ConfigMaps"},
        "unknown-version": SERVICE | {"apiVersion": "serving.kserve.io/v1"},
    }
    problems, valid = _check(bad, "0.19", tmp_path)
    assert valid == 0
    assert problems.keys() == {f"{name}.yaml" for name in bad}
    assert "'storageUris' not allowed" in problems["unknown-field.yaml"]
    assert "could not find schema for ConfigMaps" in problems["unknown-kind.yaml"]


def test_versions_differ(tmp_path: Path) -> None:
    newer = RUNTIME | {"spec": {**RUNTIME["spec"], "schedulerName": "volcano"}}  # type: ignore[dict-item]
    for version in ("0.16", "0.17"):
        (tmp_path / version).mkdir()
    assert _check({"runtime": newer}, "0.17", tmp_path / "0.17") == ({}, 1)
    problems, _ = _check({"runtime": newer}, "0.16", tmp_path / "0.16")
    assert "'schedulerName' not allowed" in problems["runtime.yaml"]


def test_a_cluster_without_kserve_has_no_kserve_kinds(tmp_path: Path) -> None:
    problems, valid = _check(OBJECTS, None, tmp_path)
    assert problems.keys() == {"service.yaml", "runtime.yaml"}
    assert valid == 1
