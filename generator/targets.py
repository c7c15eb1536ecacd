"""What resolving gives and rendering makes: targets, each one object to be, and finished objects."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from msgspec import Struct

from generator.model import Cluster, ClusterAccelerator, ConfigMapKey, Layer, Runtime
from generator.place import Steps
from generator.yaml.document import Document


class Installed(Struct, frozen=True, eq=False, dict=True):
    """One flavour of one runtime on one cluster: what becomes a ClusterServingRuntime, a Hydra image, or both."""

    cluster: Cluster
    runtime: Runtime
    release: str | None
    flavour: str
    accelerators: tuple[ClusterAccelerator, ...]
    below: tuple[Layer, ...]
    """Layers in order up to the flavour (runtime, release, accelerators, flavour), each a runtime layer."""
    above: tuple[Layer, ...]
    """The cluster's layers for it: overlays, then the cluster; each with fragments and runtime keys."""
    contract: Mapping[str, Any]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """All layers in order, lowest first."""
        return self.below + self.above

    @property
    def serves(self) -> bool:
        """Whether it is a ClusterServingRuntime, on which KServe runs services."""
        return self.runtime.external or any(layer.value.get("clusterServingRuntime") for layer in self.below)

    def setting(self, key: str) -> Any:
        """Return the winning value of a typed scalar or list field; None where no layer says it."""
        for layer in reversed(self.layers):
            if key in layer.value:
                return layer.value[key]
        return None

    def place(self, key: str) -> tuple[Document, Steps]:
        """Return where a typed field was said last."""
        for layer in reversed(self.layers):
            if layer.value.get(key) is not None:
                return layer.document, (*layer.steps, key)
        return self.runtime.document, ("metadata", "name")


class Patch(Struct, frozen=True, eq=False):
    """An entry of a layer's `patches`: a change to finished objects."""

    layer: Layer
    target: Mapping[str, Any]
    patch: Any


class Target(Struct, frozen=True, eq=False):
    """One object to make: its layers lowest first, what expressions see, the patches that may reach it."""

    cluster: Cluster
    kind: str
    owner: Document
    """The definition that introduces the object; the output's header names it."""
    fragment_type: str
    """The native type that the layers' values have; it gives the merge its keys."""
    layers: tuple[Layer, ...]
    scope: Mapping[str, Any]
    patches: tuple[Patch, ...]
    runtime: str | None = None
    flavour: str | None = None
    installed: Installed | None = None
    services: tuple[Document, ...] = ()


class Rendered(Struct, frozen=True, eq=False):
    """A finished object: its target, its value, its path below out/."""

    target: Target
    value: dict[str, Any]
    path: str = ""


class AgentTarget(Struct, frozen=True, eq=False):
    """The hydra-agent ConfigMap of a worker: one entry for each installed flavour that Hydra may start."""

    cluster: Cluster
    config_map: ConfigMapKey
    namespace: str
    patches: tuple[Patch, ...]
    installed: tuple[Installed, ...]


class TemplateEntry(Struct, frozen=True, eq=False):
    """A runtime as Hydra's global cluster needs it: its own layer and its release's."""

    runtime: Runtime
    layers: tuple[Layer, ...]


class TemplateTarget(Struct, frozen=True, eq=False):
    """The hydra-runtime-template ConfigMap of a global cluster: the union of its workers' runtimes."""

    cluster: Cluster
    config_map: ConfigMapKey
    namespace: str
    patches: tuple[Patch, ...]
    entries: tuple[TemplateEntry, ...]
