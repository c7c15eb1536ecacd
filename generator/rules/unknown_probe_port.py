"""A probe's or lifecycle handler's port that is a name is the name of one of the container's ports.

kubelet looks the name up in the same container. A probe whose port it does not find fails forever: the service never
becomes ready, or its container is restarted again and again. A number is written without quotes.

Example:
    ports: [{name: http1, containerPort: 8080}]
    startupProbe: {httpGet: {path: /health, port: http}}     # broken: no port has this name
    startupProbe: {httpGet: {path: /health, port: http1}}    # sound

Source: ResolveContainerPort, pkg/probe/util.go, and ValidatePortNumOrName, pkg/apis/core/validation/validation.go of
kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pods import PodContainer
from generator.judged.probe_ports import PortUse, port_names, port_uses
from generator.kserve.service import model_of
from generator.naming import offer
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("unknown-probe-port", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the named ports that handlers ask and that the container does not have."""
    for container in judged.containers if judged.kind == "ClusterServingRuntime" else ():
        for use in _unknown(container.value):
            if not any(use.port in port_names(model_of(service)) for service in judged.users):
                yield _finding(use, container.value, (*container.steps, *use.steps))
    for pod in judged.service_pods:
        for each in pod.containers:
            for use in _unknown(each.value) if each.own else ():
                yield from _of_service(use, each)


def _unknown(container: Mapping[str, Any]) -> Iterator[PortUse]:
    for use in port_uses(container):
        if (
            isinstance(use.port, str)
            and use.port not in port_names(container)
            and not _is_filled_in(use.port, container)
        ):
            yield use


def _is_filled_in(port: str, container: Mapping[str, Any]) -> bool:
    """Say whether KServe fills in a name, so that nobody knows yet whether the two are the same."""
    return any("{{" in name for name in (port, *port_names(container)))


def _of_service(use: PortUse, container: PodContainer) -> Iterator[Finding]:
    """Yield the finding where the service asks the port, or where its ports take the place of the runtime's."""
    if any(own.steps == use.steps for own in port_uses(container.own)):
        yield _finding(use, container.value, (*container.steps, *use.steps))
    elif container.own.get("ports"):
        yield _finding(use, container.value, (*container.steps, "ports"), "the runtime's ")


def _finding(use: PortUse, container: Mapping[str, Any], steps: Steps, whose: str = "") -> Finding:
    message = f"{whose}{use.asker} asks the port '{use.port}', and no port of the container has this name"
    if str(use.port).isdigit():
        return Finding(RULE.id, steps, message, f"Write the number without quotes: {use.port}.", severity=RULE.severity)
    help_text = offer(str(use.port), port_names(container), "ports with a name")
    return Finding(RULE.id, steps, message, f"{help_text} Or write its number.", severity=RULE.severity)
