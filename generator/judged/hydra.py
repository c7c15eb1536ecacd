"""What rules judge of a cluster's Hydra: its ConfigMap, and on a worker what it can run.

A runtime's template is judged as generator.hydra.twin.written and .proof have it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from generator.live_base import LiveBase
from generator.model import Cluster, ConfigMapKey
from generator.place import Mark, Span, Steps
from generator.targets import Installed


class HydraConfigMap(Struct, frozen=True, eq=False):
    """A ConfigMap of Hydra: its live base, and the payload that it gets, None where it could not be made."""

    cluster: Cluster
    names: ConfigMapKey
    base: LiveBase
    payload: str | None
    metadata: Mapping[str, Any]
    """The finished object's; nothing where it could not be made."""
    flux: bool
    """Whether Flux syncs the cluster."""

    @property
    def span(self) -> Span:
        """Where the cluster says that it has Hydra."""
        document, steps = self.cluster.place("hydra")
        return document.mark(steps).key


class AgentContainer(Struct, frozen=True, eq=False):
    """What a worker's agent starts a flavour with: container_template, and where its parts are said."""

    installed: Installed
    template: Mapping[str, Any]
    mark: Callable[[Steps], Mark]
    """Where a part of it is said that is not the image."""

    @property
    def image(self) -> str:
        """The image, as the cluster's mirrors leave it."""
        image = self.template["image"]
        return f"{image['registry']}/{image['repository']}:{image['tag']}"

    @property
    def image_span(self) -> Span:
        """Where the image is said."""
        document, steps = self.installed.place("image")
        return document.mark(steps).value


class OpenEntry(Struct, frozen=True):
    """An entry of the platform's in hydra-agent that names no runtimes or no GPU types (None), and where it stands."""

    runtimes: frozenset[str] | None
    gpu_types: frozenset[str] | None
    span: Span


class HydraWorker(Struct, frozen=True, eq=False):
    """A worker cluster: its runtimes, and for which of them Hydra has an image there and a template on the global one."""

    cluster: Cluster
    centre: Cluster | None
    """Its global cluster; None where that has mistakes."""
    runtimes: Mapping[str, tuple[Installed, ...]]
    """The runtimes that it lists, each with the flavours that are installed."""
    imaged: frozenset[str]
    """Those for which the fleet gives its agent an image."""
    templates: frozenset[str]
    """The runtimes that the fleet gives the global cluster a template of, and those that Hydra brings."""
    containers: tuple[AgentContainer, ...]
    registries: tuple[str, ...] | None
    """Prefixes of the image names that the policy allows; None where it says nothing."""
    platform_images: Callable[[], frozenset[tuple[str, ...]]]
    """The pairs of runtime and gpu type that the platform's own entries are for."""
    open_entries: Callable[[], tuple[OpenEntry, ...]]
    """Those of the platform's own entries that do not say all of what they are for."""
    platform_templates: Callable[[], frozenset[str] | None]
    """The runtimes of the platform's own templates on the global cluster; None where they are not known."""
    template_of: Callable[[str], Mapping[str, Any] | None]
    """Gives a runtime's finished template on the global cluster, the fleet's or the platform's; None where it is not
    known."""
