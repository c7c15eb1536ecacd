"""What a merge has to say: which removals had effect, and what it refused.

A place is named by the patch's own mapping and a key in it. Merging never copies a patch's mappings before it has
spoken of them, so the mapping's identity leads back to the document that it was read from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from generator.place import Steps

PATCH = "$patch"
ORDER = "$setElementOrder/"


class MergeProblem(Struct, frozen=True, eq=False):
    """A refusal. `key` names the field of `mapping` that it is about; None means the mapping itself."""

    rule: str
    mapping: dict[str, Any]
    key: str | None
    message: str
    help: str


class MergeNotes(Struct):
    """Collects what merges say. One may serve many merges: what is said again of one place is kept once."""

    effects: dict[tuple[int, str], dict[str, Any]] = field(default_factory=dict)
    """The nulls and `$patch: delete` that removed something, by (id of the patch's mapping, key).

    The mapping itself is held so that no other can come to bear its id while these notes are read.
    """
    _problems: dict[tuple[str, int, str | None], MergeProblem] = field(default_factory=dict)

    @property
    def problems(self) -> tuple[MergeProblem, ...]:
        """The refusals, in the order in which they were met."""
        return tuple(self._problems.values())

    def removed(self, mapping: dict[str, Any], key: str) -> None:
        """Note that the null or the directive under `key` removed something."""
        self.effects[id(mapping), key] = mapping

    def take_over(self, others: MergeNotes, originals: Mapping[int, dict[str, Any]]) -> None:
        """Note what others say of mappings that were copied: `originals` holds them by their copies' identity."""
        for (identity, key), mapping in others.effects.items():
            self.removed(originals.get(identity, mapping), key)
        for problem in others.problems:
            mapping = originals.get(id(problem.mapping), problem.mapping)
            self.refuse(problem.rule, mapping, problem.key, problem.message, problem.help)

    def refuse(self, rule: str, mapping: dict[str, Any], key: str | None, message: str, help_text: str) -> None:
        """Note that what stands under `key` was left out of the merge, and why."""
        self._problems.setdefault((rule, id(mapping), key), MergeProblem(rule, mapping, key, message, help_text))


def removals(patch: Any, steps: Steps = ()) -> Iterator[tuple[dict[str, Any], str, Steps]]:
    """Yield every null and every `$patch: delete` of a patch: its mapping, its key, the steps to it.

    Together with `MergeNotes.effects` this tells which of them removed nothing in any merge.
    """
    if isinstance(patch, dict):
        for key, value in patch.items():
            if value is None or (key == PATCH and value == "delete"):
                yield patch, key, (*steps, key)
            elif not key.startswith("$"):
                yield from removals(value, (*steps, key))
    elif isinstance(patch, list):
        for position, item in enumerate(patch):
            yield from removals(item, (*steps, position))


def is_plain(patch: Any) -> bool:
    """Say whether a patch only adds and sets: no null and no directive at any depth."""
    if isinstance(patch, dict):
        for key, value in patch.items():
            if key[:1] == "$" or (value.__class__ is not str and not is_plain(value)):
                return False
        return True
    if isinstance(patch, list):
        return all(item.__class__ is str or is_plain(item) for item in patch)
    return patch is not None


def locate(root: Any, mapping: dict[str, Any], steps: Steps = ()) -> Steps | None:
    """Return the steps from `root` to the very mapping that a problem names; None if it is not in there."""
    if root is mapping:
        return steps
    entries = root.items() if isinstance(root, dict) else enumerate(root) if isinstance(root, list) else ()
    found = (locate(value, mapping, (*steps, key)) for key, value in entries)
    return next((place for place in found if place is not None), None)
