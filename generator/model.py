"""The nouns of the compiler: typed, immutable views of definitions, and what is made of them.

A definition's spec stays the plain value of its document; the classes here say whose it is and what it refers to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.place import Steps
from generator.yaml.document import Document

ServiceKey = tuple[str, str]
"""Namespace and name of a service."""

OWN_FIELDS = ("runtime", "flavour", "accelerator", "deploymentMode")
"""The fields of a ModelService that a native InferenceService does not have."""


class ScriptText(str):
    """A scalar that calls `file()`: it remembers the definition that holds it, since the path is relative to that."""

    __slots__ = ("definition",)
    definition: str


class Layer(Struct, frozen=True, eq=False):
    """One definition's say: the value that stands at `steps` of `document`.

    A derived layer is written by the generator; all of it is owed to the one place `steps`.
    """

    document: Document
    steps: Steps
    value: Any
    derived: bool = False

    def part(self, key: str) -> Layer | None:
        """Return the layer of one key's mapping, None where this layer says nothing of it."""
        value = self.value.get(key)
        return Layer(self.document, (*self.steps, key), value, self.derived) if isinstance(value, dict) else None


class DevicePlugin(Struct, frozen=True):
    """How a cluster offers an accelerator: its extended resource keys and Hydra's name for it."""

    name: str
    resource: str
    memory: str | None
    cores: str | None
    hydra_gpu_type: str | None


class Accelerator(Struct, frozen=True, eq=False):
    """An entry of the hardware catalogue."""

    name: str
    label: str | None
    toolkit: str | None
    hydra_gpu_type: str | None
    plugins: Mapping[str, DevicePlugin]
    layer: Layer


class ConfigMapKey(Struct, frozen=True):
    """A ConfigMap's name and the data key that is edited in it."""

    name: str
    key: str


class HydraNames(Struct, frozen=True):
    """What Hydra's objects are called in this fleet (Fleet.spec.hydra)."""

    namespace: str = "hydra-system"
    template: ConfigMapKey = ConfigMapKey("hydra-runtime-template", "config.yaml")
    agent: ConfigMapKey = ConfigMapKey("hydra-agent", "configmap")
    builtins: tuple[str, ...] = ("vllm", "sglang", "image-gen", "mindie")


class Runtime(Struct, frozen=True, eq=False):
    """A runtime definition."""

    name: str
    document: Document

    @property
    def spec(self) -> Mapping[str, Any]:
        """The spec as written."""
        value: Mapping[str, Any] = self.document.value["spec"]
        return value

    @property
    def external(self) -> bool:
        """Whether the platform installs it: referable, never written."""
        return bool(self.spec.get("external"))


class Overlay(Struct, frozen=True, eq=False):
    """A named cluster layer with the services that it brings."""

    name: str
    document: Document
    services: Mapping[ServiceKey, Document]
    layer: Layer
    """One object for all clusters that list it, so that what is made of it can be shared."""


class ClusterAccelerator(Struct, frozen=True, eq=False):
    """An accelerator as one cluster has it."""

    accelerator: Accelerator
    plugin: DevicePlugin | None
    nodes: int | None
    per_node: int | None

    @property
    def name(self) -> str:
        """The accelerator's name in the catalogue."""
        return self.accelerator.name

    @property
    def hydra_gpu_type(self) -> str | None:
        """Hydra's gpu type: the device plugin's, else the accelerator's."""
        return (self.plugin and self.plugin.hydra_gpu_type) or self.accelerator.hydra_gpu_type


class KServe(Struct, frozen=True):
    """The KServe on a cluster."""

    distribution: str
    version: str
    modelcar_uid: int

    @property
    def alauda(self) -> bool:
        """Whether Alauda's conventions and placeholders apply."""
        return self.distribution == "alauda"


class Hydra(Struct, frozen=True):
    """The Hydra on a cluster. `base` is the path of the live ConfigMap in the tree, None if none was said aloud."""

    role: str
    global_cluster: str
    base: str | None


class Cluster(Struct, frozen=True, eq=False):
    """A cluster with its overlays merged in and every name resolved."""

    name: str
    document: Document
    layers: tuple[Layer, ...]
    """Overlays in their order, then the cluster itself; each value is a (partial) cluster spec."""
    spec: Mapping[str, Any]
    """The typed fields of all layers, merged."""
    overlays: tuple[Overlay, ...]
    kserve: KServe | None
    hydra: Hydra | None
    accelerators: Mapping[str, ClusterAccelerator]
    runtimes: Mapping[str, Runtime]
    """The runtimes that it lists, but for those that are broken or unknown: that is told where it is so."""

    @property
    def whole(self) -> bool:
        """Whether all runtimes that it lists are there."""
        return len(self.runtimes) == len(self.spec.get("runtimes") or ())

    @property
    def channel(self) -> str:
        """The release channel that the cluster follows."""
        return self.spec.get("channel") or "stable"

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The names of the declared namespaces."""
        return tuple(entry["name"] for entry in self.spec.get("namespaces") or ())

    @property
    def architectures(self) -> tuple[str, ...]:
        """The processor architectures of the nodes."""
        return tuple(self.spec.get("architectures") or ())

    def place(self, *steps: str | int) -> tuple[Document, Steps]:
        """Return where a field of the merged spec was said last: document and steps in it."""
        for layer in reversed(self.layers):
            value = layer.value
            for step in steps:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                return layer.document, (*layer.steps, *steps)
        return self.document, ("metadata", "name")

    def entry_place(self, key: str, name: str) -> tuple[Document, Steps]:
        """Return where an entry of one of the lists of named things was said last: the place of its name."""
        for layer in reversed(self.layers):
            for index, entry in enumerate(layer.value.get(key) or ()):
                if entry.get("name") == name:
                    return layer.document, (*layer.steps, key, index, "name")
        return self.place(key)


class Fleet(Struct, frozen=True, eq=False):
    """The immutable index of all shared definitions."""

    hydra: HydraNames
    engine: str
    """What syncs the clusters: argocd or flux."""
    policy: Layer | None
    severities: Mapping[str, str]
    """Rules whose severity the fleet raises."""
    accelerators: Mapping[str, Accelerator]
    runtimes: Mapping[str, Runtime]
    runtime_names: frozenset[str]
    """All runtimes that have a definition, sound or not."""
    overlays: Mapping[str, Overlay]
    clusters: Mapping[str, Cluster]
