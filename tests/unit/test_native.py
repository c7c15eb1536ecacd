"""Native fields as JSON Schemas: what a definition may hold, and what a finished object may."""

from __future__ import annotations

import copy
import random
import re
from typing import Any

import jsonschema_rs
import pytest

from generator.json_schema.refusals import refusals
from generator.kserve.versions import VERSIONS
from generator.native.scalars import QUANTITY
from generator.native.schemas import common_object_schema, object_schema, patch_schemas
from tests.oracle import ask


def _accepts(schema: dict[str, Any], value: Any) -> bool:
    """Ask both validators: the fast one decides, the other one explains, so they must agree."""
    fast = jsonschema_rs.validator_for(schema).is_valid(value)
    assert fast is not any(refusals(schema, value, {}))
    return bool(fast)


def _patch_accepts(type_name: str, value: Any) -> bool:
    return _accepts({**patch_schemas(), "$ref": f"#/$defs/{type_name}"}, value)


@pytest.mark.parametrize(
    "container",
    [
        {"name": "a"},
        {"image": None, "resources": None, "env": None, "args": None},
        {"ports": [{"containerPort": "${{ cluster.values.port }}"}]},
        {"tty": "${{ cluster.values.tty }}"},
        {"resources": {"limits": {"cpu": "${{ cluster.values.cpu }}", "memory": None, "nvidia.com/gpu": 1}}},
        {"env": [{"name": "A", "value": None, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]},
        {"env": [{"$patch": "replace"}, {"name": "A", "value": "${{ service.name }}"}]},
        {"$setElementOrder/env": [{"name": "B"}, {"name": "A"}], "env": [{"name": "A", "$patch": "delete"}]},
        {"livenessProbe": {"$patch": "replace", "httpGet": {"port": "http"}}},
        {"restartPolicyRules": [{"action": "Restart"}]},
    ],
)
def test_a_definition_may_hold(container: Any) -> None:
    assert _patch_accepts("Container", container)


@pytest.mark.parametrize(
    "container",
    [
        {"volumeMount": []},
        {"args": "one"},
        {"args": [1]},
        {"args": [None]},
        {"env": [None]},
        {"env": {"A": "b"}},
        {"tty": "yes"},
        {"tty": 1},
        {"stdin": "$${ x }"},
        {"ports": [{"containerPort": "http"}]},
        {"ports": [{"containerPort": 80.5}]},
        {"image": 1.2},
        {"resources": {"limits": {"cpu": 0.5}}},
        {"resources": {"limits": {"cpu": "4 cores"}}},
        {"$patch": "merge"},
        {"$setElementOrder/args": []},
        {"livenessProbe": {"httpget": {}}},
    ],
)
def test_a_definition_may_not_hold(container: Any) -> None:
    assert not _patch_accepts("Container", container)


def test_words_and_bounds_in_definitions() -> None:
    assert _patch_accepts("InferenceServiceSpec", {"predictor": {"scaleMetric": "rps"}})
    assert _patch_accepts("InferenceServiceSpec", {"predictor": {"scaleMetric": "${{ cluster.values.metric }}"}})
    assert not _patch_accepts("InferenceServiceSpec", {"predictor": {"scaleMetric": "cpus"}})
    assert _patch_accepts("ServingRuntimeSpec", {"supportedModelFormats": [{"name": "x", "priority": 1}]})
    assert not _patch_accepts("ServingRuntimeSpec", {"supportedModelFormats": [{"name": "x", "priority": 0}]})


def test_fragments_are_parts_of_objects() -> None:
    assert _patch_accepts("ClusterServingRuntimeFragment", {"metadata": {"labels": {"a": "b", "c": None}}, "spec": {}})
    assert _patch_accepts("InferenceServiceFragment", {"metadata": {"annotations": {"a": "b"}}})
    assert not _patch_accepts("ClusterServingRuntimeFragment", {"metadata": {"namespace": "x"}})
    assert not _patch_accepts("InferenceServiceFragment", {"metadata": {"uid": "x"}})
    assert not _patch_accepts("InferenceServiceFragment", {"status": {}})


def test_hydra_types() -> None:
    container = {"argsTemplate": ["{{ .MODEL_PATH }}"], "ports": [{"containerPort": 8000}]}
    assert _patch_accepts("HydraTemplate", {"runtimeZH": "x", "podTemplate": {"containerTemplate": container}})
    assert not _patch_accepts("HydraTemplate", {"runtime": "vllm"})
    assert _patch_accepts("HydraAgentContainer", {"args": ["--dtype=half"], "env": [{"name": "A", "value": "b"}]})
    assert not _patch_accepts("HydraAgentContainer", {"image": "vllm:1"})
    assert not _patch_accepts("HydraAgentContainer", {"name": "vllm"})


def test_every_definition_form_has_its_title() -> None:
    assert all(form["title"] == name for name, form in patch_schemas()["$defs"].items())


def test_merge_keys_of_kserve() -> None:
    """KServe's Go tags (servingruntime_types.go, podspec.go), and name with version for formats, which have none."""
    runtime = patch_schemas()["$defs"]["ServingRuntimeSpec"]["properties"]
    keys = {
        name: form["x-kubernetes-list-map-keys"]
        for name, form in runtime.items()
        if "items" in form and "x-kubernetes-list-map-keys" in form
    }
    assert keys == {
        "containers": ["name"],
        "volumes": ["name"],
        "imagePullSecrets": ["name"],
        "supportedModelFormats": ["name", "version"],
    }


SERVICE = {
    "apiVersion": "serving.kserve.io/v1beta1",
    "kind": "InferenceService",
    "metadata": {"name": "qwen", "namespace": "demo", "labels": {"a": "b"}, "finalizers": ["x/y"]},
    "spec": {
        "predictor": {
            "model": {
                "modelFormat": {"name": "transformers"},
                "storageUri": "pvc://models/qwen",
                "resources": {"limits": {"cpu": "4", "memory": "16Gi", "huawei.com/Ascend910": 1}},
                "readinessProbe": {"httpGet": {"path": "/health"}},
            },
            "securityContext": {"fsGroup": 1000, "supplementalGroups": [1000]},
            "volumes": [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}],
        }
    },
}
RUNTIME = {
    "apiVersion": "serving.kserve.io/v1alpha1",
    "kind": "ClusterServingRuntime",
    "metadata": {"name": "triton"},
    "spec": {"containers": [{"name": "kserve-container", "image": "triton:1"}], "protocolVersions": ["v2"]},
}
CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "b"}, "data": {"k": "v"}}


