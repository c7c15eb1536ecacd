"""Which items of a live list stay, which leave, and where new ones go: decided on names, before any text is touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.hydra.entries import EntryList, Key
from generator.hydra.payload import Node, problem_at
from generator.hydra.problem import SpliceProblem


class Existing(Struct, frozen=True):
    """An item of the live list."""

    node: Node
    keys: frozenset[Key]
    ours: bool


class Wanted(Struct, frozen=True):
    """An entry that the list shall hold, and whether it may take an existing one's place."""

    keys: frozenset[Key]
    replace: bool


class Plan(Struct, frozen=True):
    """Indices of existing items that leave, existing → wanted for those whose place is taken, wanted ones to append."""

    removed: frozenset[int]
    replaced: Mapping[int, int]
    appended: tuple[int, ...]

    @property
    def gone(self) -> frozenset[int]:
        """The existing items that are no longer there afterwards."""
        return self.removed | self.replaced.keys()

    @property
    def changes(self) -> bool:
        """Whether anything is to be done."""
        return bool(self.gone or self.appended)


def existing_items(items: Sequence[Node], entry_list: EntryList, ours: frozenset[Key]) -> tuple[Existing, ...]:
    """Return the items of a live list. One is ours if it has a key and all its keys are named as ours."""
    found = [(item, entry_list.keys_of(item)) for item in items]
    return tuple(Existing(item, keys, bool(keys) and keys <= ours) for item, keys in found)


def make_plan(existing: Sequence[Existing], wanted: Sequence[Wanted]) -> Plan:
    """Return what happens to each item.

    Ours leave and come back at the end, so that the result does not depend on whether the base was exported before
    or after the last build. What replaces an existing item stands in its place, then and at every later build.
    """
    replaced: dict[int, int] = {}
    leaving = {i for i, item in enumerate(existing) if item.ours}
    for index, entry in enumerate(wanted):
        spots = [i for i, item in enumerate(existing) if entry.replace and item.keys & entry.keys]
        for spot in spots[:1]:
            replaced.setdefault(spot, index)
        leaving |= set(spots)
    rest = [index for index in range(len(wanted)) if index not in replaced.values()]
    appended = sorted(rest, key=lambda index: not wanted[index].replace)
    return Plan(frozenset(leaving - replaced.keys()), replaced, tuple(appended))


def name_problems(entry_list: EntryList, existing: Sequence[Existing], wanted: Sequence[Wanted]) -> list[SpliceProblem]:
    """Return the entries that meet one of the platform's, and ours that the payload holds twice."""
    taken = (_taken(entry_list, item, entry) for entry in wanted for item in existing)
    return _repeated(entry_list, existing) + [problem for problem in taken if problem is not None]


def _repeated(entry_list: EntryList, existing: Sequence[Existing]) -> list[SpliceProblem]:
    problems: list[SpliceProblem] = []
    seen: set[Key] = set()
    for item in existing:
        if item.ours and (again := seen & item.keys):
            named = entry_list.describe(min(again))
            message = f"'{entry_list.key}' has two entries for {named}, and the annotation names one"
            help = "Remove one of them; if the platform needs its own, choose another name for Servewright's."
            problems.append(problem_at("entry-repeated", message, help, item.node))
        seen |= item.keys if item.ours else frozenset()
    return problems


def _taken(entry_list: EntryList, item: Existing, entry: Wanted) -> SpliceProblem | None:
    shared = item.keys & entry.keys
    if item.ours or not shared or (entry.replace and item.keys <= entry.keys):
        return None
    named = entry_list.describe(min(shared))
    message = f"'{entry_list.key}' already has an entry of the platform's for {named}"
    help = "Choose another name, or say 'replace: true' in the runtime to overwrite it."
    if entry.replace:
        message += ", which is for others too"
        help = "Split the platform's entry, so that one can be replaced without the others."
    return problem_at("entry-exists", message, help, item.node)
