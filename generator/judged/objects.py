"""A finished object as rules judge it: its own value, what serves it, and the facts of its cluster that count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from generator.judged.pods import Pod, merged_container, service_pods
from generator.judged.process import Process, own_process, service_processes
from generator.judged.texts import encoded, may_hold
from generator.kserve.container import CONTAINER
from generator.kserve.service import model_of
from generator.kserve.versions import minor_of
from generator.place import Steps

_INLINE = ("model",)
"""Fields of a predictor that are a container, besides those in its lists."""
_COMPONENTS = ("predictor", "transformer", "explainer")
NOT_OF_CONTAINERS = frozenset(("modelFormat", "protocolVersion", "runtime", "runtimeVersion", "storage", "storageUri"))
"""Fields of a predictor's model that are none of its container."""


class Device(Struct, frozen=True):
    """An accelerator as a cluster offers it: its extended resource keys, and how many a node has if that is known."""

    accelerator: str
    plugin: str
    resource: str
    memory: str | None
    cores: str | None
    per_node: int | None

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the resource keys, the one that counts first."""
        return tuple(key for key in (self.resource, self.memory, self.cores) if key is not None)


class ClusterFacts(Struct, frozen=True, dict=True):
    """What rules know of a cluster. Clusters with equal facts share their findings."""

    alauda: bool
    version: str
    """KServe's."""
    flux: bool
    """Whether Flux syncs the cluster: its postBuild would substitute shell variables."""
    registries: tuple[str, ...] | None
    """Prefixes of the image names that the policy allows; None where it says nothing."""
    devices: tuple[Device, ...]
    known_devices: frozenset[Device]
    """All devices of the fleet's catalogue, whatever a node has of them."""
    modelcar_uid: int
    """The user that model files belong to."""
    levels: tuple[tuple[str, str], ...]
    """Declared namespaces with their Pod Security level."""

    @property
    def minor(self) -> int:
        """Return KServe's minor version."""
        return minor_of(self.version)

    @cached_property
    def most_per_node(self) -> Mapping[str, tuple[int, bool]]:
        """Return, by the key of each device whose number on a node is known, that number, and whether cards are shared."""
        found: dict[str, tuple[int, bool]] = {}
        for key in dict.fromkeys(device.resource for device in self.devices):
            devices = [device for device in self.devices if device.resource == key]
            numbers = [device.per_node for device in devices if device.per_node is not None]
            if len(numbers) == len(devices):
                found[key] = max(numbers), any(len(device.keys) > 1 for device in devices)
        return found

    def level(self, namespace: str) -> str | None:
        """Return a namespace's Pod Security level, None where it is not said."""
        return dict(self.levels).get(namespace)


class Container(Struct, frozen=True, eq=False):
    """A container as an object writes it, and the steps to it."""

    name: str
    value: Mapping[str, Any]
    steps: Steps
    init: bool = False


