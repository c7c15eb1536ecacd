"""On Alauda, a service that KEDA scales is in Standard mode, may grow, and says by which metric.

The annotation serving.kserve.io/autoscalerClass: keda alone scales nothing: with maxReplicas 1, without a metric, or in
Knative mode the service stays as it is. A running service has to be stopped before it changes from HPA to KEDA.

Example:
    annotations: {serving.kserve.io/autoscalerClass: keda}, predictor: {maxReplicas: 1}      # broken
    predictor: {maxReplicas: 2, autoScaling: {metrics: [{type: External, external: {…}}]}}   # sound with it

Source: docs/en/deploy/inference_service/guides/keda_autoscaling.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.versions import AUTOSCALER_ANNOTATION, is_standard
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("keda-setting", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield what keeps KEDA from scaling a service that asks for it."""
    if judged.kind != "InferenceService" or not judged.facts.alauda:
        return
    if judged.annotations.get(AUTOSCALER_ANNOTATION) != "keda":
        return
    predictor = judged.spec.get("predictor") or {}
    asked: Steps = ("metadata", "annotations", AUTOSCALER_ANNOTATION)
    if not is_standard(judged.annotations):
        message = "KEDA is to scale the service, but it is not in Standard mode"
        yield _finding(asked, message, "Write deploymentMode: Standard.")
    if (predictor.get("maxReplicas") or 0) <= 1:
        place = ("spec", "predictor", "maxReplicas") if "maxReplicas" in predictor else asked
        message = "KEDA is to scale the service, but it may not have more than one replica"
        yield _finding(place, message, "Write a maxReplicas of 2 or more.")
    if not (predictor.get("autoScaling") or {}).get("metrics"):
        message = "KEDA is to scale the service, but no metric says when"
        yield _finding(asked, message, "Write predictor.autoScaling.metrics with one of type External.")


def _finding(steps: Steps, message: str, help_text: str) -> Finding:
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
