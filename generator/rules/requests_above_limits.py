"""No container requests more cpu, memory or storage than its limit allows.

Kubernetes refuses such a pod, so the service would never start. KServe merges requests and limits key by key: a request
of the service meets its runtime's limit where the service says none of its own, and the other way round.

Example:
    resources: {limits: {cpu: "2"}, requests: {cpu: "4"}}     # broken
    model: {resources: {requests: {cpu: "4"}}}                # broken where the runtime has limits: {cpu: "2"}
    resources: {limits: {cpu: "4"}, requests: {cpu: "4"}}     # sound

Source: validateResourceRequirements, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import is_extended, resources_of
from generator.judged.objects import Judged
from generator.judged.pods import PodContainer, said
from generator.native.quantity import amount
from generator.rule import Rule

RULE = Rule("requests-above-limits", Severity.ERROR)
_REFUSED = "so that the API server would refuse the pod"


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the requests above their limits: in a runtime, and in a service's containers as KServe merges them."""
    for container in judged.containers if judged.kind == "ClusterServingRuntime" else ():
        for key, request, limit in _above(container.value):
            steps = (*container.steps, "resources")
            message = f"the {key} request {request} is above the limit {limit}, {_REFUSED}"
            related = ((*steps, "limits", key),)
            yield Finding(RULE.id, (*steps, "requests", key), message, _help(key), related_steps=related)
    for pod in judged.service_pods:
        for each in pod.containers:
            # What is the runtime's alone is told there.
            if each.own.get("resources"):
                for key, request, limit in _above(each.value):
                    yield from _merged(each, key, request, limit, judged.model.get("runtime") or "")


def _above(container: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield each resource with its request and its limit; extended ones, which must be equal, have their own rule."""
    resources = resources_of(container)
    limits, requests = resources.get("limits"), resources.get("requests")
    if not limits or not requests:
        return
    for key, request in requests.items():
        limit = limits.get(key, request)
        if limit != request and not is_extended(key) and amount(request) > amount(limit):
            yield key, request, limit


def _merged(container: PodContainer, key: str, request: Any, limit: Any, runtime: str) -> Iterator[Finding]:
    asked, allowed = (said(container, "resources", section, key) for section in ("requests", "limits"))
    if asked.theirs is not None and allowed.theirs is not None:
        return
    by = f" of ClusterServingRuntime '{runtime}'"
    requested = f"{request}{by if asked.theirs is not None else ''}"
    limited = f"{limit}{by if allowed.theirs is not None else ''}"
    message = f"the {key} request {requested} is above the limit {limited}, {_REFUSED}"
    if asked.theirs is not None:
        yield Finding(RULE.id, allowed.steps, message, f"Write requests: {{{key}: …}} beside it, or a higher limit.")
    else:
        related = (allowed.steps,) if allowed.theirs is None else ()
        yield Finding(RULE.id, asked.steps, message, _help(key), related_steps=related)


def _help(key: str) -> str:
    return f"Write a lower request, or limits: {{{key}: …}} that is as high beside it."
