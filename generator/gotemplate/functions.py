"""The functions that every template may call. Source: Go's text/template/funcs.go (1.26)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generator.gotemplate import comparing, containers, escaping
from generator.gotemplate.calling import Failed, Function
from generator.gotemplate.limits import Meter
from generator.gotemplate.printf import sprintf
from generator.gotemplate.printing import sprint, sprintln
from generator.gotemplate.values import Value, is_true, type_name, unboxed


def _not(values: Sequence[Value], _: Meter) -> bool:
    return not is_true(values[0])


def _printf(values: Sequence[Value], meter: Meter) -> str:
    return sprintf(str(values[0]), values[1:], meter)


def _never(values: Sequence[Value], _: Meter) -> Value:
    """Stand for and, or and call, which need more than their values and are computed where they are met."""
    raise Failed(f"{len(values)} values")


def call(name: str, value: Value) -> Failed:
    """Return why a value cannot be called; data holds no functions."""
    value = unboxed(value)
    return Failed("call of nil" if value is None else f"non-function {name} of type {type_name(value)}")


def _of_any(compute: Callable[[Sequence[Value], Meter], Value]) -> Function:
    return Function((), "any", compute)


def _of_two(compute: Callable[[Sequence[Value], Meter], Value]) -> Function:
    return Function(("value", "value"), None, compute)


def _of_some(compute: Callable[[Sequence[Value], Meter], Value]) -> Function:
    return Function(("value",), "value", compute)


FUNCTIONS: dict[str, Function] = {
    "and": _of_some(_never),
    "or": _of_some(_never),
    "call": _of_some(_never),
    "not": Function(("value",), None, _not),
    "len": Function(("value",), None, containers.length),
    "index": _of_some(containers.index),
    "slice": _of_some(containers.cut),
    "eq": _of_some(comparing.equal),
    "ne": _of_two(comparing.unequal),
    "lt": _of_two(comparing.less),
    "le": _of_two(comparing.less_or_equal),
    "gt": _of_two(comparing.greater),
    "ge": _of_two(comparing.greater_or_equal),
    "print": _of_any(sprint),
    "println": _of_any(sprintln),
    "printf": Function(("string",), "any", _printf),
    "html": _of_any(escaping.html),
    "js": _of_any(escaping.js),
    "urlquery": _of_any(escaping.urlquery),
}
