"""An InferenceService as KServe reads it: what of it names the model and the runtime."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def model_of(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an object's spec.predictor.model; an empty mapping where there is none, as in a runtime."""
    return (value["spec"].get("predictor") or {}).get("model") or {}


def runtime_of(value: Mapping[str, Any]) -> str:
    """Return the name of the runtime that a service asks for; empty where it asks for none."""
    return model_of(value).get("runtime") or ""
