"""Where a JSON Schema refuses a value: jsonschema's errors as plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.place import Steps

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_END = re.compile(r"(?<!\\)\$")


class Refusal(Struct, frozen=True):
    """A value that does not meet one keyword of its schema. `branches` say why each one of an anyOf refuses it."""

    keyword: str
    wanted: Any
    schema: Mapping[str, Any]
    value: Any
    steps: Steps
    branches: tuple[tuple[Refusal, ...], ...]


def refusals(schema: Mapping[str, Any], value: Any, registry: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield all reasons why a schema refuses a value. `registry` holds the documents that references name."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    empty: Registry[Any] = Registry()
    resources = ((name, DRAFT202012.create_resource(document)) for name, document in registry.items())
    validator = extend(Draft202012Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]
    return map(_refusal, validator(schema, registry=empty.with_resources(resources)).iter_errors(value))


def _pattern(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    """Match as JSON Schema does, where $ is the end; Python's is also the place before a final line break."""
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not re.search(_END.sub(r"\\Z", pattern), value):
        yield ValidationError("")


def _refusal(error: ValidationError) -> Refusal:
    branches: dict[str | int, list[Refusal]] = {}
    for child in error.context or ():
        branches.setdefault(child.schema_path[0], []).append(_refusal(child))
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    forms = tuple(tuple(errors) for errors in branches.values())
    return Refusal(str(error.validator), error.validator_value, schema, error.instance, _steps(error), forms)


def _steps(error: ValidationError) -> Steps:
    return tuple(error.absolute_path)
