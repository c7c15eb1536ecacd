"""Small repos of definitions for tests: paths to texts, written out and compiled."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

from generator.compile.compiled import Compiled, Selection
from generator.compile.fleet import compile_fleet
from generator.snapshot import Snapshot

API = "apiVersion: servewright.io/v1alpha1\n"

FLEET: dict[str, str] = {
    "servewright.yaml": API + "kind: Fleet\n",
    "clusters/accelerators.yaml": API
    + dedent("""\
        kind: Accelerators
        spec:
          accelerators:
            - {name: cpu, label: cpu, hydraGPUType: cpu}
            - name: gpu
              label: nvidia
              toolkit: cuda
              devicePlugins:
                - {name: whole, resource: nvidia.com/gpu, hydraGPUType: nvidia-gpu}
                - {name: shared, resource: nvidia.com/gpualloc, memory: nvidia.com/gpumem, cores: nvidia.com/gpucores}
        """),
    "runtimes/server/runtime.yaml": API
    + dedent("""\
        kind: Runtime
        metadata: {name: server}
        spec:
          image: docker.io/acme/server:1
          flavours:
            - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}
          clusterServingRuntime:
            spec:
              supportedModelFormats: [{name: onnx, version: "1"}]
              containers:
                - name: kserve-container
                  args: [serve]
        """),
    "clusters/one/cluster.yaml": API
    + dedent("""\
        kind: Cluster
        metadata: {name: one, labels: {env: prod}}
        spec:
          values: {mirror: "mirror.example.com:5000", claim: models}
          kserve: {distribution: alauda, version: "0.19"}
          accelerators: [{name: gpu, devicePlugin: whole}]
          namespaces: [{name: demo}]
          runtimes: [{name: server}]
        """),
    "clusters/one/services/demo/chat.yaml": API
    + dedent("""\
        kind: ModelService
        metadata: {name: chat, namespace: demo}
        spec:
          runtime: server
          accelerator: {count: 1}
          predictor:
            model: {storageUri: "pvc://${{ cluster.values.claim }}/chat"}
        """),
}
"""One cluster, one runtime, one service: sound, and as small as can be."""

RUNTIME = "one/clusterservingruntimes/server-gpu.yaml"
SERVICE = "one/inferenceservices/demo/chat.yaml"


def write_repo(root: Path, files: Mapping[str, str | bytes | None]) -> Path:
    """Write FLEET with some files replaced, added or (None) left out; returns the root."""
    for path, text in {**FLEET, **files}.items():
        if text is not None:
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def edited(path: str, old: str, new: str) -> dict[str, str]:
    """Return one file of FLEET with a piece of its text replaced."""
    assert old in FLEET[path], f"{old!r} is not in {path}"
    return {path: FLEET[path].replace(old, new)}


def compiled(root: Path, *clusters: str, jobs: int = 1) -> Compiled:
    """Compile a repo."""
    return compile_fleet(Snapshot(root), Selection(clusters, jobs), _no_progress)


def _no_progress(*_: int) -> None:
    pass


def objects(root: Path) -> dict[str, Any]:
    """Compile a sound repo and return its objects by their path below out/."""
    result = compiled(root)
    assert [(d.rule, d.span, d.message) for d in result.diagnostics] == []
    return {path: yaml.safe_load(data) for path, data in result.outputs.items()}


def findings(root: Path, *clusters: str) -> list[str]:
    """Compile a repo and return its findings as `path:line:column rule: message`."""
    return [
        f"{d.span.path}:{d.span.line}:{d.span.column} {d.rule}: {d.message}"
        for d in compiled(root, *clusters).diagnostics
    ]
