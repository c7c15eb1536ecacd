"""How a list that merges by keys tells its items apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

_ABSENT = {"protocol": "TCP"}
"""What Kubernetes takes an absent key for (core/v1 defaults a port's protocol to TCP)."""


_CONTAINERS = (dict, list)


def identity(item: dict[str, Any], keys: Sequence[str]) -> Hashable | None:
    """Return what an item is known by; None where its first key is absent or a key is no scalar.

    Keys after the first may be absent: they narrow down what the first one names.
    """
    first: Hashable | None = item.get(keys[0])
    if isinstance(first, _CONTAINERS):
        return None
    if len(keys) == 1 or first is None:
        return first
    rest = [_ABSENT.get(key) if item.get(key) is None else item[key] for key in keys[1:]]
    return None if any(isinstance(value, _CONTAINERS) for value in rest) else (first, *rest)


def places(items: Sequence[dict[str, Any]], keys: Sequence[str]) -> dict[Hashable | None, int]:
    """Return the index of each item by its identity, the last one's where items share it."""
    if len(keys) == 1:
        key = keys[0]
        return {item.get(key): place for place, item in enumerate(items)}
    return {identity(item, keys): place for place, item in enumerate(items)}


def repeated(items: Sequence[dict[str, Any]], keys: Sequence[str]) -> frozenset[Hashable | None]:
    """Return the identities that more than one item has."""
    counts = Counter(identity(item, keys) for item in items)
    return frozenset(key for key, count in counts.items() if count > 1)
