"""Whether a finished object has the structure that is read without asking: patches can make anything of it.

What is wrong with an object that has not is told when it is checked against its native types.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

_TEXT = {"type": "string"}
_NAMED = {"type": "object", "required": ["name"], "properties": {"name": _TEXT, "version": _TEXT}}
_CONTAINER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": _TEXT,
        "env": {"type": "array", "items": _NAMED},
        "securityContext": {"type": "object"},
    },
}
_TEXTS = {"type": "object"}
_METADATA = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": _TEXT, "labels": _TEXTS, "annotations": _TEXTS},
}
SERVING_RUNTIME: Mapping[str, Any] = {
    "type": "object",
    "required": ["metadata", "spec"],
    "properties": {
        "metadata": _METADATA,
        "spec": {
            "type": "object",
            "required": ["containers"],
            "properties": {
                "containers": {"type": "array", "items": _CONTAINER},
                "supportedModelFormats": {"type": "array", "items": _NAMED},
                "protocolVersions": {"type": "array", "items": _TEXT},
                "volumes": {"type": "array", "items": _NAMED},
            },
        },
    },
}
_MODEL = {
    "type": "object",
    "properties": {
        "runtime": _TEXT,
        "env": {"type": "array", "items": _NAMED},
        "modelFormat": {"type": "object"},
        "securityContext": {"type": "object"},
    },
}
_PREDICTOR = {"type": "object", "properties": {"model": _MODEL, "securityContext": {"type": "object"}}}
INFERENCE_SERVICE: Mapping[str, Any] = {
    "type": "object",
    "required": ["metadata", "spec"],
    "properties": {"metadata": _METADATA, "spec": {"type": "object", "properties": {"predictor": _PREDICTOR}}},
}


def readable_runtime(value: Mapping[str, Any]) -> bool:
    """Say whether a ClusterServingRuntime can be read as one."""
    return bool(_serving_runtime().is_valid(value))


def readable_service(value: Mapping[str, Any]) -> bool:
    """Say whether an InferenceService can be read as one."""
    return bool(_inference_service().is_valid(value))


@cache
def _serving_runtime() -> Any:
    return jsonschema_rs.validator_for(dict(SERVING_RUNTIME))


@cache
def _inference_service() -> Any:
    return jsonschema_rs.validator_for(dict(INFERENCE_SERVICE))
