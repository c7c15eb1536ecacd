"""The runtimes that the repo ships, on a cluster and with a service of a test's own.

Warnings do not count here: what the shipped definitions allow with a reason may be broken by a test's own, or by none.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from generator.diagnostics import Severity
from tests.repo import API, compiled

ROOT = Path(__file__).parent.parent
ALAUDA = {"distribution": "alauda", "version": "0.19"}


def write_fleet(
    root: Path, runtime: str, accelerator: str, spec: Mapping[str, Any], service: Mapping[str, Any] | None = None
) -> Path:
    """Write a repo with one shipped runtime, one cluster 'here' and one service 'demo/qwen'; returns its root.

    `spec` is laid over the cluster's spec, `service` over the service's document.
    """
    for path in ("servewright.yaml", "clusters/accelerators.yaml"):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, root / path)
    shutil.copytree(ROOT / "runtimes" / runtime, root / "runtimes" / runtime)
    cluster = {
        "kserve": ALAUDA,
        "accelerators": [{"name": accelerator, "devicePlugin": "hami"}],
        "namespaces": [{"name": "demo"}],
        "runtimes": [{"name": runtime}],
        **spec,
    }
    metadata = {"name": "qwen", "namespace": "demo", "annotations": {"aml-model-repo": "Qwen3.5-0.8B"}}
    predictor = {"model": {"storageUri": "pvc://models/Qwen3.5-0.8B"}}
    model_service = {
        "metadata": metadata,
        "spec": {"runtime": runtime, "accelerator": {"count": 1}, "predictor": predictor},
        **(service or {}),
    }
    _write(root / "clusters/here/cluster.yaml", {"kind": "Cluster", "metadata": {"name": "here"}, "spec": cluster})
    _write(root / "clusters/here/services/demo/qwen.yaml", {"kind": "ModelService", **model_service})
    return root


def _write(path: Path, document: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(API + "".join(f"{key}: {json.dumps(value)}\n" for key, value in document.items()))


def errors(root: Path) -> list[str]:
    """Compile a repo and return its errors as `path:line:column rule: message`."""
    return [
        f"{each.span.path}:{each.span.line}:{each.span.column} {each.rule}: {each.message}"
        for each in compiled(root).diagnostics
        if each.severity is Severity.ERROR
    ]


def compiled_pair(root: Path) -> tuple[Any, Any]:
    """Return the ClusterServingRuntime and the InferenceService of such a repo."""
    result = compiled(root)
    assert errors(root) == []
    made = {path: yaml.safe_load(data) for path, data in result.outputs.items()}
    [runtime] = [made[path] for path in made if path.startswith("here/clusterservingruntimes/")]
    return runtime, made["here/inferenceservices/demo/qwen.yaml"]
