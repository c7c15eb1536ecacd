"""The entries that are the platform's own in a live ConfigMap."""

from __future__ import annotations

from functools import lru_cache

from generator.hydra.entries import EntryList, Key
from generator.hydra.payload import BOM, Payload, read
from generator.hydra.plan import existing_items
from generator.hydra.site import Site, find_site


@lru_cache(maxsize=64)
def platform_keys(payload: str, entry_list: EntryList, ours: frozenset[Key]) -> frozenset[Key]:
    """Return the keys of the entries that are not ours; none where the payload cannot be read, which is told elsewhere."""
    base = read(payload.removeprefix(BOM))
    site = find_site(base, entry_list.key) if isinstance(base, Payload) else base
    if not isinstance(site, Site):
        return frozenset()
    items = existing_items(site.items, entry_list, ours)
    return frozenset(key for item in items if not item.ours for key in item.keys)
