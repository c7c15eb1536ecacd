"""Kubernetes' strategic merge patch on plain, shared, never mutated values.

Maps merge deep, lists merge by Kubernetes' merge keys (see shape.py), other lists are replaced whole, null removes.
`$patch: replace`, `$patch: delete` and `$setElementOrder/<list>` mean what k8s.io/apimachinery's strategicpatch makes
of them: `$patch: delete` in a map leaves an empty map, a value of another type replaces, a null in a new map goes.

It differs from strategicpatch on purpose where that would lose or scramble what somebody wrote:

- Lists keep the base's order and new items go last (there they go first, and break `$(VAR)` references).
- A stated order does not depend on what is deleted beside it (there the list that it orders by is overwritten).
- Lists of scalars are replaced (there metadata.finalizers is added to), and only lists with merge keys can be ordered.
- Ports are identified by containerPort and protocol (there the UDP of a port 53 overwrites its TCP).
- Refused, each with a problem: a null inside a new list item, a null as an item (kept there); `$patch: replace` beside
  other keys of an item (empties the list there); a patch of an item whose key the base repeats (patches the first
  there); an item without its merge key in a new list too; directives where they have no meaning, and unknown ones
  (kept as fields there); `$retainKeys` and `$deleteFromPrimitiveList` (written by programs, not by people).
- `$patch: replace` where there is nothing to replace gives its content (nothing there), and nulls and directives
  inside it, or inside a new item, are dealt with (kept there).

`null` is never a value: a merged value holds none.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from operator import is_
from typing import Any

from generator.merge import problems as problems
from generator.merge.element_order import follows, ordered
from generator.merge.keys import identity, places, repeated
from generator.merge.notes import ORDER, PATCH, MergeNotes, MergeProblem, is_plain, locate, removals
from generator.merge.shape import Shape

__all__ = ["MergeNotes", "MergeProblem", "fold", "is_plain", "locate", "merge", "removals"]

Map = dict[str, Any]
List = list[Any]
Entry = tuple[Hashable | None, Map]

_COMPARED = frozenset((str, int, bool))
"""Scalars of these very types stay as they are when a patch sets them again. Others may carry an origin."""


def merge(base: Map, patch: Map, shape: Shape, notes: MergeNotes) -> Map:
    """Return `base` with `patch` merged in; both stay as they are, and the result shares what did not change.

    `base` must be a merged value itself, free of nulls and directives: the empty map to begin with. What the merge
    refuses is noted and left out.
    """
    if PATCH in patch:
        return _directed_map(base, patch, shape, notes)
    if not base and patch:
        return _new_map(patch, shape, notes) or base
    merged = base
    directives = False
    for key, new in patch.items():
        if key[:1] == "$":
            directives = True
            continue
        old = merged.get(key)
        value = None if new is None else _merged_value(old, new, patch, key, shape, notes)
        if value is old:
            continue
        if merged is base:
            merged = dict(base)
        if value is None:
            del merged[key]
            notes.removed(*((patch, key) if new is None else (new, PATCH)))
        else:
            merged[key] = value
    return _obeyed(base, merged, patch, shape, notes) if directives else merged


def fold(layers: Iterable[Map], shape: Shape, notes: MergeNotes) -> Map:
    """Return the layers merged, lowest first; the empty map where there are none."""
    merged: Map = {}
    for layer in layers:
        merged = merge(merged, layer, shape, notes)
    return merged


def _merged_value(old: Any, new: Any, patch: Map, key: str, shape: Shape, notes: MergeNotes) -> Any:
    """Return what `key` becomes; None where a directive leaves nothing."""
    if isinstance(new, dict):
        field = shape.child(key)
        return merge(old, new, field, notes) if isinstance(old, dict) else _new_map(new, field, notes)
    if isinstance(new, list):
        field = shape.child(key)
        if field.merge_keys and isinstance(old, list):
            return _merged_list(old, new, patch, key, field, notes)
        return _new_list(new, patch, key, field, notes)
    return old if old.__class__ is new.__class__ and old.__class__ in _COMPARED and old == new else new


def _directed_map(base: Map, patch: Map, shape: Shape, notes: MergeNotes) -> Map:
    """Return what a map with `$patch` makes of the map below it."""
    if patch[PATCH] == "replace":
        return _new_map(patch, shape, notes) or {}
    if patch[PATCH] != "delete":
        problems.unknown_patch(patch, notes)
    elif base:
        notes.removed(patch, PATCH)
        return {}
    return base


def _new_map(patch: Map, shape: Shape, notes: MergeNotes) -> Map | None:
    """Return a patch's map that has nothing below it, itself if it is plain; None where it only deletes."""
    if PATCH in patch and patch[PATCH] != "replace":
        if patch[PATCH] != "delete":
            problems.unknown_patch(patch, notes)
        return None
    settled = patch
    for key, new in patch.items():
        directive = key[:1] == "$"
        if new.__class__ in _COMPARED and not directive:
            continue
        value = None if directive else _new_value(new, patch, key, shape, notes)
        if value is new and value is not None:
            continue
        if settled is patch:
            settled = dict(patch)
        if value is None:
            del settled[key]
        else:
            settled[key] = value
    return settled if settled is patch else _obeyed({}, settled, patch, shape, notes)


