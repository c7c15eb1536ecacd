"""A container asks for one of its cluster's accelerators, by the keys of one device plugin.

The keys of one plugin belong together, such as nvidia.com/gpualloc, gpumem and gpucores of HAMi's. Those of another
plugin or vendor beside them ask for a second accelerator, which hardly any node has and no server uses. It happens
where a service's keys are merged with its runtime's. A key that the cluster does not offer is told by other rules, and
network cards such as nvidia.com/hostdev may stand beside an accelerator, whoever lists them.

Example:
    limits: {nvidia.com/gpu: "1", nvidia.com/gpualloc: "1"}        # broken
    limits: {nvidia.com/gpualloc: "1", nvidia.com/gpumem: "8192"}  # sound

Source: docs/en/deploy/inference_service/guides/create_inference_service_cli.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import described, extended, is_accelerator, section_of
from generator.judged.objects import Judged
from generator.judged.placed import finding_on
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("mixed-devices", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers of a service's pods that ask for more than one of the cluster's devices."""
    devices = [device.keys for device in judged.facts.devices]
    for pod in judged.service_pods if len(devices) > 1 else ():
        for container in pod.containers:
            here = (key for key in extended(container.value) if any(key in keys for keys in devices))
            asked = [key for key in here if is_accelerator(key)]
            if any(all(key in keys for key in asked) for keys in devices):
                continue
            place = said(container, "resources", section_of(container.value, asked[-1]), asked[-1])
            listed = ", ".join(f"'{key}'" for key in asked)
            what = f"container '{container.name}' asks for several accelerators: {listed}"
            help_text = f"Keep the keys of one: {described(judged.facts)}."
            yield finding_on(judged, RULE, place, what, "", help_text)
