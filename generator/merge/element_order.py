"""`$setElementOrder/<list>`: the order that a patch wants a list's items in.

The algorithm is strategicpatch's: listed items come in the listed order, the others keep the base's, and the two are
interleaved by the base's order as far as it knows both.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from generator.merge.keys import identity

List = list[Any]


def ordered(items: List, base: List, order: Sequence[Hashable], keys: Sequence[str]) -> List:
    """Return the merged items in the order wanted; `base` is the list below the patch, `order` holds identities."""
    rank = {key: place for place, key in reversed(list(enumerate(order)))}
    known = {identity(item, keys): place for place, item in reversed(list(enumerate(base)))}
    named = [(identity(item, keys), item) for item in items]
    listed = sorted((entry for entry in named if entry[0] in rank), key=lambda entry: rank[entry[0]])
    others = [entry for entry in named if entry[0] not in rank]
    return [item for _, item in _interleaved(others, listed, known)]


def _interleaved(others: List, listed: List, known: dict[Hashable | None, int]) -> List:
    """Merge two sequences of (identity, item): one of the others goes first only if the base has both that way."""
    others, listed = others[::-1], listed[::-1]
    result = []
    while others and listed:
        left, right = known.get(others[-1][0]), known.get(listed[-1][0])
        before = left is not None and right is not None and left < right
        result.append((others if before else listed).pop())
    return result + others[::-1] + listed[::-1]


def follows(patch: List, order: Sequence[Hashable], keys: Sequence[str]) -> bool:
    """Say whether the patch's items stand in the wanted order, each of them listed (an empty order allows all)."""
    remaining = iter(order)
    return not order or all(identity(item, keys) in remaining for item in patch)
