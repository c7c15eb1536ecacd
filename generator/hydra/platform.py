"""The entries that are the platform's own in a live ConfigMap."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from generator.hydra.entries import AGENTS, EntryList, Key
from generator.hydra.payload import BOM, Node, Payload, field_of, read, resolved
from generator.hydra.plan import existing_items
from generator.hydra.site import Site, find_site


class OpenEntry(Struct, frozen=True):
    """An entry of the agent's that does not say all of what it is for; None stands for what it does not say.

    Line and column count from 1 in the payload. Whether it is for everything then, or for nothing, is not known.
    """

    runtimes: frozenset[str] | None
    gpu_types: frozenset[str] | None
    line: int
    column: int


@lru_cache(maxsize=64)
def platform_keys(payload: str, entry_list: EntryList, ours: frozenset[Key]) -> frozenset[Key]:
    """Return the keys of the entries that are not ours; none where the payload cannot be read, which is told elsewhere."""
    items = existing_items(_items(payload, entry_list), entry_list, ours)
    return frozenset(key for item in items if not item.ours for key in item.keys)


@lru_cache(maxsize=64)
def open_entries(payload: str) -> tuple[OpenEntry, ...]:
    """Return the agent's entries that name no runtimes or no GPU types. The fleet's own name both."""
    items = (resolved(item) for item in _items(payload, AGENTS))
    read_off = (
        OpenEntry(_named(item, "match_runtimes"), _named(item, "match_gpu_types"), item.line, item.column)
        for item in items
        if item.kind == "mapping"
    )
    return tuple(entry for entry in read_off if entry.runtimes is None or entry.gpu_types is None)


def _items(payload: str, entry_list: EntryList) -> tuple[Node, ...]:
    base = read(payload.removeprefix(BOM))
    site = find_site(base, entry_list.key) if isinstance(base, Payload) else base
    return site.items if isinstance(site, Site) else ()


def _named(item: Node, key: str) -> frozenset[str] | None:
    """Return the names that a list holds, None where there is no list or an empty one."""
    value = field_of(item, key)
    if value is None or value.null or (value.kind == "sequence" and not value.children):
        return None
    return frozenset(name.text for name in map(resolved, value.children) if name.kind == "scalar")
