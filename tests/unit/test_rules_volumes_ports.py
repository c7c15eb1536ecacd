"""Rules about volumes and ports: what a runtime and its service say together, told and not told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.judged_pair import SERVICE, pair, told

MOUNT = {"volumeMounts": [{"name": "cache", "mountPath": "/cache"}]}
DEVICE = {"volumeDevices": [{"name": "cache", "devicePath": "/dev/xvda"}]}
CACHE = {"volumes": [{"name": "cache", "emptyDir": {}}]}
ENV_FILE = {"env": [{"name": "A", "valueFrom": {"fileKeyRef": {"volumeName": "cache", "path": "a.env", "key": "A"}}}]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(MOUNT, CACHE), []),
        (pair(MOUNT, predictor=CACHE), []),
        (pair(runtime=CACHE, model=MOUNT), []),
        (pair(model=MOUNT, predictor=CACHE), []),
        (pair(model=DEVICE, predictor=CACHE), []),
        (pair(runtime=CACHE, predictor={"containers": [{"name": "side", "image": "acme/side:1", **MOUNT}]}), []),
        (pair(predictor={**CACHE, "initContainers": [{"name": "first", "image": "acme/first:1", **MOUNT}]}), []),
        (pair(beside=({"name": "side", "image": "acme/side:1", **MOUNT},), runtime=CACHE), []),
        (pair({"volumeMounts": [{"name": "kserve-pvc-source", "mountPath": "/all"}]}), []),
        (pair(model={"volumeMounts": [{"name": "kserve-provision-location-1", "mountPath": "/all"}]}), []),
        (pair(MOUNT), ["service: missing-volume", "runtime: mount-left-to-services"]),
        (pair(model=MOUNT), ["service: missing-volume"]),
        (pair(model=DEVICE), ["service: missing-volume"]),
        (pair(runtime=CACHE), ["runtime: unmounted-volume"]),
        (pair(predictor=CACHE), ["service: unmounted-volume"]),
        (pair(MOUNT) | {SERVICE: None}, ["runtime: mount-left-to-services"]),
        (pair(runtime=CACHE, model=MOUNT) | {SERVICE: None}, ["runtime: unmounted-volume"]),
        # Workers are pods of their own.
        (pair(runtime={"workerSpec": {"containers": [{"name": "worker-container", "image": "acme/w:1", **MOUNT}]}, **CACHE}),
         ["runtime: mount-left-to-services", "runtime: unmounted-volume"]),
    ],
)  # fmt: skip
def test_volumes(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


def test_a_file_of_variables_uses_its_volume(tmp_path: Path) -> None:
    # KServe has the field from 0.17 on, as the FLEET's cluster does.
    assert told(tmp_path / "a", pair(ENV_FILE, CACHE)) == []
    assert told(tmp_path / "b", pair(model=ENV_FILE)) == ["service: missing-volume"]


def http(port: int | str, **more: Any) -> dict[str, Any]:
    return {"httpGet": {"path": "/health", "port": port, **more}}


def ports(*numbers: int, **names: int) -> dict[str, Any]:
    listed = [{"containerPort": number} for number in numbers]
    return {"ports": [*listed, *({"name": name, "containerPort": number} for name, number in names.items())]}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair({"startupProbe": http(8080)}), []),
        (pair({"startupProbe": http(8080), **ports(8080)}), []),
        (pair({"startupProbe": http("http"), **ports(http=8000)}), []),
        (pair({"startupProbe": {"exec": {"command": ["true"]}}, **ports(9000)}), []),
        (pair({"livenessProbe": http(8081), **ports(http=8080, health=8081)}), []),
        (pair({"livenessProbe": {"grpc": {"port": 9000}}, **ports(8080, 9000)}), []),
        # A port for management, which only kubelet asks.
        (pair({"livenessProbe": http(8081), "readinessProbe": http(8080), **ports(8080)}), []),
        (pair({"livenessProbe": http(8081)}), []),
        (pair({"readinessProbe": http(8081), **ports(8080)}), ["runtime: unlisted-probe-port"]),
        # Another host, and a port of another container in the pod.
        (pair({"readinessProbe": http(443, host="example.com")}), []),
        (pair({"readinessProbe": http(9100)}, beside=({"name": "side", "image": "acme/side:1", **ports(9100)},)), []),
        # A container that does not serve lists what it likes.
        (pair(beside=({"name": "side", "image": "acme/side:1", "readinessProbe": http(9100)},)), []),
        # A service brings the port that its runtime asks.
        (pair({"startupProbe": http(8000)}, model=ports(8000)), []),
        (pair({"startupProbe": http("http")}, model=ports(http=8080)), []),
        (pair({"startupProbe": http(8080)}, model={"startupProbe": {"failureThreshold": 90}}), []),
        (pair({**ports(http=8080)}, model={"readinessProbe": http("http")}), []),
        (pair({"startupProbe": http(8000)}), ["runtime: unlisted-probe-port"]),
        (pair({"startupProbe": http(8080), **ports(8000)}), ["runtime: unlisted-probe-port"]),
        (pair({"startupProbe": http(53), "ports": [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 8080}]}),
         ["runtime: unlisted-probe-port"]),
        (pair(model={"startupProbe": http(8000)}), ["service: unlisted-probe-port"]),
        (pair({"startupProbe": http("web"), **ports(http=8080)}), ["runtime: unknown-probe-port"]),
        (pair(model={"lifecycle": {"postStart": http("web")}}), ["service: unknown-probe-port"]),
        # What KServe fills in may be the same in the end.
        (pair({"startupProbe": http("{{ .Labels.port }}"), **ports(http=8080)}), []),
        (pair({"startupProbe": http("chat"), "ports": [{"name": "{{ .Name }}", "containerPort": 8080}]}), []),
    ],
)  # fmt: skip
def test_probes(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(ports(http=8080, metrics=9090)), []),
        (pair(ports(http=8080), model={"ports": [*ports(8080)["ports"], *ports(metrics=9090)["ports"]]}), []),
        (pair(ports(http=8080), model=ports(http=8080)), []),
        (pair(ports(http=8080), beside=({"name": "side", "image": "acme/side:1", **ports(http=9090)},)), []),
        (pair(ports(http=8080), model={"ports": [*ports(8080)["ports"], *ports(http=9090)["ports"]]}),
         ["service: repeated-port-name"]),
        (pair(model={"ports": [*ports(http=8080)["ports"], *ports(http=9090)["ports"]]}), ["service: repeated-port-name"]),
    ],
)  # fmt: skip
def test_names_of_ports(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected


STARTUP = {"startupProbe": http(8080)}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (pair(STARTUP, model=ports(8080, metrics=9090)), []),
        (pair(STARTUP, model=ports(8080)), []),
        # The server is to listen there: by its probe, by its arguments, or by gRPC.
        (pair(model={"startupProbe": http(9000), **ports(9000)}), []),
        (pair(model={"args": ["--port=9000"], **ports(9000)}), []),
        (pair(model={"env": [{"name": "PORT", "value": "9000"}], **ports(9000)}), []),
        (pair(STARTUP, model=ports(h2c=9000)), []),
        # The runtime lists the port already, and first comes what stands first there.
        (pair(ports(8080, metrics=9090), model=ports(metrics=9090)), []),
        (pair(STARTUP, model=ports(metrics=9090)), ["service: displaced-port"]),
        (pair(ports(http=8080), model=ports(metrics=9090)), ["service: displaced-port"]),
        (pair(STARTUP, model={"args": ["--port=9000"], **ports(9000)}), ["service: displaced-port"]),
        (pair(model=ports(metrics=9090, http=8080)), ["service: displaced-port"]),
    ],
)
def test_the_first_port(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected
