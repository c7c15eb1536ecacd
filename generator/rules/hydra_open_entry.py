"""The platform's own entries of hydra-agent name their runtimes and GPU types.

Hydra picks an image by the entry that matches a deployment's runtime and GPU type. Of an entry that names only one of
them its manual does not say whether it matches everything or nothing, nor which image is taken where two entries match.

Example:
    # in live/hydra-agent.yaml, beside the fleet's own entry for the runtime acme
    - match_runtimes: [acme]                                           # broken: it may be for all GPU types
    - {match_runtimes: [acme], match_gpu_types: [ascend-gpu-910]}      # sound

Source: the platform's manual on custom runtimes (deployment_templates)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.judged.hydra import HydraWorker, OpenEntry
from generator.rule import Rule
from generator.targets import Installed

RULE = Rule("hydra-open-entry", Severity.WARNING)


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the runtimes of a worker that an entry of the platform's may match beside the fleet's own."""
    if not worker.containers:
        return
    entries = worker.open_entries()
    for name in dict.fromkeys(container.installed.runtime.name for container in worker.containers):
        flavours = [each.installed for each in worker.containers if each.installed.runtime.name == name]
        entry = next((each for each in entries if _may_match(each, flavours)), None)
        if entry is not None:
            document, steps = worker.cluster.entry_place("runtimes", name)
            message = f"an entry of the platform's that names no {_unsaid(entry)} may match runtime '{name}' too"
            help_text = (
                "Which image Hydra then takes is not known. Let that entry name what it is for and export it again, "
                "or allow this rule here."
            )
            related = (Related(entry.span, "the platform's entry"),)
            yield Diagnostic(RULE.id, message, document.mark(steps).value, help_text, RULE.severity, related)


def _may_match(entry: OpenEntry, flavours: list[Installed]) -> bool:
    if entry.runtimes is not None and flavours[0].runtime.name not in entry.runtimes:
        return False
    there = {accelerator.hydra_gpu_type for flavour in flavours for accelerator in flavour.accelerators}
    return entry.gpu_types is None or not entry.gpu_types.isdisjoint(there)


def _unsaid(entry: OpenEntry) -> str:
    words = ("runtimes", entry.runtimes), ("GPU types", entry.gpu_types)
    return " and no ".join(word for word, named in words if named is None)
