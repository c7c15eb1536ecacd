"""The names that expressions may use, and what an expression sees behind them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from generator.expressions.errors import UNKNOWN_NAME, ExpressionError, Place, Refusal, refusal, shown
from generator.naming import nearest
from generator.place import Steps

_LISTED = 12
_NEAR_LENGTH, _NEAR_COUNT = 64, 500


class Root(Struct, frozen=True):
    """A name of ours: its fields, and in which definitions it exists. What lies below the fields is the user's."""

    fields: tuple[str, ...]
    where: str


ROOTS: Mapping[str, Root] = {
    "cluster": Root(("channel", "labels", "name", "values"), "all that a cluster gets"),
    "runtime": Root(("class", "name"), "the layers of a runtime and of its objects, and in a ModelService"),
    "flavour": Root(("name", "toolkitVersion"), "the layers of a runtime's objects, and in a ModelService"),
    "accelerator": Root(("label", "name"), "a ModelService"),
    "service": Root(("annotations", "labels", "name", "namespace"), "a ModelService"),
    "placeholder": Root(
        ("annotation", "label", "name", "namespace"),
        "clusterServingRuntime and inferenceService of a cluster with KServe",
    ),
    "hydra": Root(("custom_args",), "hydraTemplate and hydraLaunch"),
    "file": Root((), "all values"),
}


class Scope(Struct, frozen=True):
    """What the expressions of one object see: root names to plain nested values, which are never changed."""

    names: Mapping[str, Any]

    def read(self, paths: Iterable[Steps]) -> tuple[Hashable, ...]:
        """Return the values at some paths as one hashable key: equal keys give equal results of evaluation.

        Only names that a scope holds are read. Who memoises adds what file(), placeholder and hydra depend on.
        """
        return tuple(_frozen(self._at(path)) for path in paths)

    def _at(self, path: Steps) -> Any:
        value: Any = self.names
        for key in path:
            try:
                value = value[key]
            except (LookupError, TypeError):
                return ...
        return value


def _frozen(value: Any) -> Hashable:
    """Make a value hashable, with its type: 1, 1.0 and true are equal in Python but not as results."""
    if isinstance(value, dict):
        return dict, frozenset((key, _frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return list, tuple(map(_frozen, value))
    return type(value), repr(value) if isinstance(value, float) else value


def unknown_name(owner: str, name: str, known: Iterable[str], place: Place) -> ExpressionError:
    """Return the error of a name that `owner` ('' for none) lacks, with the nearest one and what there is."""
    names = sorted(map(str, known))
    short = [name for name in names[:_NEAR_COUNT] if len(name) <= _NEAR_LENGTH]
    near = nearest(name, short) if len(name) <= _NEAR_LENGTH else None
    guess = f"Did you mean '{shown(child_text(owner, near))}'? " if near else ""
    listed = ", ".join(map(shown, names[:_LISTED]))
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    subject = f"'{shown(owner)}' has" if owner else "There are"
    message = f"'{shown(child_text(owner, name))}' does not exist"
    there = f"{subject}: {listed}{more}." if names else f"'{shown(owner)}' is empty."
    return ExpressionError(UNKNOWN_NAME, message, f"{guess}{there}", *place)


def out_of_scope(name: str, here: Iterable[str], place: Place) -> Refusal:
    """Return the refusal of a name that exists in other definitions only; `here` are those that exist in this one."""
    return refusal(
        place,
        UNKNOWN_NAME,
        f"'{name}' is not known here",
        f"'{name}' exists in {ROOTS[name].where}. Here there are: {', '.join(sorted(here))}.",
    )


def child_text(owner: str, key: str | int) -> str:
    """Return how an expression writes the key or item number of what it calls `owner`."""
    if isinstance(key, int):
        return f"{owner}[{key}]"
    if not key.isidentifier() and owner:
        return f"{owner}['{key}']"
    return f"{owner}.{key}" if owner else key
