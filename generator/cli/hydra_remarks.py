"""What a reader of previewed pods has to know beside them: what no deployment has, and what is not known of Hydra."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.cli.hydra_pods import MadePod
from generator.cli.hydra_worker import HydraEntries
from generator.hydra.twin.entries import has_two_commands
from generator.hydra.twin.variables import VARIABLES, Scalar


def remarks(entries: HydraEntries, values: Mapping[str, Scalar], pods: Sequence[MadePod]) -> Iterator[str]:
    """Yield remarks on the pods that two entries and some values of one's own give."""
    for name in values:
        known = VARIABLES[name]
        if known.fixed and values[name] != known.default:
            yield f"{name} is {known.default} in every deployment; the value of --set is for this preview alone"
    if has_two_commands(entries.template, entries.agent.entry):
        yield "the template and hydra-agent both give a command; which wins is not known, and the template's is shown"
    types = entries.agent.gpu_types
    if types and entries.offered.isdisjoint(types):
        yield f"the image is for GPU type {', '.join(types)}, and cluster '{entries.cluster}' has no such accelerator"
    starts = [_started(pod.spec) for pod in pods]
    if entries.builtin and not _is_template(entries.template):
        yield f"'{entries.runtime}' is built into Hydra, and its template gives no command: what Hydra adds is not known"
    elif len(starts) > 1 and any(starts[0]) and all(each == starts[0] for each in starts):
        yield "all pods start alike: the template does not tell a leader or a worker from a single node"


def _started(spec: Mapping[str, Any]) -> tuple[Any, Any]:
    container = spec["containers"][0]
    return container.get("command"), container.get("args")


def _is_template(template: Mapping[str, Any]) -> bool:
    container = (template.get("podTemplate") or {}).get("containerTemplate") or {}
    return bool(container.get("commandTemplate") or container.get("argsTemplate"))
