"""A port that a service adds does not take the first place, unless its server listens there.

KServe's merge puts a service's new ports before its runtime's, and the first port is the one that gets all requests and,
in a container without a readiness probe, KServe's own. A port for metrics, added so, takes the model's place.

Example:
    ports: [{name: metrics, containerPort: 9090}]                             # broken: requests go to 9090
    ports: [{containerPort: 8080}, {name: metrics, containerPort: 9090}]      # sound: the runtime's port first

Source: MergeRuntimeContainers, createDefaultSvc and setDefaultPodSpec of kserve/kserve,
pkg/controller/v1beta1/inferenceservice; its order is tested against strategicpatch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.probe_ports import DEFAULT_PORT, probed_ports
from generator.kserve.container import CONTAINER
from generator.kserve.list_order import merged_order
from generator.rule import Rule

RULE = Rule("displaced-port", Severity.WARNING)
_GRPC = ("grpc", "h2c")
"""Parts of the names by which KServe knows that a service is to be reached by gRPC, at that port."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the port of a service that comes before the one on which the runtime's server listens."""
    own, served = judged.model.get("ports"), judged.served
    if not own or served is None or judged.runtime is None:
        return
    base = next(each for each in judged.runtime["spec"]["containers"] if each["name"] == CONTAINER)
    theirs = [port["containerPort"] for port in base.get("ports") or ()]
    due = theirs[0] if theirs else DEFAULT_PORT
    ours = [port["containerPort"] for port in own]
    first = merged_order(theirs, ours)[0]
    if first == due or first not in ours or _meant(first, ours.index(first), judged.model, served):
        return
    what = "requests go" if served.get("readinessProbe") else "requests and KServe's own readiness probe go"
    message = f"port {first} comes first when KServe merges, so that {what} there, and not to {due}"
    help_text = f"List the server's port before it: ports: [{{containerPort: {due}}}, {{containerPort: {first}}}]."
    steps = ("spec", "predictor", "model", "ports", ours.index(first))
    yield Finding(RULE.id, steps, message, help_text, severity=RULE.severity)


def _meant(number: int, index: int, model: Mapping[str, Any], served: Mapping[str, Any]) -> bool:
    """Say whether the server is to listen there: probes ask the port, or, without any, the service tells the server."""
    name = model["ports"][index].get("name") or ""
    if any(part in name for part in _GRPC):
        return True
    names = {port.get("name"): port["containerPort"] for port in served["ports"]}
    asked = {names.get(use.port, use.port) for use in probed_ports(served)}
    if asked:
        return number in asked
    told = [*(model.get("command") or ()), *(model.get("args") or ())]
    told += (entry.get("value") or "" for entry in model.get("env") or ())
    return any(str(number) in text for text in told)
