"""A container asks only for accelerators that its cluster has, by the keys of its device plugins.

A resource key belongs to a device plugin: what is nvidia.com/gpu on one cluster is nvidia.com/gpualloc on another. No
node has a key that the cluster's plugins do not offer, so the pod would wait forever. spec.accelerator in a service is
written as the key of each cluster.

Example:
    limits: {nvidia.com/gpualloc: "1"}   # broken where the cluster says devicePlugin: nvidia
    accelerator: {count: 1}              # sound on every cluster

Source: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import described, misplaced, named, steps_to, with_key
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("device-not-offered", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the device keys of an object's containers that the catalogue knows and the cluster does not offer."""
    for container in judged.containers:
        if "resources" not in container.value:
            continue
        for key in misplaced(container.value, judged.facts):
            devices = with_key(judged.facts, key)
            if devices:
                message = f"no node of the cluster offers '{key}', which is {named(devices)}"
                there = f"The cluster offers: {described(judged.facts)}."
                help_text = f"{there} Write spec.accelerator: {{count: …}} in the service, which becomes the right key."
                yield Finding(RULE.id, steps_to(container.value, container.steps, key), message, help_text)
