"""Whether a finished object keeps to its native types; `json_schema.problems` says what is wrong with one that does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jsonschema_rs

from generator.native.schemas import common_object_schema, object_schema


def is_native(kind: str, version: str | None, value: Mapping[str, Any]) -> bool:
    """Say whether an object is natively valid for a version of KServe."""
    # Most objects keep to fields that all versions have, so that other versions' schemas need not be compiled.
    return bool(_common_validator(kind).is_valid(value) or _validator(kind, version).is_valid(value))


def has_native_spec(kind: str, version: str | None, value: Mapping[str, Any]) -> bool:
    """Say whether an object's spec is natively valid, whatever a cluster has written beside it."""
    apart = {key: value.get(key) for key in ("apiVersion", "kind", "spec")}
    return is_native(kind, version, apart | {"metadata": {"name": value["metadata"]["name"]}})


@cache
def _common_validator(kind: str) -> Any:
    return jsonschema_rs.validator_for(common_object_schema(kind))


@cache
def _validator(kind: str, version: str | None) -> Any:
    return jsonschema_rs.validator_for(object_schema(kind, version))
