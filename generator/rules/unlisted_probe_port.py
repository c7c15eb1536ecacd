"""A startup or readiness probe asks a port that the container lists; 8080 where the serving container lists none.

KServe's service and its own readiness probe go to the first port listed, and to 8080 if there is none. A probe that is to
say when requests may come and asks a port that nobody lists shows, mostly, that the server listens elsewhere or that a
number is wrong. A port for management works unlisted too; listed behind the server's, it is plain. Liveness may be asked there.

Example:
    containers: [{name: kserve-container, startupProbe: {tcpSocket: {port: 8000}}}]                                   # broken
    containers: [{name: kserve-container, startupProbe: {tcpSocket: {port: 8000}}, ports: [{containerPort: 8000}]}]   # sound

Source: createDefaultSvc, …/reconcilers/service/service_reconciler.go, and setDefaultPodSpec,
…/reconcilers/deployment/deployment_reconciler.go of kserve/kserve, pkg/controller/v1beta1/inferenceservice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.probe_ports import DEFAULT_PORT, PROBES, PortUse, port_numbers, probed_ports
from generator.kserve.container import CONTAINER
from generator.kserve.service import model_of
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("unlisted-probe-port", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the numbers that startup and readiness probes ask and that the pod's containers do not list."""
    if judged.kind == "ClusterServingRuntime":
        for part, steps in judged.pods:
            for index, container in enumerate(part["containers"]):
                place = (*steps, "containers", index)
                if any(name in container for name in PROBES):
                    more = map(model_of, judged.users)
                    yield from _unlisted(container, container, place, [*part["containers"], *more])
    for pod in judged.service_pods:
        for each in pod.containers:
            if any(name in each.own for name in PROBES):
                yield from _unlisted(each.own, each.value, each.steps, [other.value for other in pod.containers])


def _unlisted(
    own: Mapping[str, Any], container: Mapping[str, Any], steps: Steps, all_containers: Sequence[Mapping[str, Any]]
) -> Iterator[Finding]:
    listed = port_numbers(container)
    by_default = () if container.get("ports") or container.get("name") != CONTAINER else (DEFAULT_PORT,)
    own_ports = (*listed, *by_default)
    for use in probed_ports(own) if own_ports else ():
        known = use.asker == "livenessProbe" or not isinstance(use.port, int) or use.port in own_ports
        if not known and use.port not in _numbers(all_containers):
            yield _finding(use, listed, (*steps, *use.steps))


def _numbers(containers: Sequence[Mapping[str, Any]]) -> set[int]:
    return {number for each in containers for number in port_numbers(each)}


def _finding(use: PortUse, listed: Sequence[int], steps: Steps) -> Finding:
    if listed:
        message = f"{use.asker} asks port {use.port}, and the container lists {' and '.join(map(str, listed))}"
        help_text = f"Ask one of these, or list it too: ports: [{{containerPort: {use.port}}}]."
    else:
        message = (
            f"{use.asker} asks port {use.port}, and the container lists no port, so that requests and KServe's own "
            f"readiness probe go to {DEFAULT_PORT}"
        )
        help_text = f"List the port on which the server listens first: ports: [{{containerPort: {use.port}}}]."
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
