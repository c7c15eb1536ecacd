"""A worker's agent has an image for each runtime that the worker lists.

Hydra starts a runtime on a worker with the image that an entry of hydra-agent names for the runtime and the GPU type. A
runtime that is listed and has none can be chosen in the console, and no deployment of it ever starts.

Example:
    metadata: {name: sglang}      # a Runtime that a worker lists
    spec:
      hydraAgent: {}              # sound; broken without it, unless the platform's own entries name an image

Source: the platform's manual on custom runtimes: the image goes into `deployment_templates` of each worker cluster.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.judged.hydra import HydraWorker
from generator.model import Cluster
from generator.rule import Rule
from generator.targets import Installed

RULE = Rule("hydra-missing-image", Severity.ERROR)


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the runtimes that a worker lists and that neither KServe nor its agent can start."""
    cluster = worker.cluster
    for name, installed in worker.runtimes.items():
        if name in worker.imaged or _serves(cluster, installed) or _platform_has(worker, name):
            continue
        document, steps = cluster.entry_place("runtimes", name)
        message = f"the worker lists runtime '{name}', and its agent has no image for it"
        help_text = f"Write hydraAgent: {{}} in runtimes/{name}/runtime.yaml, or take the runtime off the list."
        yield Diagnostic(RULE.id, message, document.mark(steps).value, help_text, RULE.severity)


def _serves(cluster: Cluster, installed: tuple[Installed, ...]) -> bool:
    return cluster.kserve is not None and any(flavour.serves for flavour in installed)


def _platform_has(worker: HydraWorker, runtime: str) -> bool:
    there = {accelerator.hydra_gpu_type for accelerator in worker.cluster.accelerators.values()}
    return any(name == runtime and gpu_type in there for name, gpu_type in worker.platform_images())
