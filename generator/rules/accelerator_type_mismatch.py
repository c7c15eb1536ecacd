"""A service asks for devices of the kind that its runtime's label names.

Alauda's platform offers a runtime for the hardware that its label `cpaas.io/accelerator-type` names. A service that asks
for another vendor's devices gets a server that cannot use them, on a node that has no others. The label is the
accelerator's of the catalogue, unless a runtime writes another one; here, one whose flavour runs on nvidia.com/gpu.

Example:
    clusterServingRuntime: {metadata: {labels: {cpaas.io/accelerator-type: ascend}}}    # broken
    clusterServingRuntime: {metadata: {labels: {cpaas.io/accelerator-type: nvidia}}}    # sound, as is no label

Source: https://github.com/alauda/aml-docs, custom_inference_runtime.mdx: the label, and the devices in its samples.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.conventions import ACCELERATOR_TYPE_LABEL
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import section_of, vendor
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("accelerator-type-mismatch", Severity.WARNING)

_VENDORS = {"nvidia": "nvidia.com", "ascend": "huawei.com", "npu": "huawei.com", "amd": "amd.com"}
"""The labels that documents use, and whose devices they mean."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the device keys of a service that another vendor's runtime serves."""
    label = judged.runtime_labels.get(ACCELERATOR_TYPE_LABEL)
    due = _VENDORS.get(label or "")
    if due is None or judged.served is None or not judged.facts.alauda:
        return
    # A key that the cluster does not offer is told by other rules.
    offered = {key for device in judged.facts.devices for key in device.keys}
    sections = judged.served.get("resources") or {}
    for key in {**(sections.get("requests") or {}), **(sections.get("limits") or {})}:
        if key in offered and vendor(key) not in (None, due):
            message = f"'{key}' is no device of a runtime for '{label}', as its label {ACCELERATOR_TYPE_LABEL} says"
            steps = ("spec", "predictor", "model", "resources", section_of(judged.served, key), key)
            help_text = "Take a runtime for this device, or another device."
            yield Finding(RULE.id, steps, message, help_text, at_key=True, severity=RULE.severity)