def _with(original: Any, value: Any, *steps: str | int) -> Any:
    changed = copy.deepcopy(original)
    target = changed
    for step in steps[:-1]:
        target = target[step]
    target[steps[-1]] = value
    return changed


@pytest.mark.parametrize("version", [*VERSIONS, None])
def test_finished_objects(version: str | None) -> None:
    assert _accepts(object_schema("InferenceService", version), SERVICE)
    assert _accepts(object_schema("ClusterServingRuntime", version), RUNTIME)
    assert _accepts(object_schema("ConfigMap", version), CONFIG_MAP)


PREDICTOR = ("spec", "predictor")
MODEL = (*PREDICTOR, "model")


@pytest.mark.parametrize(
    ("value", "steps"),
    [
        (None, (*MODEL, "storageUri")),
        ({}, (*MODEL, "modelFormat")),
        ("${{ service.name }}", (*PREDICTOR, "minReplicas")),
        (2.5, (*PREDICTOR, "minReplicas")),
        ("16 Gi", (*MODEL, "resources", "limits", "memory")),
        ("16Gi\n", (*MODEL, "resources", "limits", "memory")),
        (0.5, (*MODEL, "resources", "limits", "cpu")),
        ([], (*MODEL, "storageUris")),
        ("replace", (*MODEL, "$patch")),
        ("v1", ("apiVersion",)),
        ("ConfigMap", ("kind",)),
        (None, ("metadata", "creationTimestamp")),
        ({}, ("status",)),
        ({"labels": {}}, ("metadata",)),
        ({}, ("spec",)),
    ],
)
def test_a_finished_service_may_not_hold(value: Any, steps: tuple[str, ...]) -> None:
    assert not _accepts(object_schema("InferenceService", "0.19"), _with(SERVICE, value, *steps))


