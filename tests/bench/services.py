"""Texts of ModelServices as people write them, all different."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_MODELS = {
    "openvino": ("resnet50", "yolo11n", "mobilenet-v3", "person-reid", "ocr-det"),
    "mlserver": ("bert-intent", "bge-small", "roberta-toxic", "e5-base", "minilm-l6"),
    "vllm-community": ("qwen3-8b", "llama3-8b", "mistral-7b", "glm4-9b", "phi4-mini"),
    "xinference": ("internlm3", "yi-6b", "baichuan2", "chatglm3", "deepseek-7b"),
    "triton": ("densenet", "whisper-enc", "clip-vit", "unet-seg", "bark-voc"),
}
_NAMESPACES = {
    "openvino": "vision",
    "mlserver": "tabular",
    "vllm-community": "chat",
    "xinference": "chat",
    "triton": "vision",
}
_COMMON = ("openvino", "mlserver")
_ACCELERATED = ("vllm-community", "xinference", "vllm-community", "triton")
_TEAMS = ("search", "assist", "risk", "catalogue", "support", "media")


@dataclass(frozen=True)
class Place:
    """One service's runtime and file. `common` ones need no accelerator and are the same on all hardware."""

    runtime: str
    name: str
    common: bool

    def accelerated(self, hardware: str) -> bool:
        """Say whether the service asks for an accelerator on a cluster of this hardware."""
        return not self.common and (hardware == "nvidia" or (hardware == "ascend" and self.runtime != "triton"))

    @property
    def namespace(self) -> str:
        return _NAMESPACES[self.runtime]

    @property
    def path(self) -> str:
        return f"services/{self.namespace}/{self.name}.yaml"


def places(count: int) -> Iterator[Place]:
    """Yield the services that each cluster has: three in five of them need no accelerator."""
    for index in range(count):
        fives, rest = divmod(index, 5)
        common = rest < 3
        runtime = _COMMON[index % 2] if common else _ACCELERATED[(fives * 2 + rest - 3) % 4]
        yield Place(runtime, f"{_MODELS[runtime][fives % 5]}-{index:02}", common)


def service_text(place: Place, hardware: str, random: Random) -> str:
    """Return a service with arguments, environment, a probe and scheduling of its own, at least 60 values."""
    cpu, owner = random.choice((2, 4, 8)), random.choice(_TEAMS)
    revision = f"{random.getrandbits(40):010x}"
    return "\n".join(
        (
            *_head(place, random),
            f"    example.com/revision: r{revision}",
            f"    example.com/owner: {owner}-oncall",
            "spec:",
            f"  runtime: {place.runtime}",
            *(["  accelerator: {count: 1}"] if place.accelerated(hardware) else []),
            "  predictor:",
            f"    minReplicas: {random.randint(1, 2)}",
            f"    maxReplicas: {random.randint(3, 9)}",
            f"    timeout: {random.randint(30, 600)}",
            "    # Inference nodes are tainted.",
            "    nodeSelector:",
            f"      example.com/pool: {owner}",
            f"      example.com/generation: g{random.randint(1, 5)}",
            "    tolerations:",
            "      - {key: example.com/inference, operator: Equal, value: dedicated, effect: NoSchedule}",
            f"      - {{key: example.com/pool, operator: Equal, value: {owner}, effect: NoSchedule}}",
            "    model:",
            *_format(place),
            f"      storageUri: pvc://${{{{ cluster.values.model_pvc }}}}/{place.name}/{revision}",
            "      args:",
            f"        - --log-level={random.choice(('info', 'warning'))}",
            f"        - --max-batch={random.randint(1, 64)}",
            *_runtime_env(place),
            *(f"        - {{name: {name}, value: {value}}}" for name, value in _settings(random)),
            "      resources:",
            f'        limits: {{cpu: "{cpu}", memory: {random.randint(8, 64)}Gi}}',
            f'        requests: {{cpu: "{cpu // 2}", memory: {random.randint(2, 8)}Gi}}',
            "      readinessProbe:",
            "        httpGet: {path: /v2/health/ready, port: 8080}",
            f"        initialDelaySeconds: {random.randint(5, 90)}",
            f"        periodSeconds: {random.randint(5, 20)}",
            f"        failureThreshold: {random.randint(3, 30)}",
            "",
        )
    )


def _head(place: Place, random: Random) -> tuple[str, ...]:
    tag = ("    aml-pipeline-tag: text-classification",) if place.runtime == "mlserver" else ()
    return (
        "apiVersion: servewright.io/v1alpha1",
        "kind: ModelService",
        "metadata:",
        f"  name: {place.name}",
        f"  namespace: {place.namespace}",
        "  labels:",
        f"    example.com/team: {random.choice(_TEAMS)}",
        "    aml-model-group: models",
        "    aml-model-subgroup: amlmodels",
        f"    aml-model-repo: {place.name}",
        "    aml-pipeline-tag: text-classification",
        f"    service.subdomain: {place.name}-{place.namespace}",
        "  annotations:",
        f"    aml-model-repo: {place.name}",
        *tag,
    )


def _format(place: Place) -> tuple[str, ...]:
    stated = {"openvino": ("onnx", "v2"), "mlserver": ("transformers", None)}.get(place.runtime)
    if stated is None:
        return ()
    name, protocol = stated
    format_line = f"      modelFormat: {{name: {name}}}"
    return (format_line,) if protocol is None else (format_line, f"      protocolVersion: {protocol}")


def _runtime_env(place: Place) -> tuple[str, ...]:
    family = (f"        - {{name: MODEL_FAMILY, value: {place.name.split('-')[0]}}}",)
    return (
        "      env:",
        *(family if place.runtime == "xinference" else ()),
        f"        - {{name: SERVED_AS, value: {place.name}}}",
    )


def _settings(random: Random) -> Iterator[tuple[str, str]]:
    yield "REQUEST_LIMIT", f'"{random.randint(100, 9999)}"'
    yield "CACHE_FOLDER", f"/tmp/cache-{random.getrandbits(24):06x}"
    yield "TRACE_SAMPLING", f'"0.{random.randint(1, 99):02}"'
    yield "FEATURES", f'"streaming,batch-{random.randint(2, 32)}"'
