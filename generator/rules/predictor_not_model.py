"""A predictor says its model in predictor.model alone.

KServe wants exactly one of model and the older fields named after frameworks; Servewright always writes model.

Example:
    predictor: {sklearn: {storageUri: "pvc://m"}}                 # broken
    predictor: {model: {storageUri: "pvc://m"}}                   # sound: the runtime says the format

Source: pkg/apis/serving/v1beta1/inference_service_validation.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("predictor-not-model")

_FRAMEWORKS = (
    "sklearn",
    "xgboost",
    "tensorflow",
    "pytorch",
    "triton",
    "onnx",
    "huggingface",
    "pmml",
    "lightgbm",
    "paddle",
)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the fields named after frameworks that a service's predictor has."""
    predictor = judged.spec.get("predictor") or {}
    for name in _FRAMEWORKS if judged.kind == "InferenceService" else ():
        if name in predictor:
            message = f"predictor.{name} stands beside predictor.model, and KServe takes exactly one"
            help_text = "Move its fields to predictor.model: the runtime says what serves the model."
            yield Finding(RULE.id, ("spec", "predictor", name), message, help_text, at_key=True)
