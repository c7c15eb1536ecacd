"""What rules know of a cluster, taken from its definition and the fleet's."""

from __future__ import annotations

from collections.abc import Mapping

from generator.judged.objects import ClusterFacts, Device
from generator.judged.registries import cluster_registries
from generator.memo import Memo
from generator.model import Accelerator, Cluster, DevicePlugin, Fleet
from generator.tree import Tree


def cluster_facts(fleet: Fleet, cluster: Cluster, tree: Tree, memo: Memo) -> ClusterFacts:
    """Return the facts of a cluster that has KServe: one object for all clusters with equal ones."""
    assert cluster.kserve is not None
    facts = ClusterFacts(
        alauda=cluster.kserve.alauda,
        version=cluster.kserve.version,
        flux=fleet.engine == "flux",
        registries=cluster_registries(fleet, cluster, tree, memo).allowed,
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
