"""The annotation that names the fleet's own entries in a ConfigMap that also holds the platform's."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from generator.hydra.entries import EntryList, Key
from generator.hydra.problem import SpliceProblem

ANNOTATION = "servewright.io/entries"


def write_entries(entry_list: EntryList, keys: Iterable[Key]) -> str:
    """Return the annotation's value: compact sorted JSON, `["a"]` for templates, `[["a","gpu"]]` for agent entries."""
    single = len(entry_list.parts) == 1
    named = [key[0] if single else list(key) for key in sorted(set(keys))]
    return json.dumps(named, ensure_ascii=False, separators=(",", ":"))


def read_entries(entry_list: EntryList, text: str) -> frozenset[Key] | SpliceProblem:
    """Return the keys that an annotation names. It comes from a live object: whatever is malformed is a problem."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return _malformed(entry_list)
    if not isinstance(value, list):
        return _malformed(entry_list)
    keys = [_key(entry_list, item) for item in value]
    named = frozenset(key for key in keys if key is not None)
    return named if None not in keys else _malformed(entry_list)


def _key(entry_list: EntryList, item: Any) -> Key | None:
    parts = [item] if len(entry_list.parts) == 1 else item
    fits = isinstance(parts, list) and len(parts) == len(entry_list.parts) and all(isinstance(p, str) for p in parts)
    return tuple(parts) if fits else None


def _malformed(entry_list: EntryList) -> SpliceProblem:
    example = write_entries(entry_list, [entry_list.parts])
    message = f"the annotation '{ANNOTATION}' is not a list as Servewright writes it, such as {example}"
    help = "Restore it from the object's last build, or remove it if no entry of this ConfigMap is Servewright's."
    return SpliceProblem("wrong-base", message, help)