KUBERNETES: list[tuple[tuple[str | int, ...], tuple[Any, ...], tuple[Any, ...]]] = [
    ((*MODEL, "imagePullPolicy"), ("", "Always", "IfNotPresent", "Never"), ("always", "IfNotpresent")),
    ((*MODEL, "restartPolicy"), ("Always", "OnFailure"), ("always",)),
    ((*MODEL, "terminationMessagePolicy"), ("File", "FallbackToLogsOnError"), ("Logs",)),
    ((*PREDICTOR, "restartPolicy"), ("", "Always"), ("Never", "OnFailure")),
    ((*PREDICTOR, "dnsPolicy"), ("", "None", "Default", "ClusterFirstWithHostNet"), ("none", "HostNet")),
    ((*PREDICTOR, "deploymentStrategy"), ({"type": "Recreate"}, {"type": ""}), ({"type": "Rolling"},)),
    ((*PREDICTOR, "priorityClassName"), ("", "gpu-high.v2", "a" * 70), ("High", "gpu_high", "-a")),
    ((*PREDICTOR, "serviceAccountName"), ("default",), ("a b",)),
    ((*PREDICTOR, "runtimeClassName"), ("nvidia",), ("Nvidia",)),
    ((*PREDICTOR, "imagePullSecrets"), ([{"name": "acme.registry"}],), ([{"name": "acme/registry"}],)),
    ((*PREDICTOR, "securityContext", "runAsUser"), (0, 1000660000), (-1, 2147483648)),
    ((*PREDICTOR, "securityContext", "supplementalGroups"), ([0, 44],), ([-44],)),
]
"""Steps, what Kubernetes takes there, and what it refuses."""


@pytest.mark.parametrize(("steps", "taken", "refused"), KUBERNETES)
def test_words_bounds_and_names_are_those_that_kubernetes_takes(
    steps: tuple[str | int, ...], taken: tuple[Any, ...], refused: tuple[Any, ...]
) -> None:
    schema = object_schema("InferenceService", "0.20")
    assert [value for value in taken if not _accepts(schema, _with(SERVICE, value, *steps))] == []
    assert [value for value in refused if _accepts(schema, _with(SERVICE, value, *steps))] == []


