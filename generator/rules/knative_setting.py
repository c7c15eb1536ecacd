"""On Alauda, a service in Standard mode has no settings of Knative's autoscaler.

minReplicas: 0, the metrics concurrency and rps, containerConcurrency and annotations autoscaling.knative.dev/… are
Knative's. In Standard mode nothing reads them: the service neither goes to zero nor scales by its requests.

Example:
    spec: {predictor: {minReplicas: 0}}                                # broken: the service keeps a replica
    spec: {deploymentMode: Knative, predictor: {minReplicas: 0}}       # sound

Source: docs/en/deploy/inference_service/guides/autoscale_settings.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.versions import AUTOSCALER_ANNOTATION, is_standard
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("knative-setting", Severity.WARNING)

_PREFIX = "autoscaling.knative.dev/"
_METRICS = ("concurrency", "rps")
_HELP = "Remove it, or write deploymentMode: Knative if the cluster has Knative."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the settings of a service in Standard mode that only Knative reads."""
    if judged.kind != "InferenceService" or not judged.facts.alauda or not is_standard(judged.annotations):
        return
    scaled = judged.annotations.get(AUTOSCALER_ANNOTATION, "hpa") == "hpa"
    yield from _annotations(judged.annotations, ("metadata", "annotations"))
    for part, steps in judged.pods:
        yield from _annotations(part.get("annotations") or {}, (*steps, "annotations"))
        yield from _fields(part, steps, scaled)


def _annotations(annotations: Mapping[str, str], steps: Steps) -> Iterator[Finding]:
    for key in annotations:
        if key.startswith(_PREFIX):
            yield _finding((*steps, key), f"the annotation '{key}' is Knative's", at_key=True)


def _fields(part: Mapping[str, Any], steps: Steps, scaled: bool) -> Iterator[Finding]:
    """`scaled`: whether KServe's own HPA scales the service, which never goes to zero."""
    if part.get("minReplicas") == 0 and scaled:
        yield _finding((*steps, "minReplicas"), "only Knative scales a service to 0 replicas")
    if part.get("scaleMetric") in _METRICS:
        yield _finding((*steps, "scaleMetric"), f"only Knative scales by {part['scaleMetric']}")
    if part.get("containerConcurrency"):
        yield _finding((*steps, "containerConcurrency"), "only Knative limits a container's concurrency")


def _finding(steps: Steps, what: str, at_key: bool = False) -> Finding:
    message = f"{what}, and the service runs in Standard mode, where this has no effect"
    return Finding(RULE.id, steps, message, _HELP, at_key=at_key, severity=RULE.severity)
