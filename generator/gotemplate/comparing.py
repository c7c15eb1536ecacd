"""eq, ne, lt, le, gt and ge. Source of the rules: Go's text/template/funcs.go (1.26)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from generator.gotemplate.calling import Failed
from generator.gotemplate.limits import Meter
from generator.gotemplate.printing import Unknown, shown
from generator.gotemplate.strings import encoded
from generator.gotemplate.values import GoList, GoMap, Record, Value, basic_kind, type_name, unboxed

_INTEGERS = frozenset({"int", "uint"})


def equal(values: Sequence[Value], meter: Meter) -> bool:
    """Say whether the first value equals one of the others. Raises Failed."""
    first = unboxed(values[0])
    if len(values) == 1:
        raise Failed("missing argument for comparison")
    return any(_equal(first, unboxed(other), meter) for other in values[1:])


def unequal(values: Sequence[Value], meter: Meter) -> bool:
    """Say whether two values differ. Raises Failed."""
    return not equal(values, meter)


def less(values: Sequence[Value], _: Meter) -> bool:
    """Say whether the first value is less than the second. Raises Failed."""
    first, second = map(unboxed, values)
    kinds = basic_kind(first), basic_kind(second)
    if None in kinds:
        raise Failed("invalid type for comparison")
    if kinds[0] != kinds[1] and not set(kinds) <= _INTEGERS:
        raise Failed(f"incompatible types for comparison: {type_name(first)} and {type_name(second)}")
    if kinds[0] in ("bool", "complex"):
        raise Failed("invalid type for comparison")
    return bool(_ordered(first) < _ordered(second))


def less_or_equal(values: Sequence[Value], meter: Meter) -> bool:
    """Say whether the first value is less than the second or equals it. Raises Failed."""
    return less(values, meter) or equal(values, meter)


def greater(values: Sequence[Value], meter: Meter) -> bool:
    """Say whether the first value is neither less than the second nor equal to it. Raises Failed."""
    return not less_or_equal(values, meter)


def greater_or_equal(values: Sequence[Value], meter: Meter) -> bool:
    """Say whether the first value is not less than the second. Raises Failed."""
    return not less(values, meter)


def _ordered(value: Any) -> Any:
    return encoded(value) if isinstance(value, str) else value


def _equal(first: Value, other: Value, meter: Meter) -> bool:
    kinds = basic_kind(first), basic_kind(other)
    if kinds == (None, None):
        return _equal_compound(first, other, meter)
    if kinds[0] == kinds[1] or set(kinds) <= _INTEGERS:
        return first == other
    if first is not None and other is not None:
        raise Failed(f"incompatible types for comparison: {type_name(first)} and {type_name(other)}")
    return False


def _equal_compound(first: Value, other: Value, meter: Meter) -> bool:
    """Compare values of which none is basic: nil, lists, maps and structs."""
    if first is not None and other is not None and type(first) is not type(other):
        raise Failed(
            f"non-comparable types {shown(first, 's', meter)}: {type_name(first)}, "
            f"{type_name(other)}: {shown(other, 'v', meter)}"
        )
    if _is_nil(first) or _is_nil(other):
        return _is_nil(first) == _is_nil(other)
    if not _is_comparable(other):
        raise Failed(f"non-comparable type {shown(other, 's', meter)}: {type_name(other)}")
    return _same(first, other)


def _is_nil(value: Value) -> bool:
    return value is None or (isinstance(value, GoList | GoMap) and value.is_nil)


def _is_comparable(value: Value) -> bool:
    """Say whether Go compares values of this type with ==."""
    if isinstance(value, Record):
        if value.unknown:
            raise Unknown(f"not all fields of {value.type} are known")
        return all(map(_is_comparable, value.fields.values()))
    return not isinstance(value, GoList | GoMap)


def _same(first: Value, other: Value) -> bool:
    """Compare values that are comparable: basic ones, nil and structs."""
    if isinstance(first, Record) and isinstance(other, Record):
        pairs = zip(first.fields.values(), other.fields.values(), strict=False)
        return first.type == other.type and all(_same(one, two) for one, two in pairs)
    return type(first) is type(other) and first == other
