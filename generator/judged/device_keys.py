"""Extended resources in containers, and which of them are accelerators.

Source of the vendors' domains: charts/hami/values.yaml of github.com/Project-HAMi/HAMi; KServe's pkg/constants, default
GPU resource types; of the network cards under them: the configuration of k8snetworkplumbingwg/sriov-network-device-plugin
by NVIDIA's and AMD's network operators (github.com/Mellanox/network-operator, github.com/ROCm/network-operator); https://kubernetes.io/docs/tasks/configure-pod-container/extended-resource/ for what an extended
resource is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from generator.judged.objects import ClusterFacts, Device
from generator.native.quantity import amount
from generator.place import Steps

SECTIONS = ("limits", "requests")
_NOTHING: Mapping[str, Any] = {}
_VENDORS = frozenset(
    (
        *("nvidia.com", "amd.com", "huawei.com", "hygon.com", "metax-tech.com", "cambricon.com", "mthreads.com"),
        *("iluvatar.ai", "enflame.com", "kunlunxin.com", "vastaitech.com", "birentech.com", "habana.ai"),
        *("gpu.intel.com", "google.com"),
    )
)
_OF_NETWORKS_TOO = {
    "nvidia.com": re.compile(r"gpu|^mig-|^pgpu|^vgpu|cuda", re.IGNORECASE),
    "amd.com": re.compile(r"gpu|^[scdq]px_", re.IGNORECASE),
}
"""Vendors whose domain network cards have as well, by names that each cluster chooses (nvidia.com/hostdev, amd.com/nic), and
how the keys of their accelerators are known."""
_OF_NETWORKS = re.compile(r"rdma|roce|sriov|hostdev|nics?(?![a-z])|hca|mlnx|infiniband", re.IGNORECASE)
_BESIDE_DEVICES = frozenset(("nvidia.com/gpumem-percentage", "nvidia.com/priority"))
"""Keys by which HAMi is told more of the devices that other keys ask for."""
_PLUGIN_PREFIXES = ("ASCEND_RUNTIME_OPTIONS", "CUDA_DEVICE_MEMORY_", "CUDA_DEVICE_SM_LIMIT", "PCIDEVICE_")


def is_extended(key: str) -> bool:
    """Say whether a resource is an extended one: not Kubernetes' own."""
    return "/" in key and "kubernetes.io/" not in key


def vendor(key: str) -> str | None:
    """Return the vendor's domain of an accelerator's key; None for the key of something else, as far as is known."""
    domain = key.partition("/")[0]
    return domain if domain in _VENDORS and key not in _BESIDE_DEVICES else None


def is_accelerator(key: str) -> bool:
    """Say whether a key is no network card's nor another device's that a vendor of accelerators has under its domain."""
    domain, _, name = key.partition("/")
    known = _OF_NETWORKS_TOO.get(domain)
    return not is_network(key) if known is None else known.search(name) is not None


def is_network(key: str) -> bool:
    """Say whether a key is surely a network card's."""
    return _OF_NETWORKS.search(key) is not None


def resources_of(container: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a container's resources, empty where it has none."""
    return container.get("resources") or _NOTHING


def extended(container: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return the extended resources that a container asks for, each with its limit, else its request. None is zero."""
    resources = resources_of(container)
    found: dict[str, Decimal] = {}
    for section in reversed(SECTIONS):
        for key, quantity in (resources.get(section) or _NOTHING).items():
            if is_extended(key):
                found[key] = amount(quantity)
    return {key: number for key, number in found.items() if number}


def section_of(container: Mapping[str, Any], key: str) -> str:
    """Return the section in which a container asks for a resource: limits if it stands there."""
    return SECTIONS[0] if key in (resources_of(container).get(SECTIONS[0]) or _NOTHING) else SECTIONS[1]


def steps_to(container: Mapping[str, Any], steps: Steps, key: str) -> Steps:
    """Return the steps to what a container at some steps asks of a resource."""
    return (*steps, "resources", section_of(container, key), key)


def claims_devices(container: Mapping[str, Any]) -> bool:
    """Say whether a container uses a claim of its pod: dynamic resource allocation gives it devices that no key names."""
    return bool(resources_of(container).get("claims"))


def device_gives(variable: str) -> bool:
    """Say whether containers that use a device may have a variable of this name from its device plugin.

    Source: what their Allocate returns: NVIDIA/k8s-device-plugin, Project-HAMi/HAMi, Ascend's device plugin in
    gitcode.com/Ascend/mind-cluster, k8snetworkplumbingwg/sriov-network-device-plugin. kubelet fills them in, in command
    and args: GenerateRunContainerOptions, pkg/kubelet/kubelet_pods.go of kubernetes/kubernetes.
    """
    return variable.startswith(_PLUGIN_PREFIXES) or variable.endswith("_VISIBLE_DEVICES")


def with_key(facts: ClusterFacts, key: str) -> list[Device]:
    """Return the devices of the catalogue that have a key, in order of their names."""
    return sorted((each for each in facts.known_devices if key in each.keys), key=_name)


def described(facts: ClusterFacts) -> str:
    """Return the keys of the cluster's devices in words."""
    each = (f"{device.resource} ({_name(device)})" for device in facts.devices)
    return ", ".join(each) or "none"


def named(devices: list[Device]) -> str:
    """Return devices in words."""
    return " and ".join(_name(device) for device in devices)


def _name(device: Device) -> str:
    return f"accelerator '{device.accelerator}' by device plugin '{device.plugin}'"


def misplaced(container: Mapping[str, Any], facts: ClusterFacts) -> Iterator[str]:
    """Yield the extended resources that a container asks for and no device of the cluster offers."""
    # Most containers ask for nothing else, so that quantities need not be read.
    if not all(any(key in device.keys for device in facts.devices) for key in _keys(container)):
        here = {key for device in facts.devices for key in device.keys}
        yield from (key for key in extended(container) if key not in here)


def _keys(container: Mapping[str, Any]) -> Iterator[str]:
    resources = resources_of(container)
    return (key for section in SECTIONS for key in resources.get(section) or () if is_extended(key))
