"""Pods for Pod Security, at random but repeatably, and the service and runtime that each is put together from."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Map = dict[str, Any]

SOUND: Map = {
    "metadata": {},
    "spec": {
        "securityContext": {"seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [
            {
                "name": "kserve-container",
                "securityContext": {
                    "allowPrivilegeEscalation": False,
                    "capabilities": {"drop": ["ALL"]},
                    "runAsNonRoot": True,
                    "runAsUser": 1000,
                },
            }
        ],
    },
}
"""A pod that level restricted takes."""

_CAPABILITIES = ("ALL", "NET_BIND_SERVICE", "NET_RAW", "SYS_ADMIN", "CHOWN", "IPC_LOCK", "KILL", "net_bind_service")
_SYSCTLS = ("kernel.shm_rmid_forced", "net.ipv4.tcp_rmem", "kernel.shmmax", "net.core.somaxconn", "net.ipv4.tcp_mem")
_VOLUMES: tuple[Map, ...] = (
    {"emptyDir": {}},
    {"hostPath": {"path": "/data"}},
    {"nfs": {"server": "nfs", "path": "/"}},
    {"persistentVolumeClaim": {"claimName": "models"}},
    {"csi": {"driver": "x"}},
    {"image": {"reference": "a/b:1"}},
    {"ephemeral": {}},
    {"cephfs": {"monitors": ["m"]}},
    {"projected": {}},
    {"glusterfs": {"endpoints": "e", "path": "p"}},
)
_SELINUX: tuple[Map, ...] = (
    {"type": "container_t"},
    {"type": "container_engine_t"},
    {"type": "spc_t"},
    {"user": "system_u"},
    {"role": "r"},
    {"level": "s0"},
    {"type": "", "user": ""},
)
_PROFILES = ("RuntimeDefault", "Localhost", "Unconfined")
_ANNOTATIONS = ("runtime/default", "localhost/own", "unconfined", "", "RuntimeDefault")
_HOSTS = ("", "10.0.0.1", "localhost")


@dataclass(frozen=True)
class Source:
    """What a pod is put together from."""

    service: Map
    runtime: Map


class Pods:
    """Makes pods, and takes them apart."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._changes: tuple[Callable[[Map], None], ...] = (
            *(self._host_namespace, self._sysctls, self._volume, self._volume, self._annotation, self._windows),
            *(self._port, self._probe, self._hook, self._pod_context),
            *[self._container_context] * 6,
        )

    def pod(self) -> Map:
        """Return a pod: a sound one with sidecars, changed in a few places."""
        pod = copy.deepcopy(SOUND)
        spec = pod["spec"]
        for name in self._some(("logger", "proxy")):
            spec["containers"].append(copy.deepcopy(spec["containers"][0]) | {"name": name})
        if self._chance(0.3):
            spec["initContainers"] = [copy.deepcopy(spec["containers"][0]) | {"name": "fetch"}]
        for _ in range(self._random.choice((0, 1, 1, 1, 2, 2, 3, 5))):
            self._random.choice(self._changes)(pod)
        return pod

    def apart(self, pod: Map) -> Source:
        """Return a service and its runtime from which KServe makes the pod, what both may say at random with either."""
        metadata, spec = pod["metadata"], pod["spec"]
        serving, *sidecars = spec["containers"]
        base, model = self._halves(serving)
        theirs, own = self._shared(sidecars)
        volumes, own_volumes = self._shared(spec.get("volumes") or [])
        predictor = {key: value for key, value in spec.items() if key not in ("containers", "volumes")}
        predictor |= {"model": model | {"runtime": "r"}, "containers": own, "volumes": own_volumes}
        runtime: Map = {"containers": [base, *theirs], "volumes": volumes, "hostIPC": True}
        annotations = metadata.get("annotations") or {}
        holders: list[Map] = [{}, {}, {}]
        for key, text in annotations.items():
            self._random.choice(holders)[key] = text
        runtime["annotations"], of_service, predictor["annotations"] = holders
        return Source(
            {
                "metadata": {"name": "s", "namespace": "n", "annotations": of_service},
                "spec": {"predictor": predictor},
            },
            {"metadata": {"name": "r"}, "spec": runtime},
        )

    def _halves(self, serving: Map) -> tuple[Map, Map]:
        """Return the serving container as the runtime and as the model write it; the model has the last word."""
        base: Map = {"name": serving["name"]}
        model: Map = {}
        for key, value in serving.items():
            if key == "securityContext":
                base[key], model[key] = {}, {}
                for name, item in value.items():
                    self._random.choice((base, model))[key][name] = item
                for name in set(model[key]) & {"privileged", "allowPrivilegeEscalation", "runAsNonRoot"}:
                    base[key][name] = not model[key][name]
            elif key != "name":
                self._random.choice((base, model))[key] = value
        return base, model

    def _shared(self, items: list[Map]) -> tuple[list[Map], list[Map]]:
        theirs = [item for item in items if self._chance(0.5)]
        return theirs, [item for item in items if item not in theirs]

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def _some(self, values: Any) -> list[Any]:
        return [value for value in values if self._chance(0.3)]

    def _container(self, pod: Map) -> Map:
        spec = pod["spec"]
        container: Map = self._random.choice([*spec["containers"], *spec.get("initContainers", ())])
        return container

    def _host_namespace(self, pod: Map) -> None:
        pod["spec"][self._random.choice(("hostNetwork", "hostPID", "hostIPC"))] = self._chance(0.7)

    def _sysctls(self, pod: Map) -> None:
        names = self._random.sample(_SYSCTLS, 2)
        pod["spec"].setdefault("securityContext", {})["sysctls"] = [{"name": name, "value": "1"} for name in names]

    def _volume(self, pod: Map) -> None:
        volumes = pod["spec"].setdefault("volumes", [])
        volumes.append({"name": f"v{len(volumes)}"} | copy.deepcopy(self._random.choice(_VOLUMES)))

    def _annotation(self, pod: Map) -> None:
        key = f"container.apparmor.security.beta.kubernetes.io/{self._random.choice(('kserve-container', 'x'))}"
        pod["metadata"].setdefault("annotations", {})[key] = self._random.choice(_ANNOTATIONS)

    def _windows(self, pod: Map) -> None:
        pod["spec"]["os"] = {"name": self._random.choice(("windows", "linux"))}

    def _port(self, pod: Map) -> None:
        port = {"containerPort": 8080}
        self._container(pod)["ports"] = [port | self._random.choice(({}, {"hostPort": 80}, {"hostPort": 0}))]

    def _probe(self, pod: Map) -> None:
        handler = {self._random.choice(("httpGet", "tcpSocket")): {"port": 80, "host": self._random.choice(_HOSTS)}}
        self._container(pod)[self._random.choice(("livenessProbe", "readinessProbe", "startupProbe"))] = handler

    def _hook(self, pod: Map) -> None:
        handler = {self._random.choice(("httpGet", "tcpSocket")): {"port": 80, "host": self._random.choice(_HOSTS)}}
        self._container(pod)["lifecycle"] = {self._random.choice(("postStart", "preStop")): handler}

    def _pod_context(self, pod: Map) -> None:
        choice = self._random.choice
        context = pod["spec"].setdefault("securityContext", {})
        key, value = choice((*self._shared_changes(), ("runAsUser", choice((0, 1000))), ("none", None)))
        if key == "none":
            del pod["spec"]["securityContext"]
        else:
            context[key] = value

    def _container_context(self, pod: Map) -> None:
        choice = self._random.choice
        container = self._container(pod)
        context = container.setdefault("securityContext", {})
        changes = (
            *self._shared_changes(),
            *(("privileged", choice((True, False))), ("allowPrivilegeEscalation", choice((True, False)))),
            *(("procMount", choice(("Default", "Unmasked"))), ("runAsUser", choice((0, 65534)))),
            *(("capabilities", self._capabilities()), ("capabilities", self._capabilities()), ("none", None)),
        )
        key, value = choice(changes)
        if key == "none":
            container.pop("securityContext")
        elif self._chance(0.25):
            context.pop(key, None)
        else:
            context[key] = value

    def _shared_changes(self) -> tuple[tuple[str, Any], ...]:
        """Return changes of a security context that pods and containers both have."""
        choice = self._random.choice
        return (
            ("seccompProfile", {"type": choice(_PROFILES)}),
            ("appArmorProfile", {"type": choice(_PROFILES)}),
            ("seLinuxOptions", dict(choice(_SELINUX))),
            ("windowsOptions", {"hostProcess": choice((True, False))}),
            ("runAsNonRoot", choice((True, False))),
        )

    def _capabilities(self) -> Map:
        some = {key: self._random.sample(_CAPABILITIES, self._random.randint(0, 2)) for key in ("add", "drop")}
        return {key: names for key, names in some.items() if names}
