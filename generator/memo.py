"""Results of pure functions on immutable trees, kept by the trees' identity.

Layers are shared between clusters and merging shares unchanged subtrees, so equal work meets the same objects again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Remembers what was made of which objects; it keeps those objects, so that their identity stays theirs."""

    __slots__ = ("_kept",)

    def __init__(self) -> None:
        self._kept: dict[tuple[Hashable, ...], tuple[tuple[Any, ...], Any]] = {}

    def of(self, what: Hashable, subjects: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Return what `make` gave for these very subjects, calling it the first time. `what` names the work."""
        key = (what, *map(id, subjects))
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = (subjects, make())
        result: T = found[1]
        return result
