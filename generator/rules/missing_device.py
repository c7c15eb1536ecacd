"""A service on a runtime for an accelerator asks for one.

A device plugin hands accelerators only to containers that ask for them. Without one, a server built for an accelerator
finds none and ends, or computes on the processor. A claim (resources.claims) asks for one too.

Example:
    spec: {runtime: vllm-ascend}                             # broken: the flavour runs on ascend-910b4
    spec: {runtime: vllm-ascend, accelerator: {count: 1}}    # sound

Source: https://kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus/
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import claims_devices, extended, is_network, vendor, with_key
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("missing-device", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield services whose pod asks for none of the accelerators that the runtime's flavour runs on."""
    if judged.served is None or "workerSpec" in judged.spec["predictor"]:
        return
    devices = [device for device in judged.facts.devices if device.accelerator in judged.accelerators]
    if len(devices) < len(judged.accelerators) or not devices:
        return
    containers = judged.service_pods[0].containers
    keys = {key for device in devices for key in device.keys}
    asked = {key for container in containers for key in extended(container.value) if not is_network(key)}
    # A key that is no device's of the cluster is told by other rules.
    if keys & asked or any(vendor(key) is not None or with_key(judged.facts, key) for key in asked):
        return
    if any(claims_devices(container.value) for container in containers):
        return
    names = " or ".join(f"'{device.accelerator}'" for device in devices)
    resources = " or ".join(dict.fromkeys(device.resource for device in devices))
    message = f"the service's runtime is for accelerator {names}, and the service asks for none"
    help_text = f"Write spec.accelerator: {{count: 1}}; it becomes the limit {resources}."
    yield Finding(RULE.id, ("spec", "predictor", "model"), message, help_text, severity=RULE.severity)
