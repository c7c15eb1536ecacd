"""Paths such as `cluster.values.mirror`, and reading them from a scope.

Maps are read by key and lists by index, and nothing else is read: no attribute of a Python object can be
reached, and `cluster.values.items` is the user's key or an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from generator.expressions.errors import TYPE, UNKNOWN_NAME, ExpressionError, Missing, Place, Refusal, shown
from generator.expressions.names import ROOTS, Scope, child_text, out_of_scope, unknown_name
from generator.expressions.values import kind

_FALLBACK = "add it there, or give a fallback: | default('...')."


class Step(NamedTuple):
    """One step of a path, and where it stands in the expression's source."""

    key: str | int
    place: Place


Path = tuple[Step, ...]


def check_path(path: Path) -> None:
    """Raise Refusal where a path does not begin with names that exist in some definition."""
    root, *rest = path
    name = str(root.key)
    if name not in ROOTS:
        raise Refusal(unknown_name("", name, ROOTS, root.place))
    fields = ROOTS[name].fields
    if rest and fields and rest[0].key not in fields:
        raise Refusal(unknown_name(name, str(rest[0].key), fields, rest[0].place))


def path_reader(path: Path) -> Callable[[Scope, object], Any]:
    """Return the function that reads a path. It raises Missing or Refusal for what does not exist."""
    keys = tuple(step.key for step in path)
    if not all(isinstance(key, str) for key in keys):
        return lambda scope, _functions: _read_stepwise(scope, path)

    def read(scope: Scope, _functions: object) -> Any:
        value: Any = scope.names
        try:
            for key in keys:
                value = value[key]
        except (KeyError, TypeError):
            return _read_stepwise(scope, path)
        return value

    return read


def _read_stepwise(scope: Scope, path: Path) -> Any:
    (root, place), *steps = path
    if root not in scope.names:
        raise out_of_scope(str(root), [*scope.names, "file"], place)
    value, owner = scope.names[str(root)], str(root)
    for key, place in steps:
        value = read_child(value, key, owner, place)
        owner = child_text(owner, key)
    return value


def read_child(value: Any, key: Any, owner: str, place: Place) -> Any:
    """Return the value of a map's key or a list's item; `owner` is how the expression calls the map or list.

    Raises Missing where there is no such key or item, Refusal where value and key do not fit each other.
    """
    readable = (isinstance(value, Mapping) and isinstance(key, str)) or (isinstance(value, list) and type(key) is int)
    try:
        if readable:
            return value[key]
    except LookupError:
        raise Missing(_missing(value, key, owner, place)) from None
    raise (Missing if value is None else Refusal)(_unreadable(value, key, owner, place))


def _missing(value: Any, key: str | int, owner: str, place: Place) -> ExpressionError:
    if isinstance(key, int):
        message = f"'{shown(owner)}' has no item {key}, only {len(value)} in all"
        return ExpressionError(UNKNOWN_NAME, message, f"Items count from 0; {_FALLBACK}", *place)
    error = unknown_name(owner, key, value, place)
    advice = f"Or {_FALLBACK}" if value else _FALLBACK.capitalize()
    return replace(error, help=f"{error.help} {advice}")


def _unreadable(value: Any, key: Any, owner: str, place: Place) -> ExpressionError:
    by = f"the name '{shown(key)}'" if isinstance(key, str) else kind(key) if type(key) is not int else f"item {key}"
    message = f"'{shown(owner)}' is {kind(value)} and cannot be read by {by}"
    return ExpressionError(TYPE, message, "A map is read by name, a list by number, and nothing else is read.", *place)
