"""Comparison by value for tests: quantities as Kubernetes compares them, everything else strictly by type and value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

Steps = tuple[str | int, ...]

_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:[eE](?P<exponent>[+-]?[0-9]+)|(?P<suffix>[KMGTPE]i|[numkMGTPE]?))"
)
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_NANO = 10**9
_ABSENT = object()


def amount(quantity: str | int | float) -> Fraction:
    """Return the number that a Kubernetes quantity stands for, rounded away from zero to whole nanos.

    Raises ValueError for what is no quantity. The rule is that of apimachinery's pkg/api/resource/quantity.go.
    """
    match = None if isinstance(quantity, bool) else _QUANTITY.fullmatch(str(quantity))
    if match is None:
        raise ValueError(f"{quantity!r} is not a quantity")
    suffix = match["suffix"] or ""
    factor = Fraction(2) ** _BINARY[suffix] if suffix in _BINARY else Fraction(10) ** _DECIMAL[suffix]
    exact = Fraction(match["number"].removesuffix(".")) * factor * Fraction(10) ** int(match["exponent"] or 0)
    nanos = math.ceil(abs(exact) * _NANO)
    return Fraction(nanos if exact >= 0 else -nanos, _NANO)


def differences(expected: Any, actual: Any, steps: Steps = ()) -> list[str]:
    """Return one line for each place where two Kubernetes objects differ, in either direction."""
    if type(expected) is dict and type(actual) is dict:
        fields = ((key, expected.get(key, _ABSENT), actual.get(key, _ABSENT)) for key in sorted({*expected, *actual}))
        return [line for key, one, other in fields for line in _field(one, other, (*steps, key))]
    if type(expected) is list and type(actual) is list and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for index, (one, other) in pairs for line in differences(one, other, (*steps, index))]
    return list(_leaf(expected, actual, steps))


def _field(one: Any, other: Any, steps: Steps) -> list[str]:
    if one is _ABSENT:
        return [f"{_path(steps)}: not expected, got {other!r}"]
    if other is _ABSENT:
        return [f"{_path(steps)}: expected {one!r}, is absent"]
    return differences(one, other, steps)


def _leaf(expected: Any, actual: Any, steps: Steps) -> Iterator[str]:
    if _holds_quantity(steps) and _same_amount(expected, actual):
        return
    if type(expected) is not type(actual) or expected != actual:
        yield f"{_path(steps)}: expected {expected!r}, got {actual!r}"


def _holds_quantity(steps: Steps) -> bool:
    """Say whether the core API has a Quantity here: resources.limits.*, resources.requests.*, emptyDir.sizeLimit."""
    in_resources = len(steps) > 2 and steps[-3] == "resources" and steps[-2] in ("limits", "requests")
    return in_resources or steps[-2:] == ("emptyDir", "sizeLimit")


def _same_amount(expected: Any, actual: Any) -> bool:
    try:
        return amount(expected) == amount(actual)
    except ValueError:
        return False


def _path(steps: Steps) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps) or "."