class Judged(Struct, frozen=True, eq=False, dict=True):
    """A finished, natively valid ClusterServingRuntime or InferenceService."""

    kind: str
    value: Mapping[str, Any]
    runtime: Mapping[str, Any] | None
    """The ClusterServingRuntime that serves an InferenceService."""
    facts: ClusterFacts
    accelerators: tuple[str, ...] = ()
    """The cluster's accelerators that its runtime's flavour runs on."""
    contract: Mapping[str, Any] = {}
    """Its runtime's contract, which is judged by itself: what breaks it need not be told again."""
    users: tuple[Mapping[str, Any], ...] = ()
    """Services that a ClusterServingRuntime serves: what it alone lacks, they may bring. They take findings away, and
    never add one."""

    @property
    def metadata(self) -> Mapping[str, Any]:
        """Return the object's metadata."""
        metadata: Mapping[str, Any] = self.value["metadata"]
        return metadata

    @property
    def labels(self) -> Mapping[str, str]:
        """Return the object's labels."""
        return self.metadata.get("labels") or {}

    @property
    def annotations(self) -> Mapping[str, str]:
        """Return the object's annotations."""
        return self.metadata.get("annotations") or {}

    @property
    def runtime_labels(self) -> Mapping[str, str]:
        """Return the labels of the runtime that serves a service; none where it is not known."""
        return (self.runtime or {}).get("metadata", {}).get("labels") or {}

    @property
    def spec(self) -> Mapping[str, Any]:
        """Return the object's spec."""
        spec: Mapping[str, Any] = self.value["spec"]
        return spec

    @property
    def model(self) -> Mapping[str, Any]:
        """Return a service's predictor.model; an empty mapping for a runtime."""
        return model_of(self.value)

    @cached_property
    def encoded(self) -> bytes | None:
        """Return what holds each text of the object; None where it cannot be encoded."""
        return encoded(self.value)

    def may_write(self, part: str) -> bool:
        """Say whether a part (ASCII, without quotes and backslashes) may stand in the object's texts: no is certain."""
        return may_hold(self.encoded, part)

    @cached_property
    def pods(self) -> tuple[tuple[Mapping[str, Any], Steps], ...]:
        """Return the pod-like parts of the object and the steps to them: a runtime's spec and workerSpec, a service's
        predictor, transformer and explainer."""
        if self.kind == "ClusterServingRuntime":
            worker = self.spec.get("workerSpec")
            return ((self.spec, ("spec",)), *([(worker, ("spec", "workerSpec"))] if worker else []))
        components = ((self.spec.get(name), ("spec", name)) for name in _COMPONENTS)
        return tuple((part, steps) for part, steps in components if part)

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Return all containers that the object itself writes, init containers and the model's included."""
        return tuple(container for part, steps in self.pods for container in _containers(part, steps))

    @cached_property
    def served(self) -> Mapping[str, Any] | None:
        """Return the serving container as KServe merges it: the runtime's with the model's on top; None for a runtime,
        and for a service without one.

        Source: MergeRuntimeContainers, pkg/controller/v1beta1/inferenceservice/utils/utils.go.
        """
        if self.runtime is None:
            return None
        base = next((each for each in self.runtime["spec"]["containers"] if each["name"] == CONTAINER), None)
        if base is None:
            return None
        own = {key: value for key, value in self.model.items() if key not in NOT_OF_CONTAINERS}
        return merged_container(base, own)

    @cached_property
    def service_pods(self) -> tuple[Pod, ...]:
        """Return the pods that a service gets from its runtime and itself; none for a runtime."""
        if self.kind == "ClusterServingRuntime":
            return ()
        return tuple(service_pods(self.value, self.runtime, self.served, self.facts.version))

    @cached_property
    def processes(self) -> tuple[Process, ...]:
        """Return what the object's containers are started with; of a service's, those of which it says a part."""
        if self.kind == "ClusterServingRuntime":
            return tuple(own_process(each.name, each.value, each.steps) for each in self.containers)
        return tuple(service_processes(self.service_pods))

    @cached_property
    def pod_security(self) -> str | None:
        """Return the Pod Security level of a service's namespace, None where it is not declared and for a runtime."""
        return self.facts.level(self.metadata.get("namespace") or "")

    @cached_property
    def volumes(self) -> Mapping[str, tuple[Mapping[str, Any], Steps]]:
        """Return the volumes that the object itself writes, by name, with the steps to them."""
        return {
            volume["name"]: (volume, (*steps, "volumes", index))
            for part, steps in self.pods
            for index, volume in enumerate(part.get("volumes") or ())
        }


def _containers(part: Mapping[str, Any], steps: Steps) -> Iterator[Container]:
    for name in _INLINE:
        if part.get(name):
            yield Container(CONTAINER, part[name], (*steps, name))
    for key in ("containers", "initContainers"):
        for index, value in enumerate(part.get(key) or ()):
            yield Container(value.get("name") or CONTAINER, value, (*steps, key, index), key == "initContainers")
