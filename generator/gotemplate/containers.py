"""index, slice and len. Source of the rules: Go's text/template/funcs.go and reflect (1.26)."""

from __future__ import annotations

from collections.abc import Sequence

from generator.gotemplate.calling import Failed
from generator.gotemplate.limits import Meter
from generator.gotemplate.strings import byte_length, decoded, encoded
from generator.gotemplate.values import (
    Boxed,
    Byte,
    GoList,
    GoMap,
    Value,
    item_of,
    type_name,
    unboxed,
    zero_item,
)

_MOST_INDEXES = 3


def index(values: Sequence[Value], meter: Meter) -> Value:
    """Return the item that the further values lead to. Raises Failed."""
    item = unboxed(values[0])
    if item is None:
        raise Failed("index of untyped nil")
    for step in values[1:]:
        meter.work(_size(item))
        item = _item(item, unboxed(step))
    return item


def _item(container: Value, step: Value) -> Value:
    if isinstance(container, Boxed):
        container = container.value
        if container is None:
            raise Failed("index of nil pointer")
    match container:
        case GoList():
            at = _position(step, len(container.items))
            if at == len(container.items):
                raise Failed("reflect: slice index out of range")
            return item_of(container, container.items[at])
        case str():
            data = encoded(container)
            at = _position(step, len(data))
            if at == len(data):
                raise Failed("reflect: string index out of range")
            return Byte(data[at])
        case GoMap():
            key = _key(step)
            return item_of(container, container.entries[key]) if key in container.entries else zero_item(container)
    raise Failed(f"can't index item of type {type_name(container)}")


def _key(step: Value) -> str:
    if step is None:
        raise Failed("value is nil; should be of type string")
    if not isinstance(step, str):
        raise Failed(f"value has type {type_name(step)}; should be string")
    return step


def _position(step: Value, most: int) -> int:
    """Return a value as an index up to `most`, which may be one past the last item. Raises Failed."""
    if step is None:
        raise Failed("cannot index slice/array with nil")
    if type(step) is not int and type(step) is not Byte:
        raise Failed(f"cannot index slice/array with type {type_name(step)}")
    if not 0 <= step <= most:
        raise Failed(f"index out of range: {step}")
    return int(step)


def cut(values: Sequence[Value], _: Meter) -> Value:
    """Return a piece of a list or string: slice. Raises Failed."""
    item, *indexes = values
    if unboxed(item) is None:
        raise Failed("slice of untyped nil")
    item = unboxed(item)
    if len(indexes) > _MOST_INDEXES:
        raise Failed(f"too many slice indexes: {len(indexes)}")
    match item:
        case str():
            return _cut_string(item, indexes)
        case GoList():
            return _cut_list(item, indexes)
    raise Failed(f"can't slice item of type {type_name(item)}")


def _cut_string(text: str, indexes: Sequence[Value]) -> str:
    if len(indexes) == _MOST_INDEXES:
        raise Failed("cannot 3-index slice a string")
    data = encoded(text)
    start, stop, _ = _bounds(indexes, len(data), len(data))
    return decoded(data[start:stop])


def _cut_list(items: GoList, indexes: Sequence[Value]) -> GoList:
    array = items.items + items.spare
    start, stop, end = _bounds(indexes, len(items.items), len(array))
    return GoList(array[start:stop], items.element, array[stop:end], items.is_nil)


def _bounds(indexes: Sequence[Value], length: int, capacity: int) -> tuple[int, int, int]:
    """Return where a piece starts and stops, and how far what is behind it reaches. Raises Failed.

    Go's slice does not take indexes out of their boxes: a number from a map[string]any is refused.
    """
    given = [_position(step, capacity) for step in indexes]
    start, stop, end = given + [0, length, capacity][len(given) :]
    if start > stop:
        raise Failed(f"invalid slice index: {start} > {stop}")
    if stop > end:
        raise Failed(f"invalid slice index: {stop} > {end}")
    return start, stop, end


def length(values: Sequence[Value], _: Meter) -> int:
    """Return the number of items, or of a string's bytes. Raises Failed."""
    (value,) = values
    if isinstance(value, Boxed) and value.value is None:
        raise Failed("len of nil pointer")
    value = unboxed(value)
    match value:
        case None:
            raise Failed("reflect: call of reflect.Value.Type on zero Value")
        case str():
            return byte_length(value)
        case GoList():
            return len(value.items)
        case GoMap():
            return len(value.entries)
    raise Failed(f"len of type {type_name(value)}")


def _size(value: Value) -> int:
    return len(value) if isinstance(value, str) else 0
