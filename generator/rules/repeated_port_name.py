"""No two ports of a container have one name.

The API server refuses such a pod, and Kubernetes' services find ports by their names. A service's ports join its
runtime's, so that its names must differ from those too.

Example:
    ports: [{name: http, containerPort: 8080}, {name: http, containerPort: 9090}]       # broken
    ports: [{name: http, containerPort: 8080}, {name: metrics, containerPort: 9090}]    # sound

Source: validateContainerPorts, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("repeated-port-name", Severity.ERROR)
_HELP = "Give it another name, or none."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the names that stand twice in a container's ports."""
    if judged.kind == "ClusterServingRuntime":
        for container in judged.containers:
            ports = container.value.get("ports") or ()
            yield from _repeated(ports, (*container.steps, "ports")) if len(ports) > 1 else ()
    for pod in judged.service_pods:
        for each in pod.containers:
            own = each.own.get("ports") or ()
            if own:
                yield from _repeated(own, (*each.steps, "ports"))
                yield from _taken(own, each.value["ports"], (*each.steps, "ports"))


def _repeated(ports: Any, steps: Steps) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, port in enumerate(ports):
        name = port.get("name")
        if name and first.setdefault(name, index) != index:
            place, other = (*steps, index, "name"), (*steps, first[name], "name")
            message = f"two ports of the container are called '{name}', so that the API server would refuse the pod"
            yield Finding(RULE.id, place, message, _HELP, related_steps=(other,), severity=RULE.severity)


def _taken(own: Any, merged: Any, steps: Steps) -> Iterator[Finding]:
    """Yield the names that the runtime gives another port."""
    numbers: dict[str, set[int]] = {}
    for port in merged:
        numbers.setdefault(port.get("name") or "", set()).add(port["containerPort"])
    for index, port in enumerate(own):
        name = port.get("name") or ""
        ours = {each["containerPort"] for each in own if each.get("name") == name}
        theirs = sorted(numbers.get(name, set()) - ours) if name else ()
        for number in theirs:
            message = f"the runtime calls its port {number} '{name}' too, so that the API server would refuse the pod"
            yield Finding(RULE.id, (*steps, index, "name"), message, _HELP, severity=RULE.severity)
