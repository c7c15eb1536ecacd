"""Rules about what only a merged pod shows, and what the API server refuses: told and not told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.repo import FLEET
from tests.unit.judged_pair import SERVICE, pair, told

CLUSTER = "clusters/one/cluster.yaml"
PROXY = {"name": "proxy", "image": "docker.io/acme/proxy:1"}
HTTP = {"httpGet": {"path": "/ready", "port": 8080}}
EXEC = {"exec": {"command": ["check"]}}


def on(version: str, files: dict[str, str]) -> dict[str, str]:
    """Return a repo whose cluster has upstream's KServe of a version."""
    old = 'distribution: alauda, version: "0.19"'
    return files | {CLUSTER: FLEET[CLUSTER].replace(old, f'distribution: upstream, version: "{version}"')}


def resources(limits: Mapping[str, Any] = {}, requests: Mapping[str, Any] = {}) -> dict[str, Any]:
    return {"resources": {"limits": limits, "requests": requests}}


def env(name: str, **said: Any) -> dict[str, Any]:
    return {"env": [{"name": name, **said}]}


def secret(name: str) -> dict[str, Any]:
    return {"secretKeyRef": {"name": name, "key": "token"}}


def cache(**source: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "cache", **(source or {"emptyDir": {}})}]}


def mount(path: str = "/cache", **more: str) -> dict[str, Any]:
    return {"volumeMounts": [{"name": "cache", "mountPath": path, **more}]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(resources({"cpu": "2"}, {"cpu": "1"}), model=resources(requests={"cpu": "2000m"})), []),
        (pair(resources({"cpu": "2"}), model=resources({"cpu": "4"}, {"cpu": "4"})), []),
        (pair(resources(requests={"cpu": "4"}), model=resources({"memory": "1Gi"})), []),
        (pair(resources({"memory": "1Gi"}, {"memory": "1024Mi"})), []),
        # An extended resource has its own rule.
        (pair(resources({"nvidia.com/gpu": "1"}), model=resources(requests={"nvidia.com/gpu": "2"})),
         ["service: extended-resources"]),
        (pair(resources({"cpu": "2", "memory": "6Gi"}), model=resources(requests={"cpu": "4"})),
         ["service: requests-above-limits"]),
        (pair(resources(requests={"memory": "6Gi"}), model=resources({"memory": "4Gi"})),
         ["service: requests-above-limits"]),
        (pair(model=resources({"cpu": 1}, {"cpu": 2})), ["service: requests-above-limits"]),
        # What the runtime says alone is told there, once.
        (pair(resources({"cpu": 1}, {"cpu": 2}), model=resources({"memory": "1Gi"})), ["runtime: requests-above-limits"]),
        (pair(beside=({**PROXY, **resources({"cpu": 1}, {"cpu": 2})},)), ["runtime: requests-above-limits"]),
        (pair(predictor={"containers": [{**PROXY, **resources({"ephemeral-storage": "1Gi"}, {"ephemeral-storage": "2Gi"})}]}),
         ["service: requests-above-limits"]),
    ],
)  # fmt: skip
def test_requests(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair({"readinessProbe": HTTP}, model={"readinessProbe": HTTP}), []),
        (pair({"readinessProbe": HTTP}, model={"readinessProbe": {"failureThreshold": 9}}), []),
        (pair({"readinessProbe": HTTP}, model={"livenessProbe": EXEC}), []),
        (pair(model={"readinessProbe": EXEC}), []),
        (pair(beside=({**PROXY, "readinessProbe": HTTP},), model={"readinessProbe": EXEC}), []),
        (pair({"readinessProbe": HTTP}, model={"readinessProbe": EXEC}), ["service: merged-union"]),
        (pair({"readinessProbe": HTTP}, model={"readinessProbe": {"tcpSocket": {"port": 8080}}}), ["service: merged-union"]),
        (pair({"lifecycle": {"preStop": EXEC}}, model={"lifecycle": {"preStop": HTTP}}), ["service: merged-union"]),
        (pair({"lifecycle": {"preStop": EXEC}}, model={"lifecycle": {"postStart": HTTP}}), []),
        (pair(env("A", value="1"), model=env("A", value="2")), []),
        (pair(env("A", valueFrom=secret("a")), model=env("A", valueFrom=secret("b"))), []),
        (pair(env("A", value=""), model=env("A", valueFrom=secret("b"))), []),
        (pair(env("A", value="1"), model=env("A", valueFrom=secret("b"))), ["service: merged-union"]),
        (pair(env("A", valueFrom=secret("a")), model=env("A", value="1")), ["service: merged-union"]),
        (on("0.15", pair(env("A", value="1"), model=env("A", valueFrom=secret("b")))), ["service: merged-union"]),
        # KServe 0.20 takes away the runtime's value or valueFrom, but not one of two sources.
        (on("0.20", pair(env("A", value="1"), model=env("A", valueFrom=secret("b")))), []),
        (on("0.20", pair(env("A", valueFrom=secret("a")), model=env("A", value="1"))), []),
        (on("0.20", pair(env("A", valueFrom={"fieldRef": {"fieldPath": "metadata.name"}}), model=env("A", valueFrom=secret("b")))),
         ["service: merged-union"]),
        (pair(mount(), cache(), predictor=cache(emptyDir={"medium": "Memory"})), []),
        (pair(mount(), cache(), predictor=cache(hostPath={"path": "/cache"})), ["service: merged-union"]),
        (pair(mount(subPath="a"), cache(), model=mount(subPath="b")), []),
        (pair(mount(subPath="a"), cache(), model={**env("A", value="b"), **mount(subPathExpr="$(A)")}), ["service: merged-union"]),
        # The runtime of a transformer's pod is none.
        (pair({"readinessProbe": HTTP}) , []),
    ],
)  # fmt: skip
def test_unions(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


SERVING = {**PROXY, "name": "kserve-container"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(beside=(PROXY,), predictor={"containers": [{**PROXY, "name": "own-proxy"}]}), []),
        # KServe merges this one.
        (pair(beside=({**PROXY, "name": "transformer-container"},), predictor={"containers": [{**PROXY, "name": "transformer-container"}]}), []),
        (pair(beside=(PROXY,), predictor={"containers": [PROXY]}), ["service: repeated-container-name"]),
        (on("0.15", pair(beside=(PROXY,), predictor={"containers": [PROXY]})), ["service: repeated-container-name"]),
        (pair(beside=(PROXY,), predictor={"initContainers": [PROXY]}), ["service: repeated-container-name"]),
        (pair(predictor={"initContainers": [SERVING]}), ["service: repeated-container-name"]),
        (pair(predictor={"containers": [PROXY, PROXY]}), ["service: repeated-container-name"]),
        (pair(beside=(PROXY, PROXY)), ["runtime: repeated-container-name"]),
        (pair(predictor={"containers": [SERVING]}), ["service: second-predictor"]),
        (on("0.14", pair(predictor={"containers": [PROXY]})), ["service: second-predictor"]),
        (on("0.15", pair(predictor={"containers": [PROXY]})), []),
        (on("0.14", pair(predictor={"initContainers": [PROXY]})), []),
        (on("0.14", pair(beside=(PROXY,))), []),
    ],
)  # fmt: skip
def test_names_of_containers(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


TWICE = {"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(env("A", value="1"), model=env("A", value="2")), []),
        (pair({"ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]}), []),
        (pair({"volumeMounts": [*mount("/a")["volumeMounts"], *mount("/b")["volumeMounts"]]}, cache()), []),
        (pair(TWICE), ["runtime: repeated-list-key"]),
        (pair(model=TWICE), ["service: repeated-list-key"]),
        # The types of KServe 0.13 do not know variables by their names, and Kubernetes takes the last.
        (on("0.13", pair(TWICE)), []),
        (on("0.14", pair(TWICE)), ["runtime: repeated-list-key"]),
        (on("0.13", pair({"ports": [{"containerPort": 80}, {"containerPort": 80}]})), ["runtime: repeated-list-key"]),
        (pair({"volumeMounts": mount()["volumeMounts"] * 2}, cache()), ["runtime: repeated-list-key"]),
        (pair(mount(), {"volumes": cache()["volumes"] * 2}), ["runtime: repeated-list-key"]),
        (pair(predictor={"containers": [{**PROXY, **TWICE}]}), ["service: repeated-list-key"]),
    ],
)  # fmt: skip
def test_keys_of_lists(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    "name", ["http", "h2c", "a", "8080-http", "fifteen-letters", "grpc-user-port", "https-metrics", "{{ .Name }}"]
)
def test_names_of_ports(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, pair({"ports": [{"name": name, "containerPort": 8080}]})) == []


@pytest.mark.parametrize(
    "name", ["HTTP", "8080", "a--b", "-http", "http_1", "sixteen-letters-", "prometheus-metrics", "hé"]
)
def test_no_names_of_ports(name: str, tmp_path: Path) -> None:
    files = pair({"ports": [{"name": name, "containerPort": 8080}]})
    assert told(tmp_path, files) == ["runtime: invalid-port-name"]


@pytest.mark.parametrize("name", ["HOME", "_a", "my.var-1", "1st", "two words"])
def test_names_of_variables(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, pair(env(name, value="1"))) == []


@pytest.mark.parametrize("name", ["", "A=B", "GRÖSSE", "A\tB"])
def test_no_names_of_variables(name: str, tmp_path: Path) -> None:
    assert told(tmp_path, pair(env(name, value="1"))) == ["runtime: invalid-variable-name"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair({"startupProbe": {**HTTP, "successThreshold": 1, "terminationGracePeriodSeconds": 5}}), []),
        (pair({"readinessProbe": {**HTTP, "successThreshold": 3, "periodSeconds": 0}}), []),
        (pair({"startupProbe": HTTP}, model={"startupProbe": {"failureThreshold": 90}}), []),
        # The service says what is asked.
        (pair({"startupProbe": {"failureThreshold": 90}}, model={"startupProbe": HTTP}), []),
        (pair({"startupProbe": {**HTTP, "successThreshold": 2}}), ["runtime: invalid-probe"]),
        (pair({"readinessProbe": {**HTTP, "terminationGracePeriodSeconds": 5}}), ["runtime: invalid-probe"]),
        (pair({"livenessProbe": {**HTTP, "terminationGracePeriodSeconds": 0}}), ["runtime: invalid-probe"]),
        (pair(model={"livenessProbe": {**HTTP, "initialDelaySeconds": -5}}), ["service: invalid-probe"]),
        (pair(model={"startupProbe": {"failureThreshold": 90}}), ["service: invalid-probe"]),
        (pair(model={"livenessProbe": {}}), ["service: invalid-probe"]),
        (pair({"startupProbe": {"failureThreshold": 90}}), ["runtime: invalid-probe"]),
        (pair({"startupProbe": {"failureThreshold": 90}}) | {SERVICE: None}, []),
        (pair(predictor={"containers": [{**PROXY, "livenessProbe": {"periodSeconds": 5}}]}), ["service: invalid-probe"]),
    ],
)  # fmt: skip
def test_probes(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


POD = env("POD", valueFrom={"fieldRef": {"fieldPath": "metadata.name"}})


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(mount(subPath="models/..a"), cache()), []),
        (pair({**POD, **mount(subPathExpr="$(POD)/$$(X)")}, cache()), []),
        (pair(POD, cache(), model=mount(subPathExpr="$(POD)")), []),
        (pair(mount(subPathExpr="$(POD)"), cache(), model=POD), []),
        (pair(mount(subPathExpr="$(INFERENCE_SERVICE_NAME)"), cache()), []),
        (pair({"envFrom": [{"configMapRef": {"name": "more"}}], **mount(subPathExpr="$(X)")}, cache()), []),
        (pair(mount(subPath="/models"), cache()), ["runtime: invalid-sub-path"]),
        (pair(mount(subPath="a/.."), cache()), ["runtime: invalid-sub-path"]),
        (pair({**POD, **mount(subPathExpr="/$(POD)")}, cache()), ["runtime: invalid-sub-path"]),
        (pair(mount(subPathExpr="$(POD)"), cache()), ["runtime: unknown-sub-path-variable"]),
        (pair({**env("A", value=""), **mount(subPathExpr="$(A)")}, cache()), ["runtime: unknown-sub-path-variable"]),
        (pair(predictor={**cache(), "containers": [{**PROXY, **mount(subPathExpr="$(POD)")}]}),
         ["service: unknown-sub-path-variable"]),
    ],
)  # fmt: skip
def test_sub_paths(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        ({"hostIPC": False}, []),
        ({"hostIPC": True}, ["runtime: host-ipc-of-runtime"]),
        ({"workerSpec": {"hostIPC": True, "containers": [{"name": "worker-container", "image": "docker.io/acme/w:1"}]}},
         ["runtime: host-ipc-of-runtime"]),
    ],
)  # fmt: skip
def test_host_ipc(runtime: dict[str, Any], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, pair(runtime=runtime)) == expected


