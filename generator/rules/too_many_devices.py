"""A pod asks for no more accelerators than a node has.

A pod runs on one node. One that asks for more accelerators than perNode says would wait forever. Where a device plugin
shares cards, containers of one pod may use the same ones, so there each container is counted by itself.

Example:
    accelerator: {count: 16}   # broken where the cluster says perNode: 8
    accelerator: {count: 8}    # sound

Source: https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import extended, section_of
from generator.judged.objects import Judged
from generator.judged.placed import finding_on
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("too-many-devices", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the devices of which a service's pod asks for more than a node has."""
    for key, (most, shared) in judged.facts.most_per_node.items():
        for pod in judged.service_pods:
            wanted = [(extended(each.value).get(key), each) for each in pod.containers if "resources" in each.value]
            asking = [(number, each) for number, each in wanted if number is not None]
            if not asking:
                continue
            largest, container = max(asking, key=lambda pair: pair[0])
            main = sum(number for number, each in asking if not each.init)
            total = largest if shared else max(largest, main)
            if total > most:
                place = said(container, "resources", section_of(container.value, key), key)
                what, why = f"the pod asks for {total} '{key}'", f", and a node of the cluster has {most}"
                help_text = "Ask for fewer, or correct perNode of the accelerator in the cluster."
                yield finding_on(judged, RULE, place, what, why, help_text)
