"""What a merge refuses, and in which words. Each check notes its problem and says whether the merge may go on."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from generator.merge.keys import identity
from generator.merge.notes import ORDER, PATCH, MergeNotes, removals

Map = dict[str, Any]


def accepts_item(item: Any, owner: Map, field: str, keys: Sequence[str], notes: MergeNotes) -> bool:
    """Say whether this may stand in a patch's list `field` of `owner`, which merges by `keys`."""
    if not isinstance(item, dict):
        _refuse_item_type(item, owner, field, keys, notes)
        return False
    if PATCH in item and item[PATCH] == "replace":
        return _stands_alone(item, field, notes)
    if PATCH in item and item[PATCH] != "delete":
        unknown_patch(item, notes)
        return False
    if identity(item, keys) is None:
        _refuse_missing_key(item, field, keys, notes)
        return False
    return True


def accepts_plain_item(item: Map, field: str, notes: MergeNotes) -> bool:
    """Say whether this may stand in a list that is replaced whole."""
    if PATCH not in item:
        return True
    notes.refuse(
        "misplaced-directive",
        item,
        PATCH,
        f"'{PATCH}' has no meaning in an item of '{field}', which is replaced as a whole",
        f"Drop the directive and write all of '{field}'.",
    )
    return False


def wanted_order(patch: Map, field: str, keys: Sequence[str], notes: MergeNotes) -> list[Hashable] | None:
    """Return the identities that `$setElementOrder/<field>` lists; None where it is refused."""
    order = patch[ORDER + field]
    if not keys:
        message = f"'{field}' is no list that merges by keys, so its items have no order to set"
        help_text = f"Drop the directive and write '{field}' in the order that you want."
    elif not isinstance(order, list) or any(
        not isinstance(item, dict) or identity(item, keys) is None for item in order
    ):
        message = f"'{ORDER}{field}' must be a list of mappings with '{keys[0]}'"
        help_text = f"Write '{ORDER}{field}: [{{{keys[0]}: …}}, {{{keys[0]}: …}}]'."
    else:
        return [identity(item, keys) for item in order]
    notes.refuse("element-order", patch, ORDER + field, message, help_text)
    return None


def contradicted_order(patch: Map, field: str, notes: MergeNotes) -> None:
    """Note that a patch lists items otherwise than the order that it sets."""
    notes.refuse(
        "element-order",
        patch,
        ORDER + field,
        f"the items of '{field}' do not stand in the order that '{ORDER}{field}' sets, or one is missing in it",
        f"List every item of '{field}' in '{ORDER}{field}', both in the same order.",
    )


def null_item(owner: Map, field: str, notes: MergeNotes) -> None:
    """Note a null that stands as an item of a list."""
    notes.refuse(
        "null-item",
        owner,
        field,
        f"'{field}' has an item without a value",
        "Write the item's value or drop the item.",
    )


def nulls_in_new_item(item: Map, notes: MergeNotes) -> None:
    """Note each null inside a list item that no lower layer has."""
    for mapping, key, _ in removals(item):
        if mapping[key] is None:
            notes.refuse(
                "null-in-new-item",
                mapping,
                key,
                f"'{key}' has no value, and there is nothing to remove: no lower layer has this list item",
                f"Give '{key}' a value, drop it, or correct the name by which the item should be found.",
            )


def repeated_key(item: Map, field: str, keys: Sequence[str], notes: MergeNotes) -> None:
    """Note a patch of an item that the list below has more than once."""
    named = f"{keys[0]}: {item[keys[0]]}"
    notes.refuse(
        "repeated-merge-key",
        item,
        keys[0],
        f"'{field}' has more than one item '{named}' below, so it is unclear which one this changes",
        f"Drop the repetition below, or delete all of them first with an item '{{{named}, {PATCH}: delete}}'.",
    )


def unknown_patch(mapping: Map, notes: MergeNotes) -> None:
    """Note a `$patch` that says something else than the two words that it may say."""
    notes.refuse(
        "unknown-directive",
        mapping,
        PATCH,
        f"'{PATCH}' cannot be '{mapping[PATCH]}'",
        f"Write '{PATCH}: replace' or '{PATCH}: delete', or nothing to merge.",
    )


def unknown_directive(mapping: Map, key: str, notes: MergeNotes) -> None:
    """Note a key that looks like a directive and is none."""
    notes.refuse(
        "unknown-directive",
        mapping,
        key,
        f"there is no directive '{key}'",
        f"A patch may say '{PATCH}', '{ORDER}<list>', or null for what it removes.",
    )


def _stands_alone(item: Map, field: str, notes: MergeNotes) -> bool:
    if len(item) == 1:
        return True
    notes.refuse(
        "replace-beside-keys",
        item,
        PATCH,
        f"'{PATCH}: replace' stands beside other keys in an item of '{field}', where it would empty the whole list",
        f"To replace the list, make '- {PATCH}: replace' an item of its own; to change this item, drop it.",
    )
    return False


def _refuse_item_type(item: Any, owner: Map, field: str, keys: Sequence[str], notes: MergeNotes) -> None:
    if item is None:
        null_item(owner, field, notes)
        return
    notes.refuse(
        "merge-item-type",
        owner,
        field,
        f"'{field}' merges by {_names(keys)}, so each of its items must be a mapping",
        f"Write its items as mappings with '{keys[0]}'.",
    )


def _refuse_missing_key(item: Map, field: str, keys: Sequence[str], notes: MergeNotes) -> None:
    notes.refuse(
        "missing-merge-key",
        item,
        None,
        f"an item of '{field}' lacks '{keys[0]}', by which layers find it",
        f"Write '{keys[0]}': that of the item to change, or a new one.",
    )


def _names(keys: Sequence[str]) -> str:
    return " and ".join(f"'{key}'" for key in keys)
