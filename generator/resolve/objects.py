"""(Fleet, cluster) to targets: which objects the cluster gets, and the layers of each. Pure, one cluster at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from generator import conventions
from generator.expressions.scopes import runtime_scope
from generator.kserve.container import CONTAINER
from generator.model import Cluster, Fleet, Layer
from generator.place import Steps
from generator.resolve.services import Service
from generator.runtime_layers import release_layers, release_of
from generator.targets import AgentTarget, Installed, Patch, Rendered, Target, TemplateEntry, TemplateTarget

_HYDRA_HALF = ("hydraTemplate", "hydraLaunch", "hydraAgent")


def runtime_targets(installed: Sequence[Installed]) -> tuple[Target, ...]:
    """Return a target for each ClusterServingRuntime of a cluster with KServe."""
    return tuple(
        _runtime_target(flavour) for flavour in installed if flavour.cluster.kserve is not None and flavour.serves
    )


def _runtime_target(installed: Installed) -> Target:
    cluster, runtime = installed.cluster, installed.runtime
    assert cluster.kserve is not None
    accelerator = installed.accelerators[0].accelerator
    name = f"{runtime.name}-{installed.flavour}"
    convention = conventions.serving_runtime(
        name,
        cluster.kserve.alauda,
        installed.setting("class") or runtime.name,
        installed.setting("label") or accelerator.label,
        accelerator.toolkit,
        installed.setting("toolkitVersion"),
        installed.setting("displayName") or name,
        _architectures(installed),
    )
    base = Layer(runtime.document, ("metadata", "name"), convention, derived=True)
    layers = [base]
    if runtime.external:
        layers.append(Layer(runtime.document, ("spec",), {"spec": {}}, derived=True))
    for layer in installed.layers:
        part = fragment(layer, "clusterServingRuntime")
        if part is not None:
            layers.append(part)
        image = image_layer(layer)
        if image is not None:
            layers.append(image)
    return Target(
        cluster,
        "ClusterServingRuntime",
        runtime.document,
        "ClusterServingRuntimeFragment",
        tuple(layers),
        runtime_scope(installed),
        patches_of(installed.layers),
        runtime.name,
        installed.flavour,
        installed,
    )


def service_target(service: Service, runtime: Rendered) -> Target:
    """Return the target of a service on the ClusterServingRuntime that serves it."""
    installed, cluster = service.installed, service.installed.cluster
    assert cluster.kserve is not None
    spec = runtime.value["spec"]
    convention = conventions.inference_service(
        cluster.kserve.alauda,
        cluster.kserve.version,
        service.deployment_mode,
        conventions.stated_class(runtime.value) or installed.setting("class") or installed.runtime.name,
        runtime.value["metadata"]["name"],
        _only([entry.get("name") for entry in spec.get("supportedModelFormats") or ()]),
        _only(spec.get("protocolVersions") or ()),
    )
    layers = (
        Layer(service.owner, ("metadata", "name"), convention, derived=True),
        *_device_layer(service),
        *_layers_below(installed, runtime),
        *(Layer(document, (), document.value) for document in service.documents),
    )
    scope = runtime_scope(installed) | {
        "accelerator": {"name": service.accelerator.name, "label": service.accelerator.accelerator.label},
        "service": {"name": service.key[1], "namespace": service.key[0]},
    }
    return Target(
        cluster,
        "InferenceService",
        service.owner,
        "InferenceServiceFragment",
        layers,
        scope,
        patches_of(installed.layers),
        installed.runtime.name,
        installed.flavour,
        installed,
        service.documents,
    )


@cache
def _layers_below(installed: Installed, runtime: Rendered) -> tuple[Layer, ...]:
    """Return what all services on a ClusterServingRuntime begin with: its contract's defaults, then fragments."""
    environment = frozenset(entry["name"] for entry in _container(runtime.value["spec"]).get("env") or ())
    contract = _contract(installed.layers, _Identity(installed.contract), environment)
    fragments = (fragment(layer, "inferenceService") for layer in installed.layers)
    return (*contract, *(part for part in fragments if part is not None))


def agent_target(fleet: Fleet, cluster: Cluster, installed: Sequence[Installed]) -> AgentTarget | None:
    """Return the target of a worker's agent ConfigMap, None for a cluster that is no Hydra worker."""
    if cluster.hydra is None or cluster.hydra.role != "worker":
        return None
    halves = tuple(filter(_has_hydra_half, installed))
    return AgentTarget(cluster, fleet.hydra.agent, fleet.hydra.namespace, patches_of(cluster.layers), halves)


