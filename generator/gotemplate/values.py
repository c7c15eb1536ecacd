"""The values that templates work on, with the types that they have in Go.

| Go | here |
|---|---|
| bool, int, float64, complex128, string | bool, int, float, complex, str (see `strings`) |
| uint8, which indexing a string gives | Byte |
| []T, map[string]T | GoList, GoMap; T is any, string, int, float64 or bool |
| a struct | Record |
| an interface value, such as an item of []any | Boxed, until a pipeline takes it out of its box |
| no value, as of a missing key; what a nil interface holds | None |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from msgspec import Struct

from generator.gotemplate.strings import admitted, encoded

Element = Literal["interface {}", "string", "int", "float64", "bool"]
_MAX_DEPTH = 50
_ZEROS: dict[str, Value] = {"string": "", "int": 0, "float64": 0.0, "bool": False}
_NAMES = {bool: "bool", int: "int", float: "float64", complex: "complex128", str: "string"}
_KINDS = {bool: "bool", int: "int", float: "float", complex: "complex", str: "string"}


class Byte(int):
    """A uint8."""


class GoList(Struct, frozen=True, eq=False):
    """A slice. `spare` are the items of its array behind its end, which slicing reaches; a nil slice is empty."""

    items: tuple[Value, ...] = ()
    element: Element = "interface {}"
    spare: tuple[Value, ...] = ()
    is_nil: bool = False


class GoMap(Struct, frozen=True, eq=False):
    """A map with string keys, which stand in the order of their bytes as Go sorts them; a nil map is empty."""

    entries: Mapping[str, Value]
    element: Element = "interface {}"
    is_nil: bool = False


class Record(Struct, frozen=True, eq=False):
    """A struct value: its type's name and its exported fields in order.

    `unknown` names fields that it has in Go and whose values are not known here: reading one, or the whole, is an
    error instead of a guess.
    """

    type: str
    fields: Mapping[str, Value]
    unknown: frozenset[str] = frozenset()


class Boxed(Struct, frozen=True, eq=False):
    """An interface value that holds a value; a nil interface holds None."""

    value: Value


Value = None | bool | int | float | complex | str | GoList | GoMap | Record | Boxed
"""Any value; None is Go's invalid reflect.Value."""


def strings(items: Iterable[str]) -> GoList:
    """Return a []string."""
    return GoList(tuple(map(admitted, items)), "string")


def string_map(entries: Mapping[str, str] | None) -> GoMap:
    """Return a map[string]string; None makes a nil map."""
    known = {admitted(key): admitted(value) for key, value in (entries or {}).items()}
    return GoMap(_in_order(known), "string", entries is None)


def go_value(data: Any, depth: int = 0) -> Value:
    """Return what Go sees of plain data: dict is map[string]any, list is []any; values of this module stay.

    Raises TypeError for another type or key, ValueError for an int that Go's int cannot hold and for deep nesting.
    """
    if depth > _MAX_DEPTH:
        raise ValueError(f"data is nested more than {_MAX_DEPTH} deep")
    match data:
        case None | bool() | float() | GoList() | GoMap() | Byte():
            return data
        case int():
            if not -(1 << 63) <= data < 1 << 63:
                raise ValueError(f"{data} is no int of Go")
            return int(data)
        case str():
            return admitted(str(data))
        case Record():
            fields = {name: go_value(value, depth + 1) for name, value in data.fields.items()}
            return Record(data.type, fields, data.unknown)
        case dict():
            return GoMap(_in_order({_key(key): go_value(value, depth + 1) for key, value in data.items()}))
        case list() | tuple():
            return GoList(tuple(go_value(item, depth + 1) for item in data))
    raise TypeError(f"{type(data).__name__} has no place in a template's data")


def _in_order(entries: Mapping[str, Value]) -> dict[str, Value]:
    return dict(sorted(entries.items(), key=lambda entry: encoded(entry[0])))


def _key(key: Any) -> str:
    if isinstance(key, str):
        return admitted(key)
    raise TypeError(f"{key!r} is no string, as the keys of a template's data are")


def type_name(value: Value) -> str:
    """Return the name of a value's type in Go. The value is not None."""
    match value:
        case GoList():
            return "[]" + value.element
        case GoMap():
            return "map[string]" + value.element
        case Record():
            return value.type
        case Boxed():
            return "interface {}"
        case Byte():
            return "uint8"
    return _NAMES[type(value)]


def basic_kind(value: Value) -> str | None:
    """Return bool, int, uint, float, complex or string, and None for any other value."""
    return "uint" if type(value) is Byte else _KINDS.get(type(value))


def unboxed(value: Value) -> Value:
    """Return what an interface value holds, or the value."""
    return value.value if isinstance(value, Boxed) else value


def item_of(container: GoList | GoMap, item: Value) -> Value:
    """Return an item of a list or map as Go's reflection gives it: boxed, where the type is any."""
    return Boxed(item) if container.element == "interface {}" else item


def zero_item(container: GoMap) -> Value:
    """Return the zero value of a map's items."""
    return Boxed(None) if container.element == "interface {}" else _ZEROS[container.element]


def is_true(value: Value) -> bool:
    """Say whether a value is true to if, with, and, or, not: not zero, not empty, not nil."""
    match value:
        case Boxed():
            return is_true(value.value)
        case GoList():
            return bool(value.items)
        case GoMap():
            return bool(value.entries)
        case Record():
            return True
    return bool(value)
