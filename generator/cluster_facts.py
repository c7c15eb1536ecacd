"""What rules know of a cluster, taken from its definition and the fleet's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.expand import Surroundings, expand
from generator.expressions import Scope
from generator.judged import ClusterFacts, Device
from generator.memo import Memo
from generator.model import Accelerator, Cluster, DevicePlugin, Fleet
from generator.scopes import cluster_scope
from generator.source import Tree


def cluster_facts(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> ClusterFacts:
    """Return the facts of a cluster that has KServe: one object for all clusters with equal ones."""
    assert cluster.kserve is not None
    facts = ClusterFacts(
        alauda=cluster.kserve.alauda,
        version=cluster.kserve.version,
        flux=fleet.engine == "flux",
        registries=_registries(fleet, cluster, tree, memo),
        devices=tuple(_devices(cluster)),
        known_devices=memo.of("device keys", (fleet,), lambda: _known_devices(fleet.accelerators)),
        modelcar_uid=cluster.kserve.modelcar_uid,
        levels=tuple(
            (entry["name"], entry["podSecurity"])
            for entry in cluster.spec.get("namespaces") or ()
            if entry.get("podSecurity")
        ),
    )
    return memo.of(facts, (), lambda: facts)


def _registries(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> tuple[str, ...] | None:
    """Return the allowed registries: the cluster's own, its overlays' included, else the fleet's.

    Expressions that fail are told where the definitions are checked; such an entry allows nothing.
    """
    policy: Mapping[str, Any] = cluster.spec.get("policy") or fleet.policy
    stated = policy.get("allowedRegistries")
    if stated is None:
        return None
    filled, _ = expand(stated, Surroundings(Scope(cluster_scope(cluster)), tree, None), memo)
    return tuple(text for text in filled if isinstance(text, str))


def _devices(cluster: Cluster) -> list[Device]:
    return [
        _device(each.name, each.plugin, each.per_node)
        for each in cluster.accelerators.values()
        if each.plugin is not None
    ]


def _known_devices(accelerators: Mapping[str, Accelerator]) -> frozenset[Device]:
    return frozenset(
        _device(accelerator.name, plugin, None)
        for accelerator in accelerators.values()
        for plugin in accelerator.plugins.values()
    )


def _device(accelerator: str, plugin: DevicePlugin, per_node: int | None) -> Device:
    return Device(accelerator, plugin.name, plugin.resource, plugin.memory, plugin.cores, per_node)
