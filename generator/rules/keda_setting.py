"""On Alauda, a service that KEDA scales is in Standard mode, may grow or shrink, and says by which metric.

The annotation serving.kserve.io/autoscalerClass: keda alone scales nothing: where minReplicas (1 unless said) is not below
maxReplicas, without a metric, or in Knative mode the service stays as it is. From minReplicas: 0 to maxReplicas: 1 is
enough. A running service has to be stopped before it changes from HPA to KEDA.

Example:
    annotations: {serving.kserve.io/autoscalerClass: keda}, predictor: {maxReplicas: 1}      # broken
    predictor: {maxReplicas: 2, autoScaling: {metrics: [{type: External, external: {…}}]}}   # sound with it

Source: docs/en/deploy/inference_service/guides/keda_autoscaling.mdx in github.com/alauda/aml-docs; createKedaScaledObject,
pkg/controller/v1beta1/inferenceservice/reconcilers/keda/keda_reconciler.go of kserve/kserve, v0.19
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
    fixed = _fixed(predictor)
    if fixed is not None:
        place = ("spec", "predictor", "maxReplicas") if "maxReplicas" in predictor else asked
        message = f"KEDA is to scale the service, but it may have neither more nor fewer replicas than {fixed}"
        yield _finding(place, message, f"Write a maxReplicas of {fixed + 1} or more, or a lower minReplicas.")
    if not (predictor.get("autoScaling") or {}).get("metrics"):
        message = "KEDA is to scale the service, but no metric says when"
        yield _finding(asked, message, "Write predictor.autoScaling.metrics with one of type External.")


def _fixed(predictor: Mapping[str, Any]) -> int | None:
    """Return the number of replicas that a service always has; None where there may be fewer and more.

    KServe takes 1 for a minReplicas that nobody says, and raises maxReplicas to it.
    """
    least = predictor.get("minReplicas")
    least = 1 if least is None else least
    most = max(predictor.get("maxReplicas") or 0, least)
    return most if most == least else None


def _finding(steps: Steps, message: str, help_text: str) -> Finding:
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