def test_host_ipc_of_a_service_reaches_its_pod(tmp_path: Path) -> None:
    assert told(tmp_path, pair(predictor={"hostIPC": True})) == []


def limited(**amounts: str | int) -> dict[str, Any]:
    return {"resources": {"limits": {key.replace("_", "-"): value for key, value in amounts.items()}}}


def sized(limit: str | int) -> dict[str, Any]:
    return {"volumes": [{"name": "shm", "emptyDir": {"medium": "Memory", "sizeLimit": limit}}]}


SHM = {"volumeMounts": [{"name": "shm", "mountPath": "/dev/shm"}]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(limited(memory="16Gi", cpu="1024")), []),
        (pair(limited(memory="1Mi", cpu="128000m")), []),
        (pair(limited(memory=17179869184, cpu=4)), []),
        (pair(limited(memory="0", ephemeral_storage="0")), []),
        (pair(limited(memory="1e9")), []),
        (pair(SHM, runtime=sized("2Gi")), []),
        (pair(SHM, runtime=sized(0)), []),
        (pair(limited(memory="16m")), ["runtime: odd-quantity"]),
        (pair(limited(memory=16)), ["runtime: odd-quantity"]),
        (pair(limited(memory="1023Ki")), ["runtime: odd-quantity"]),
        (pair(limited(ephemeral_storage="20")), ["runtime: odd-quantity"]),
        (pair(limited(cpu="4000")), ["runtime: odd-quantity"]),
        (pair(limited(cpu="1.5k")), ["runtime: odd-quantity"]),
        (pair(SHM, runtime=sized("2")), ["runtime: odd-quantity"]),
        (pair(model={"resources": {"requests": {"memory": "8"}}}), ["service: odd-quantity"]),
    ],
)
def test_quantities_that_nobody_means(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected
