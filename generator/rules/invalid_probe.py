"""A probe asks something, its numbers are not negative, and it has only what its kind may have.

successThreshold is 1 in livenessProbe and startupProbe, and a readinessProbe has no terminationGracePeriodSeconds. The API
server refuses other pods. A service may say a part of a probe where its runtime says what is asked.

Example:
    livenessProbe: {tcpSocket: {port: 8080}, successThreshold: 2}     # broken
    livenessProbe: {tcpSocket: {port: 8080}, failureThreshold: 2}     # sound

Source: validateProbe, validateLivenessProbe, validateReadinessProbe and validateStartupProbe,
pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.placed import finding_on
from generator.judged.pods import said
from generator.judged.probe_ports import PROBES
from generator.kserve.versions import is_standard
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("invalid-probe", Severity.ERROR)
_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")
_NUMBERS = ("failureThreshold", "initialDelaySeconds", "periodSeconds", "successThreshold", "timeoutSeconds")
_GRACE = "terminationGracePeriodSeconds"
_ASKING_HELP = "Write httpGet, tcpSocket, grpc or exec in it."
_REFUSED = "so that the API server would refuse the pod"


def check(judged: Judged) -> Iterator[Finding]:
    """Yield what is wrong with an object's own probes, and a service's merged ones that ask nothing."""
    for container in judged.containers if judged.may_write("Probe") else ():
        for name in PROBES:
            if container.value.get(name):
                yield from _wrong(name, container.value[name], (*container.steps, name))
    # Knative says by itself what is asked.
    if judged.kind == "InferenceService" and is_standard(judged.annotations):
        yield from _asking_nothing(judged)


def _wrong(name: str, probe: Mapping[str, Any], steps: Steps) -> Iterator[Finding]:
    for field in _NUMBERS:
        if probe.get(field, 0) < 0:
            yield Finding(RULE.id, (*steps, field), f"{field} is negative, {_REFUSED}", "Write a positive number.")
    if name == "readinessProbe":
        if _GRACE in probe:
            message = f"a readinessProbe ends no container and takes no {_GRACE}, {_REFUSED}"
            yield Finding(RULE.id, (*steps, _GRACE), message, "Remove it.", at_key=True)
        return
    if probe.get("successThreshold", 1) > 1:
        message = f"successThreshold of a {name} must be 1, {_REFUSED}"
        yield Finding(RULE.id, (*steps, "successThreshold"), message, "Remove it: 1 is what it is without.")
    if probe.get(_GRACE, 1) < 1:
        yield Finding(RULE.id, (*steps, _GRACE), f"{_GRACE} is not above 0, {_REFUSED}", "Write a positive number.")


def _asking_nothing(judged: Judged) -> Iterator[Finding]:
    for pod in judged.service_pods:
        for each in pod.containers:
            for name in PROBES:
                probe = each.value.get(name)
                if probe is not None and not any(handler in probe for handler in _HANDLERS):
                    what = f"nothing says what the {name} of container '{each.name}' asks"
                    yield finding_on(judged, RULE, said(each, name), what, f", {_REFUSED}", _ASKING_HELP)