def template_target(fleet: Fleet, cluster: Cluster) -> TemplateTarget | None:
    """Return the target of a global cluster's template ConfigMap, None for a cluster that is no Hydra global."""
    if cluster.hydra is None or cluster.hydra.role != "global":
        return None
    listed = {name: runtime for member in _members(fleet, cluster) for name, runtime in member.runtimes.items()}
    entries = []
    for _, runtime in sorted(listed.items()):
        layers = release_layers(runtime, release_of(runtime, cluster.channel))
        if any(layer.value.get("hydraTemplate") or layer.value.get("hydraLaunch") for layer in layers):
            entries.append(TemplateEntry(runtime, layers))
    names = fleet.hydra
    return TemplateTarget(cluster, names.template, names.namespace, patches_of(cluster.layers), tuple(entries))


def _members(fleet: Fleet, cluster: Cluster) -> list[Cluster]:
    return [
        member
        for member in fleet.clusters.values()
        if member is cluster or (member.hydra is not None and member.hydra.global_cluster == cluster.name)
    ]


def _has_hydra_half(installed: Installed) -> bool:
    """Say whether Hydra starts a flavour: the runtime, one of its releases or the flavour itself speaks of Hydra."""
    releases = installed.runtime.spec.get("releases") or ()
    own = (layer.value for layer in installed.below if layer.document is installed.runtime.document)
    return any(key in value for value in (*own, *releases) for key in _HYDRA_HALF)


@cache
def fragment(layer: Layer, key: str) -> Layer | None:
    """Return a layer's native fragment; one object however often it is asked for."""
    return layer.part(key)


@cache
def image_layer(layer: Layer) -> Layer | None:
    """Return the layer's typed image as a fragment of the serving container."""
    image = layer.value.get("image")
    if image is None:
        return None
    value = {"spec": {"containers": [{"name": CONTAINER, "image": image}]}}
    return Layer(layer.document, (*layer.steps, "image"), value, derived=True)


def patches_of(layers: Sequence[Layer]) -> tuple[Patch, ...]:
    """Return the patches of layers in order."""
    return tuple(patch for layer in layers for patch in _patches(layer))


@cache
def _patches(layer: Layer) -> tuple[Patch, ...]:
    return tuple(
        Patch(Layer(layer.document, (*layer.steps, "patches", index), entry), entry["target"], entry["patch"])
        for index, entry in enumerate(layer.value.get("patches") or ())
    )


class _Identity:
    """A value that is equal to itself only: a key for caching."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


@cache
def _contract(layers: tuple[Layer, ...], contract: _Identity, environment: frozenset[str]) -> tuple[Layer, ...]:
    return tuple(
        Layer(*_contract_place(layers, section, key), value, derived=True)
        for section, key, value in conventions.contract_layers(contract.value, environment)
    )


def _contract_place(layers: tuple[Layer, ...], section: str, key: str) -> tuple[Any, Steps]:
    for layer in reversed(layers):
        entry = ((layer.value.get("contract") or {}).get(section) or {}).get(key) or {}
        for word in ("const", "default"):
            if word in entry:
                return layer.document, (*layer.steps, "contract", section, key, word)
    raise AssertionError(f"no layer states contract.{section}.{key}")


def _architectures(installed: Installed) -> tuple[str, ...]:
    """Return the architectures to choose nodes by: only where the cluster has more than the flavour."""
    own, there = installed.setting("architectures") or (), installed.cluster.architectures
    if not own or not set(there) - set(own):
        return ()
    return tuple(sorted(set(own) & set(there)))


def _device_layer(service: Service) -> tuple[Layer, ...]:
    """Return the layer that `accelerator` becomes, owed to the document that said it last."""
    plugin, request = service.accelerator.plugin, service.request
    if plugin is None or not request:
        return ()
    wanted = ((plugin.resource, "count"), (plugin.memory, "memory"), (plugin.cores, "cores"))
    limits = tuple((key, str(request[field])) for key, field in wanted if key is not None and field in request)
    stating = [document for document in service.documents if (document.value.get("spec") or {}).get("accelerator")]
    layer = Layer(stating[-1], ("spec", "accelerator"), conventions.device_limits(limits), derived=True)
    return (layer,) if limits else ()


def _container(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    containers = spec.get("containers") or ()
    return next((container for container in containers if container.get("name") == CONTAINER), {})


def _only(values: Sequence[Any]) -> Any:
    return values[0] if len(set(values)) == 1 else None
