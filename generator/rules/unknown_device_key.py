"""A device key of a vendor of accelerators stands in the fleet's catalogue.

clusters/accelerators.yaml says which keys the device plugins of the fleet offer. One that no accelerator there has is
mostly misspelt; then no node offers it, and the pod would wait forever. Keys by which vendors' network cards are known
(nvidia.com/hostdev, amd.com/nic) are no accelerators' and do not belong there. A profile of MIG
(nvidia.com/mig-1g.10gb) is a key of its own: an accelerator whose device plugin has it as its resource.

Example:
    limits: {nvidia.com/gpus: "1"}   # broken
    limits: {nvidia.com/gpu: "1"}    # sound

Source: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/; the vendors' domains
are those of HAMi's charts/hami/values.yaml (github.com/Project-HAMi/HAMi) and of KServe's GPU resource types.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from difflib import get_close_matches

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import is_accelerator, misplaced, steps_to, vendor, with_key
from generator.judged.objects import Judged
from generator.naming import offer
from generator.rule import Rule

RULE = Rule("unknown-device-key", Severity.WARNING)
_NEAR = 0.65
"""How alike the names of two keys are of which one is misspelt: gup and gpu are by 0.67."""
_MIG = re.compile(r"nvidia\.com/mig-[0-9]+g\.[0-9]+gb\S*")
"""The key of a MIG profile, as NVIDIA's device plugin makes it where its strategy is mixed."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the keys of an object's containers that look like a device's and that the catalogue lacks."""
    for container in judged.containers:
        if "resources" not in container.value:
            continue
        for key in misplaced(container.value, judged.facts):
            if vendor(key) is None or with_key(judged.facts, key):
                continue
            known = {name for device in judged.facts.known_devices for name in device.keys}
            if not (is_accelerator(key) or _is_misspelt(key, known)):
                continue
            message = f"no accelerator of the catalogue has the device key '{key}'"
            help_text = _help(key, known)
            steps = steps_to(container.value, container.steps, key)
            yield Finding(RULE.id, steps, message, help_text, at_key=True, severity=RULE.severity)


def _help(key: str, known: Collection[str]) -> str:
    if _MIG.fullmatch(key):
        plugin = f"devicePlugins: [{{name: mig, resource: {key}}}]"
        return (
            f"A MIG profile is a key of its own: add an accelerator with {plugin} to the catalogue and to the cluster."
        )
    return f"{offer(key, known, 'device keys')} Add the key to clusters/accelerators.yaml if it is right."


def _is_misspelt(key: str, known: Collection[str]) -> bool:
    """Say whether a key is a known one but for a letter or two: nvidia.com/gup, and not nvidia.com/hostdev."""
    return bool(get_close_matches(key.partition("/")[2], (each.partition("/")[2] for each in known), 1, _NEAR))
