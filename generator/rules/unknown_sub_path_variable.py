"""subPathExpr names only variables that the container has, each with a value.

kubelet fills `$(NAME)` in before it mounts. Where there is no such variable, or an empty one, it does not start the
container: CreateContainerConfigError, missing value for NAME.

Example:
    volumeMounts: [{name: logs, mountPath: /logs, subPathExpr: $(POD)}]           # broken
    env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]         # sound with this beside it

Source: ExpandContainerVolumeMounts, pkg/kubelet/container/helpers.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.command_line.kubelet_expansion import references
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.additions import adds_variable, is_service_link
from generator.kserve.service import model_of
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("unknown-sub-path-variable", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the references in an object's own mounts to variables that the container does not have."""
    if not judged.may_write("subPathExpr"):
        return
    for own, value, steps in _containers(judged):
        if value.get("envFrom"):
            continue
        filled = {each["name"] for each in value.get("env") or () if each.get("value") or each.get("valueFrom")}
        for index, mount in enumerate(own.get("volumeMounts") or ()):
            for found in references(mount.get("subPathExpr") or ""):
                if found.name not in filled and not _may_come(found.name, judged):
                    place = (*steps, "volumeMounts", index, "subPathExpr")
                    message = (
                        f"the container has no variable {found.name} with a value, so that kubelet does not start it"
                    )
                    help_text = (
                        "Give the container the variable; the pod's own name is fieldRef: {fieldPath: metadata.name}."
                    )
                    yield Finding(RULE.id, place, message, help_text, offset=found.offset, length=found.length)


def _containers(judged: Judged) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any], Steps]]:
    """Yield what the object writes of each container, and the whole."""
    if judged.kind == "ClusterServingRuntime":
        yield from ((each.value, each.value, each.steps) for each in judged.containers)
    for pod in judged.service_pods:
        yield from ((each.own, each.value, each.steps) for each in pod.containers)


def _may_come(name: str, judged: Judged) -> bool:
    """Say whether KServe, Kubernetes or the runtime's services may bring the variable."""
    if adds_variable(name, multi_node=True) or is_service_link(name) or name in (judged.contract.get("env") or ()):
        return True
    return any(entry["name"] == name for user in judged.users for entry in model_of(user).get("env") or ())
