"""Extends a list inside a ConfigMap's payload by splicing text: what is not ours stays as it is, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from generator.hydra.entries import EntryList, Key
from generator.hydra.payload import BOM, read
from generator.hydra.plan import Wanted, existing_items, make_plan, name_problems
from generator.hydra.problem import SpliceProblem
from generator.hydra.rewrite import Fresh, parsed, rewrite
from generator.hydra.site import anchor_problems, find_site

Emit = Callable[[Any], str]
"""One value → one YAML document in block style."""


class NewEntry(Struct, frozen=True):
    """An entry of ours. `replace`: it may stand in the place of an existing one that matches the same."""

    value: Mapping[str, Any]
    replace: bool = False


class PlatformEntry(Struct, frozen=True):
    """An entry that stays the platform's: what it matches, and its line in the payload that was given."""

    keys: frozenset[Key]
    line: int


class Spliced(Struct, frozen=True):
    """The payload with our entries. `entries` are their keys, for the annotation; `platform` are the others."""

    text: str
    entries: frozenset[Key]
    platform: tuple[PlatformEntry, ...]


def splice(
    payload: str, entry_list: EntryList, ours: frozenset[Key], new: Sequence[NewEntry], emit: Emit
) -> Spliced | tuple[SpliceProblem, ...]:
    """Return the payload without the entries that `ours` names and with the new ones at the end of the list.

    An entry with `replace` stands where the existing one stood. All bytes outside our entries stay equal. The list is
    opened where it is absent, null or `[]`; where ours leave a list that holds nothing else, `[]` is left. The result
    is parsed again, and every value that is not ours proved to be what it was.
    """
    bom = BOM if payload.startswith(BOM) else ""
    base = read(payload.removeprefix(bom))
    site = base if isinstance(base, SpliceProblem) else find_site(base, entry_list.key)
    if isinstance(site, SpliceProblem):
        return (site,)
    fresh = [Fresh(entry.value, emit(entry.value)) for entry in new]
    wanted = [Wanted(_keys(text, entry_list), entry.replace) for text, entry in zip(fresh, new, strict=True)]
    existing = existing_items(site.items, entry_list, ours)
    plan = make_plan(existing, wanted)
    problems = name_problems(entry_list, existing, wanted) + anchor_problems(site, plan.gone)
    if problems:
        return tuple(problems)
    text = rewrite(site, plan, fresh) if plan.changes else site.payload.text
    if isinstance(text, SpliceProblem):
        return (text,)
    stays = [item for index, item in enumerate(existing) if index not in plan.gone]
    platform = (PlatformEntry(item.keys, item.node.line) for item in stays)
    return Spliced(bom + text, frozenset().union(*(entry.keys for entry in wanted)), tuple(platform))


def _keys(entry: Fresh, entry_list: EntryList) -> frozenset[Key]:
    root = parsed(entry.block).root
    return entry_list.keys_of(root) if root is not None else frozenset()
