"""One runtime and one service of the FLEET of tests/repo.py, with fields of a test's own, and the rules that they break."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.repo import API, compiled, write_repo

RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"


def pair(
    container: Mapping[str, Any] = {},
    runtime: Mapping[str, Any] = {},
    model: Mapping[str, Any] = {},
    predictor: Mapping[str, Any] = {},
    beside: tuple[Mapping[str, Any], ...] = (),
) -> dict[str, str]:
    """Return the two definitions. `container` is laid over the runtime's serving container, `runtime` over its spec,
    `model` and `predictor` over the service's; `beside` are further containers of the runtime."""
    containers = ({"name": "kserve-container", "args": ["serve"], **container}, *beside)
    native = {
        "supportedModelFormats": [{"name": "onnx", "version": "1"}],
        "containers": [{key: value for key, value in each.items() if value is not None} for each in containers],
        **runtime,
    }
    spec = {
        "image": "docker.io/acme/server:1",
        "flavours": [{"name": "gpu", "accelerators": ["gpu"], "toolkitVersion": "12.1"}],
        "clusterServingRuntime": {"spec": native},
    }
    service = {
        "runtime": "server",
        "accelerator": {"count": 1},
        "predictor": {"model": {"storageUri": "pvc://models/chat", **model}, **predictor},
    }
    return {
        RUNTIME: _definition("Runtime", {"name": "server"}, spec),
        SERVICE: _definition("ModelService", {"name": "chat", "namespace": "demo"}, service),
    }


def _definition(kind: str, metadata: Mapping[str, Any], spec: Mapping[str, Any]) -> str:
    return f"{API}kind: {kind}\nmetadata: {json.dumps(metadata)}\nspec: {json.dumps(spec)}\n"


def told(root: Path, files: Mapping[str, str | None]) -> list[str]:
    """Compile a repo and return what breaks rules there: `runtime` or `service`, and the rule."""
    names = {RUNTIME: "runtime", SERVICE: "service"}
    return [
        f"{names.get(each.span.path, each.span.path)}: {each.rule}"
        for each in compiled(write_repo(root, files)).diagnostics
    ]
