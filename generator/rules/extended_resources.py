"""An extended resource has a whole number as its limit, and the same as its request if there is one.

Accelerators cannot be overcommitted or divided: Kubernetes refuses a container whose request for one is not its limit,
that has a request and no limit, or that asks for a part of one. A limit alone is enough: the request follows it.

Example:
    resources: {requests: {nvidia.com/gpu: "1"}}   # broken
    resources: {limits: {nvidia.com/gpu: "1"}}     # sound

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#consuming-extended-resources
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import SECTIONS, is_extended, resources_of
from generator.judged.objects import Judged
from generator.judged.placed import finding_on
from generator.judged.pods import PodContainer, Said, said
from generator.native.quantity import amount
from generator.rule import Rule

RULE = Rule("extended-resources", Severity.ERROR)


_LIMIT_ALONE = "Write the number in limits alone: the request follows it."
_WHOLE = "Write a whole number; what a device plugin shares has a key of its own."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the extended resources of containers that Kubernetes would refuse: a service's as KServe merges them."""
    for container in judged.containers if judged.kind == "ClusterServingRuntime" else ():
        for section, key, what, help_text in _wrong(container.value):
            # A service may bring the limit.
            if key in (resources_of(container.value).get("limits") or ()):
                yield Finding(RULE.id, (*container.steps, "resources", section, key), what, help_text)
    for pod in judged.service_pods:
        for each in pod.containers:
            for section, key, what, help_text in _wrong(each.value):
                place = _place(each, section, key)
                limited = key in (resources_of(each.value).get("limits") or ())
                # What is the runtime's alone is told there.
                if place.theirs is None or not limited:
                    yield finding_on(judged, RULE, place, what, "", help_text)


def _wrong(container: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield section and key of each extended resource that is wrong in a container, what is, and what to do."""
    resources = resources_of(container)
    limits, requests = (resources.get(section) or {} for section in SECTIONS)
    for key, request in requests.items():
        if not is_extended(key):
            continue
        if key not in limits:
            yield "requests", key, f"'{key}' is requested and has no limit, which Kubernetes refuses", _LIMIT_ALONE
        elif amount(request) != amount(limits[key]):
            what = f"'{key}' has the request {request} and the limit {limits[key]}, and Kubernetes wants them equal"
            yield "requests", key, what, _LIMIT_ALONE
    for key, limit in limits.items():
        if is_extended(key) and amount(limit) != amount(limit).to_integral_value():
            what = f"'{key}' has the limit {limit}, and Kubernetes gives it out in whole numbers"
            yield "limits", key, what, _WHOLE


def _place(container: PodContainer, section: str, key: str) -> Said:
    """Return where the service says one of the two numbers, the one at fault if it does."""
    places = (said(container, "resources", each, key) for each in (section, *SECTIONS))
    found = [place for place in places if place.theirs is None]
    return found[0] if found else said(container, "resources", section, key)