LISTED: list[tuple[tuple[str, ...], dict[str, Any], dict[str, Any]]] = [
    ((*MODEL, "ports"), {"containerPort": 65535, "protocol": "SCTP", "hostPort": 0}, {"containerPort": 0}),
    ((*MODEL, "ports"), {"containerPort": 1, "protocol": ""}, {"containerPort": 65536}),
    ((*MODEL, "ports"), {"containerPort": 80, "name": "http"}, {"containerPort": 80, "protocol": "tcp"}),
    ((*PREDICTOR, "tolerations"), {"operator": "Exists", "effect": ""}, {"operator": "In", "key": "a"}),
    # Kubernetes 1.35 compares numbers.
    ((*PREDICTOR, "tolerations"), {"operator": "Gt", "key": "a"}, {"key": "a", "effect": "NoScheduling"}),
    ((*PREDICTOR, "volumes"), {"name": "a-1", "secret": {"secretName": "a.b"}}, {"name": "a.b", "emptyDir": {}}),
    ((*PREDICTOR, "volumes"),
     {"name": "a", "persistentVolumeClaim": {"claimName": "a.b"}},
     {"name": "a", "persistentVolumeClaim": {"claimName": "A"}}),
    ((*PREDICTOR, "volumes"),
     {"name": "a", "hostPath": {"path": "/a", "type": ""}},
     {"name": "a", "hostPath": {"path": "/a", "type": "Dir"}}),
    ((*PREDICTOR, "topologySpreadConstraints"),
     {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "ScheduleAnyway"},
     {"maxSkew": 0, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"}),
    ((*PREDICTOR, "topologySpreadConstraints"),
     {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"},
     {"maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "Wait"}),
    # KServe fills in the name.
    ((*MODEL, "env"),
     {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "{{ .Name }}-settings", "key": "a"}}},
     {"name": "A", "valueFrom": {"configMapKeyRef": {"name": "{ .Name }", "key": "a"}}}),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "taken", "refused"), LISTED)
def test_items_are_those_that_kubernetes_takes(steps: tuple[str, ...], taken: Any, refused: Any) -> None:
    schema = object_schema("InferenceService", "0.20")
    assert _accepts(schema, _with(SERVICE, [taken], *steps))
    assert not _accepts(schema, _with(SERVICE, [refused], *steps))


def test_a_definition_may_give_a_word_by_an_expression() -> None:
    """What it must be is known once the expression is evaluated; null takes the runtime's away."""
    for value in ("Always", "${{ cluster.values.pull }}", None):
        assert _patch_accepts("Container", {"name": "a", "imagePullPolicy": value})
    assert not _patch_accepts("Container", {"name": "a", "imagePullPolicy": "Sometimes"})
    assert _patch_accepts("Volume", {"name": "${{ service.name }}"})
    assert not _patch_accepts("Volume", {"name": "a_b"})


def test_a_cluster_wide_object_has_no_namespace() -> None:
    assert not _accepts(object_schema("ClusterServingRuntime", "0.20"), _with(RUNTIME, "demo", "metadata", "namespace"))


def test_a_config_map_holds_text() -> None:
    assert not _accepts(object_schema("ConfigMap", None), _with(CONFIG_MAP, 1, "data", "k"))


@pytest.mark.parametrize(("version", "expected"), [("0.16", False), ("0.17", True), ("0.20", True)])
def test_a_runtime_has_a_scheduler_since_017(version: str, expected: bool) -> None:
    schema = object_schema("ClusterServingRuntime", version)
    assert _accepts(schema, _with(RUNTIME, "volcano", "spec", "schedulerName")) is expected


@pytest.mark.parametrize(("version", "expected"), [("0.13", False), ("0.14", True), ("0.15", False)])
def test_a_worker_has_a_size_in_014_only(version: str, expected: bool) -> None:
    worker = {"containers": [{"name": "worker-container"}], "size": 1}
    schema = object_schema("ClusterServingRuntime", version)
    assert _accepts(schema, _with(RUNTIME, worker, "spec", "workerSpec")) is expected


UNIONS: list[tuple[tuple[str | int, ...], dict[str, Any], dict[str, Any]]] = [
    ((*MODEL, "env"), {"value": "x"}, {"valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
    ((*MODEL, "envFrom"), {"configMapRef": {"name": "x"}}, {"secretRef": {"name": "x"}}),
    ((*PREDICTOR, "volumes"), {"emptyDir": {}}, {"hostPath": {"path": "/x"}}),
    ((*PREDICTOR, "resourceClaims"), {"resourceClaimName": "x"}, {"resourceClaimTemplateName": "x"}),
]


@pytest.mark.parametrize(("steps", "one", "two"), UNIONS)
def test_one_member_of_a_union_in_a_list(steps: tuple[str | int, ...], one: Any, two: Any) -> None:
    schema = object_schema("InferenceService", "0.20")
    name = {} if "envFrom" in steps else {"name": "x"}
    assert _accepts(schema, _with(SERVICE, [name | one], *steps))
    assert _accepts(schema, _with(SERVICE, [name | two], *steps))
    assert not _accepts(schema, _with(SERVICE, [name | one | two], *steps))


HANDLERS = {
    "exec": {"command": ["true"]},
    "grpc": {"port": 1},
    "httpGet": {"port": "http"},
    "tcpSocket": {"port": 1},
}


@pytest.mark.parametrize(
    "two", [("exec", "httpGet"), ("grpc", "tcpSocket"), ("exec", "grpc"), ("httpGet", "tcpSocket")]
)
def test_a_probe_has_one_handler(two: tuple[str, str]) -> None:
    schema = object_schema("InferenceService", "0.20")
    for probe in ("livenessProbe", "startupProbe"):
        for name in two:
            assert _accepts(schema, _with(SERVICE, {name: HANDLERS[name], "periodSeconds": 5}, *MODEL, probe))
        assert not _accepts(schema, _with(SERVICE, {name: HANDLERS[name] for name in two}, *MODEL, probe))


def test_sources_of_values_and_projections_exclude_each_other() -> None:
    schema = object_schema("InferenceService", "0.20")
    field, secret = {"fieldRef": {"fieldPath": "x"}}, {"secretKeyRef": {"name": "x", "key": "y"}}
    hook = {"exec": {}, "sleep": {"seconds": 1}}
    assert not _accepts(schema, _with(SERVICE, [{"name": "A", "valueFrom": field | secret}], *MODEL, "env"))
    assert not _accepts(schema, _with(SERVICE, {"preStop": hook}, *MODEL, "lifecycle"))
    sources = {"configMap": {"name": "x"}, "secret": {"name": "x"}}
    projected = [{"name": "x", "projected": {"sources": [sources]}}]
    assert not _accepts(schema, _with(SERVICE, projected, *PREDICTOR, "volumes"))
    apart = [{"name": "x", "projected": {"sources": [{key: value} for key, value in sources.items()]}}]
    assert _accepts(schema, _with(SERVICE, apart, *PREDICTOR, "volumes"))


def test_quantities_are_those_that_kubernetes_reads() -> None:
    """Narrower in one thing, as KServe's CRDs are: there is a digit (Go reads 'Gi' and '.' as zero)."""
    chance = random.Random(20)
    texts = ["".join(chance.choices("0123456789+-.eEkKmMGTPiun ", k=chance.randint(1, 6))) for _ in range(20_000)]
    texts += ["", "1E999999999999999999999", "1e-9", "16Gi", "1\n", "１", "0x1", "1_0", "1Ti", "1TB"]
    answers = ask("quantity", texts)
    theirs = {
        text
        for text, answer in zip(texts, answers, strict=True)
        if answer and re.search("[0-9]", re.split("[eE]", text)[0])
    }
    assert {text for text in texts if re.fullmatch(QUANTITY, text)} == theirs
    assert len(theirs) > 1_000


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["InferenceService", "ClusterServingRuntime", "ConfigMap"])
def test_what_all_versions_have_each_version_has(kind: str, version: str) -> None:
    common, one = common_object_schema(kind)["$defs"], object_schema(kind, version)["$defs"]
    for name, schema in common.items():
        assert schema["properties"].items() <= one[name]["properties"].items()
        assert schema.get("required") == one[name].get("required")


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        ("ClusterServingRuntime", "ServingRuntimeSpec", "workerSpec"),
        ("InferenceService", "PredictorSpec", "storageUris"),
        ("InferenceService", "InferenceServiceSpec", "canary"),
    ],
)
def test_what_some_versions_lack_is_not_common(kind: str, name: str, field: str) -> None:
    assert field in object_schema(kind, "0.20")["$defs"][name]["properties"]
    assert field not in common_object_schema(kind)["$defs"][name]["properties"]