def _new_value(new: Any, patch: Map, key: str, shape: Shape, notes: MergeNotes) -> Any:
    if isinstance(new, dict):
        return _new_map(new, shape.child(key), notes)
    if isinstance(new, list):
        return _new_list(new, patch, key, shape.child(key), notes)
    return new


def _merged_list(base: List, patch: List, owner: Map, field: str, shape: Shape, notes: MergeNotes) -> List:
    """Merge a list by its keys: items of the base stay where they are, new ones go last."""
    keys, item_shape = shape.merge_keys, shape.item()
    entries = _entries(patch, owner, field, keys, notes)
    if any(PATCH in item for _, item in entries):
        directives = [entry for entry in entries if PATCH in entry[1]]
        entries = [entry for entry in entries if PATCH not in entry[1]]
        if any(item[PATCH] == "replace" for _, item in directives):
            return _new_list([item for _, item in entries], owner, field, shape, notes)
        base = _without(base, directives, keys, notes)
    known = places(base, keys)
    twice = repeated(base, keys) if len(known) < len(base) else ()
    merged = base
    for key, item in entries:
        place = known.get(key)
        if key in twice:
            problems.repeated_key(item, field, keys, notes)
            continue
        value = _new_item(item, item_shape, notes) if place is None else merge(merged[place], item, item_shape, notes)
        if place is not None and value is merged[place]:
            continue
        if merged is base:
            merged = list(base)
        if place is None:
            known[key] = len(merged)
            merged.append(value)
        else:
            merged[place] = value
    return merged


def _entries(patch: List, owner: Map, field: str, keys: tuple[str, ...], notes: MergeNotes) -> list[Entry]:
    """Return the patch's items with what each is known by, without those that are refused."""
    entries = []
    for item in patch:
        key = identity(item, keys) if isinstance(item, dict) else None
        usual = key is not None and PATCH not in item
        if usual or problems.accepts_item(item, owner, field, keys, notes):
            entries.append((key, item))
    return entries


def _without(base: List, deletions: list[Entry], keys: tuple[str, ...], notes: MergeNotes) -> List:
    """Return the base without what `$patch: delete` names; repetitions go together, as in strategicpatch."""
    named = [identity(item, keys) for item in base]
    gone: set[Hashable] = set()
    for key, item in deletions:
        if key in named:
            gone.add(key)
            notes.removed(item, PATCH)
    return [item for item, key in zip(base, named, strict=True) if key not in gone] if gone else base


def _new_list(patch: List, owner: Map, field: str, shape: Shape, notes: MergeNotes) -> List:
    """Return a patch's list that replaces what is below it, itself if it is plain."""
    if shape.merge_keys:
        entries = _entries(patch, owner, field, shape.merge_keys, notes)
        settled = [None if PATCH in item else _new_item(item, shape.item(), notes) for _, item in entries]
    else:
        settled = [_new_element(item, owner, field, shape, notes) for item in patch]
    if len(settled) == len(patch) and None not in settled and all(map(is_, settled, patch)):
        return patch
    return [item for item in settled if item is not None]


def _new_element(item: Any, owner: Map, field: str, shape: Shape, notes: MergeNotes) -> Any:
    """Return an element of a list that is replaced whole; None where it is refused."""
    if isinstance(item, dict):
        return _new_item(item, shape.item(), notes) if problems.accepts_plain_item(item, field, notes) else None
    if isinstance(item, list):
        return _new_list(item, owner, field, shape.item(), notes)
    if item is None:
        problems.null_item(owner, field, notes)
    return item


def _new_item(item: Map, shape: Shape, notes: MergeNotes) -> Map | None:
    settled = _new_map(item, shape, notes)
    if settled is not item:
        problems.nulls_in_new_item(item, notes)
    return settled


def _obeyed(base: Map, merged: Map, patch: Map, shape: Shape, notes: MergeNotes) -> Map:
    """Return the merged map with its patch's `$setElementOrder/<list>` carried out."""
    for key in patch:
        if key[:1] != "$" or key == PATCH:
            continue
        if not key.startswith(ORDER):
            problems.unknown_directive(patch, key, notes)
            continue
        field = key[len(ORDER) :]
        items = _in_order(base.get(field), merged.get(field), patch, field, shape.child(field).merge_keys, notes)
        if items is not None:
            merged = {**merged, field: items}
    return merged


def _in_order(base: Any, items: Any, patch: Map, field: str, keys: tuple[str, ...], notes: MergeNotes) -> List | None:
    """Return the merged list in the order wanted; None where that is refused or changes nothing."""
    order = problems.wanted_order(patch, field, keys, notes)
    if order is None or not isinstance(items, list):
        return None
    stated = [item for item in patch.get(field) or () if isinstance(item, dict) and PATCH not in item]
    if not follows(stated, order, keys):
        problems.contradicted_order(patch, field, notes)
        return None
    result = ordered(items, base if isinstance(base, list) else [], order, keys)
    return None if all(map(is_, result, items)) else result
