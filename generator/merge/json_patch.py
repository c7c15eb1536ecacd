"""RFC 6902 JSON Patch on plain, shared, never mutated values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from generator.merge.json_pointer import (
    Pointer,
    Refusal,
    Way,
    follow,
    is_pointer,
    list_index,
    no_container,
    no_index,
    parsed,
    shown,
)

MAX_DEPTH = 100
"""How deep a patch may nest values: repeated `copy` of a value into itself would double it each time."""
MAX_NODES = 100_000
"""How many nodes one patch may bring in, for the same reason."""

_MEMBERS = {"add": "value", "remove": "path", "replace": "value", "move": "from", "copy": "from", "test": "value"}


class JsonPatchError(Struct, frozen=True):
    """Why a patch could not be applied: the index of the operation, what is wrong, what to do."""

    index: int
    message: str
    help: str


def apply_json_patch(value: Any, operations: Sequence[Any]) -> Any:
    """Return the value with the operations applied in order, or a JsonPatchError for the first that cannot be.

    The value stays as it is; the result shares what no operation touches. A leaf may be any object that is neither
    dict nor list: it is only compared.
    """
    room = MAX_NODES
    for index, operation in enumerate(operations):
        result = _malformed(operation) or _applied(value, operation, room)
        if isinstance(result, Refusal):
            return JsonPatchError(index, f"{_title(operation)}: {result.message}", result.help)
        value, nodes = result
        room -= nodes
    return value


def _title(operation: Any) -> str:
    named = operation if isinstance(operation, dict) else {}
    place = f" at '{named['path']}'" if isinstance(named.get("path"), str) else ""
    return f"operation '{named.get('op')}'{place}"


def _malformed(operation: Any) -> Refusal | None:
    name = operation.get("op") if isinstance(operation, dict) else None
    if not isinstance(name, str) or name not in _MEMBERS:
        return Refusal("there is no such operation", f"Write a mapping whose 'op' is one of {', '.join(_MEMBERS)}.")
    member = _MEMBERS[name]
    if member not in operation:
        return Refusal(f"'{member}' is missing", f"Add '{member}', which every '{name}' needs.")
    for pointer in ("path", "from") if member == "from" else ("path",):
        if not is_pointer(operation.get(pointer)):
            return Refusal(
                f"'{pointer}' is no JSON pointer",
                "Write it like '/spec/containers/0'; inside a name, '/' is written '~1' and '~' is written '~0'.",
            )
    return None


def _applied(value: Any, operation: dict[str, Any], room: int) -> tuple[Any, int] | Refusal:
    """Return the value after one operation and how many nodes that brought in."""
    name, path = operation["op"], parsed(operation["path"])
    if name in ("remove", "test"):
        result = _removed(value, path) if name == "remove" else _tested(value, path, operation["value"])
        return result if isinstance(result, Refusal) else (result, 0)
    if name in ("move", "copy"):
        taken = _taken(value, name, parsed(operation["from"]), path)
        if isinstance(taken, Refusal):
            return taken
        value, new = taken
    else:
        new = operation["value"]
    nodes = _nodes(new, MAX_DEPTH - len(path), room)
    if nodes is None:
        return Refusal(f"it makes the value deeper than {MAX_DEPTH} or larger than {MAX_NODES}", "Copy less.")
    result = _replaced(value, path, new) if name == "replace" else _added(value, path, new)
    return result if isinstance(result, Refusal) else (result, nodes)


def _added(value: Any, path: Pointer, new: Any) -> Any:
    if not path:
        return new
    way = follow(value, path[:-1])
    if isinstance(way, Refusal):
        return way
    container, name = way.containers[-1], path[-1]
    if isinstance(container, dict):
        return way.ending_in({**container, name: new})
    if not isinstance(container, list):
        return no_container(path[:-1])
    index = len(container) if name == "-" else list_index(name)
    if index is None or index > len(container):
        return no_index(path, len(container))
    return way.ending_in([*container[:index], new, *container[index:]])


def _replaced(value: Any, path: Pointer, new: Any) -> Any:
    way = follow(value, path)
    if isinstance(way, Refusal):
        return way
    return way.ending_in(new)


def _removed(value: Any, path: Pointer) -> Any:
    if not path:
        return Refusal("the whole object cannot be removed", "Take it out of its definition instead.")
    way = follow(value, path)
    if isinstance(way, Refusal):
        return way
    container, step = way.containers[-2], way.steps[-1]
    rest: Any
    if isinstance(container, dict):
        rest = {key: item for key, item in container.items() if key != step}
    else:
        rest = [item for index, item in enumerate(container) if index != step]
    return Way(way.containers[:-1], way.steps[:-1]).ending_in(rest)


def _tested(value: Any, path: Pointer, expected: Any) -> Any:
    way = follow(value, path)
    if isinstance(way, Refusal):
        return way
    if _equal(way.containers[-1], expected):
        return value
    return Refusal(f"{shown(path)} is not what it is tested for", "Correct the test, or what it tests.")


def _taken(value: Any, name: str, source: Pointer, path: Pointer) -> tuple[Any, Any] | Refusal:
    """Return the value without what moves (with what is copied), and that."""
    way = follow(value, source)
    if isinstance(way, Refusal):
        return way
    new = way.containers[-1]
    if name == "copy" or source == path:
        return value, new
    if path[: len(source)] == source:
        return Refusal(f"{shown(source)} cannot move into itself", "Use 'copy', or another path.")
    return _removed(value, source), new


def _nodes(value: Any, depth: int, room: int) -> int | None:
    """Return how many nodes a value has; None where it is deeper or larger than there is room for."""
    count = 0
    pending = [(value, depth)]
    while pending:
        node, left = pending.pop()
        count += 1
        if left < 0 or count > room:
            return None
        children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        pending.extend((child, left - 1) for child in children)
    return count


def _equal(left: Any, right: Any) -> bool:
    """Compare as the RFC does: numbers by value, but a boolean is no number."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_equal(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_equal, left, right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return isinstance(left, bool) == isinstance(right, bool) and left == right
    return bool(left == right)
