"""A device key of a vendor of accelerators stands in the fleet's catalogue.

clusters/accelerators.yaml says which keys the device plugins of the fleet offer. One that no accelerator there has is
mostly misspelt; then no node offers it, and the pod would wait forever.

Example:
    limits: {nvidia.com/gpus: "1"}   # broken
    limits: {nvidia.com/gpu: "1"}    # sound

Source: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/; the vendors' domains
are those of HAMi's charts/hami/values.yaml (github.com/Project-HAMi/HAMi) and of KServe's GPU resource types.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import misplaced, steps_to, vendor, with_key
from generator.judged.objects import Judged
from generator.naming import offer
from generator.rule import Rule

RULE = Rule("unknown-device-key", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the keys of an object's containers that look like a device's and that the catalogue lacks."""
    for container in judged.containers:
        if "resources" not in container.value:
            continue
        for key in misplaced(container.value, judged.facts):
            if vendor(key) is None or with_key(judged.facts, key):
                continue
            known = {name for device in judged.facts.known_devices for name in device.keys}
            message = f"no accelerator of the catalogue has the device key '{key}'"
            help_text = f"{offer(key, known, 'device keys')} Add the key to clusters/accelerators.yaml if it is right."
            steps = steps_to(container.value, container.steps, key)
            yield Finding(RULE.id, steps, message, help_text, at_key=True, severity=RULE.severity)
