"""The pods that Hydra makes of a runtime, as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.cli.failure import Failure
from generator.cli.hydra_worker import HydraEntries
from generator.emit import emit
from generator.hydra.twin.levels import levels
from generator.hydra.twin.pod import pod_of
from generator.hydra.twin.started import TemplateFailure
from generator.hydra.twin.variables import ROLES, Deployment, Scalar, deployment, roles_of


class MadePod(Struct, frozen=True, eq=False):
    """A pod's spec, and what it was made of."""

    role: str
    entries: HydraEntries
    deployment: Deployment
    spec: dict[str, Any]


def made(entries: HydraEntries, values: Mapping[str, Scalar], arguments: Sequence[str]) -> tuple[MadePod, ...]:
    """Return the pods of a deployment that says some values and arguments. Raises Failure."""
    return tuple(_made(entries, role, values, arguments) for role in roles_of(values))


def _made(entries: HydraEntries, role: str, values: Mapping[str, Scalar], arguments: Sequence[str]) -> MadePod:
    said = {"CLUSTER": entries.cluster} | dict(ROLES[role]) | dict(values)
    wanted = deployment(entries.runtime, said, arguments)
    spec = pod_of(entries.template, entries.agent.entry, wanted)
    if isinstance(spec, TemplateFailure):
        error = spec.error
        place = f"{spec.field}[{spec.index}], line {error.line}, column {error.column}"
        problem = f"the template of '{entries.runtime}' fails for pod '{role}': {error.message} ({place})"
        raise Failure(problem, "mend the template, or --set other values")
    return MadePod(role, entries, wanted, spec)


def shown(pods: Sequence[MadePod], by_level: bool, output: str) -> str:
    """Return the pods as YAML documents or as JSON; by level, the texts that each level of templates leaves."""
    rows = [row for pod in pods for row in (_levels(pod) if by_level else _whole(pod))]
    if output == "json":
        return json.dumps([{"pod": pod.role, **named, **value} for pod, named, value in rows], indent=2) + "\n"
    documents = (f"# {_title(pod, *named.values())}\n{emit(value)}" for pod, named, value in rows)
    return "---\n".join(documents)


Row = tuple[MadePod, dict[str, str], dict[str, Any]]


def _whole(pod: MadePod) -> list[Row]:
    return [(pod, {}, {"spec": pod.spec})]


def _levels(pod: MadePod) -> list[Row]:
    found = levels(pod.entries.template, pod.spec, pod.deployment)
    return [(pod, {"level": level.name}, dict(level.value)) for level in found]


def _title(pod: MadePod, *level: str) -> str:
    values = pod.deployment.values
    telling = ", ".join(f"{name}={str(values[name]).lower()}" for name in ("IS_DISTRIBUTED", "IS_LEADER"))
    return ", ".join((f"{pod.entries.runtime} on {pod.entries.cluster}: {pod.role} ({telling})", *level))
