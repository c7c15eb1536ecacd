"""Native fields of Kubernetes, KServe and Hydra as JSON Schemas.

Two forms of the same types (see native_notation): the patch form, in which definitions hold parts of objects, and the
strict form of finished objects. Nothing is read before somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from typing import Any

from generator.kserve.versions import minor_of
from generator.native.notation import LATEST, Field, NativeType, native_types
from generator.native.scalars import Schema, patched_scalar, strict_scalar

ABSENT = "x-servewright-absent"
"""Keyword of a type: fields that people take for its own, each with the reason why it is none (here)."""

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_LIST_KEYS = "x-kubernetes-list-map-keys"
_DIRECTIVE: Schema = {"enum": ["replace", "delete"]}
_ELEMENT_ORDER: Schema = {"type": "array"}
Present = Callable[[Field], bool]
"""Whether a type has a field, in the KServe versions that are meant."""
_PATCH_ROOTS = (
    "ClusterServingRuntimeFragment",
    "InferenceServiceFragment",
    "HydraTemplate",
    "HydraAgentContainer",
)


@cache
def patch_schemas() -> Schema:
    """Return the JSON Schema document native.json, whose $defs are all types in the form that definitions hold.

    That is: fields of every KServe version, none required, null where it removes a field, an expression where a
    scalar is due, and strategic merge's `$patch` and `$setElementOrder/<list>`. Other fields are refused.
    """
    defs = {native.name: _patched_type(native) for native in _reached(_PATCH_ROOTS, lambda _: True)}
    return {"$schema": _DIALECT, "$id": "native.json", "$defs": defs}


@cache
def object_schema(kind: str, kserve: str | None) -> Schema:
    """Return the JSON Schema of a finished object: a ClusterServingRuntime, InferenceService or ConfigMap.

    `kserve` is a KServe version such as "0.17": fields that it lacks are refused. None takes the fields of all
    versions. Required fields are required, nulls refused, and of a union at most one member may be present.
    Raises KeyError for another kind.
    """
    if kserve is None:
        return _object_schema(kind, lambda _: True, "")
    minor = minor_of(kserve)
    return _object_schema(kind, lambda field: field.since <= minor < field.before, f", this is {kserve}")


@cache
def common_object_schema(kind: str) -> Schema:
    """Return what `object_schema` gives, with the fields that all KServe versions have: each version's accepts at least
    what this one accepts."""
    return _object_schema(kind, lambda field: not field.since and field.before == LATEST, "")


def _object_schema(kind: str, present: Present, told: str) -> Schema:
    defs = {native.name: _strict_type(native, present, told) for native in _reached((kind,), present)}
    return {"$schema": _DIALECT, "$ref": f"#/$defs/{kind}", "$defs": defs}


def _reached(roots: tuple[str, ...], present: Present) -> Iterator[NativeType]:
    """Yield the types that the roots lead to by the fields that are present, themselves included, each once."""
    types = native_types()
    pending, seen = list(roots), set(roots)
    while pending:
        native = types[pending.pop()]
        yield native
        for field in filter(present, native.fields.values()):
            name = field.type.removeprefix("map(").strip("[])")
            if name in types and name not in seen:
                seen.add(name)
                pending.append(name)


def _strict_type(native: NativeType, is_present: Present, told: str) -> Schema:
    present = {name: field for name, field in native.fields.items() if is_present(field)}
    schema: Schema = {
        "title": native.name,
        "type": "object",
        "properties": {name: _strict_value(field.type) for name, field in present.items()},
        "additionalProperties": False,
    }
    required = [name for name, field in present.items() if field.required]
    missing = {name: field for name, field in native.fields.items() if name not in present}
    absent = _absences(native) | {name: f"{_history(field)}{told}" for name, field in missing.items()}
    return (
        schema
        | ({"required": required} if required else {})
        | ({ABSENT: absent} if absent else {})
        | _union_rules(native, present)
    )


def _absences(native: NativeType) -> dict[str, str]:
    return dict.fromkeys(native.server_fields, "is set by the API server")


def _history(field: Field) -> str:
    if field.since:
        return f"exists from KServe 0.{field.since} on"
    return f"existed before KServe 0.{field.before}"


@cache
def _strict_value(value_type: str) -> Schema:
    if value_type.startswith("["):
        return {"type": "array", "items": _strict_value(value_type[1:-1])}
    if value_type.startswith("map("):
        return {"type": "object", "additionalProperties": _strict_value(value_type[4:-1])}
    if value_type == "{}":
        return {"type": "object", "additionalProperties": False}
    return strict_scalar(value_type) or {"$ref": f"#/$defs/{value_type}"}


def _union_rules(native: NativeType, present: dict[str, Field]) -> Schema:
    """Return keywords that refuse two members of a union.

    Where all other fields are required, counting the fields says the same as naming every pair, in one keyword.
    """
    rules: Schema = {}
    for union in native.unions:
        members = [name for name in union if name in present]
        others = [field for name, field in present.items() if name not in union]
        if all(field.required for field in others):
            rules["maxProperties"] = len(others) + 1
        else:
            for pair in combinations(members, 2):
                rules.setdefault("allOf", []).append({"not": {"required": list(pair)}})
    return rules


def _patched_type(native: NativeType) -> Schema:
    properties = {name: _patched_field(field.type, field.merge_keys) for name, field in native.fields.items()}
    for name, field in native.fields.items():
        if field.merge_keys:
            properties[f"$setElementOrder/{name}"] = _ELEMENT_ORDER
    properties["$patch"] = _DIRECTIVE
    schema: Schema = {
        "title": native.name,
        "type": ["object", "null"],
        "properties": properties,
        "additionalProperties": False,
    }
    return schema | ({ABSENT: _absences(native)} if native.server_fields else {})


@cache
def _patched_field(field_type: str, merge_keys: tuple[str, ...]) -> Schema:
    schema = _patched_value(field_type, "null")
    return schema | {_LIST_KEYS: list(merge_keys)} if merge_keys else schema


@cache
def _patched_value(value_type: str, *extra: str) -> Schema:
    """Return the patch form of a value; `extra` is "null" where a null may stand: in fields, not in lists."""
    if value_type.startswith("["):
        return {"type": ["array", *extra], "items": _patched_value(value_type[1:-1])}
    if value_type.startswith("map("):
        free: dict[str, Any] = {"additionalProperties": _patched_value(value_type[4:-1], "null")}
        return {"type": ["object", *extra], "properties": {"$patch": _DIRECTIVE}} | free
    if value_type == "{}":
        return {"type": ["object", *extra], "additionalProperties": False}
    reference = {"$ref": f"#/$defs/{value_type}"}
    return patched_scalar(value_type, *extra) or (reference if extra else reference | {"type": "object"})
