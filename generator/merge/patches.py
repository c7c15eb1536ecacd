"""Patches on finished objects: a map is a strategic merge, a list is RFC 6902."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from msgspec import Struct

from generator.expressions.expand import SiteError, Surroundings, expand
from generator.memo import Memo
from generator.merge.shape import Shape
from generator.merge.strategic import MergeNotes, merge
from generator.place import Span, Steps
from generator.targets import Patch, Target
from generator.yaml.pieces import span_inside

_IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))


class Subject(Struct, frozen=True):
    """What a patch's target is compared with."""

    kind: str
    name: str
    namespace: str
    runtime: str
    flavour: str


def subject_of(target: Target, value: dict[str, Any]) -> Subject:
    """Return what patches compare their targets with, for a target's finished object."""
    metadata = value["metadata"]
    return Subject(
        target.kind, metadata["name"], metadata.get("namespace", ""), target.runtime or "", target.flavour or ""
    )


class PatchError(Struct, frozen=True):
    """Why a patch could not be applied: the patch, and the steps inside its entry that the error is about.

    `offset` and `length` say which piece of the text there; 0 and 0 mean all of it.
    """

    patch: Patch
    steps: Steps
    rule: str
    message: str
    help: str
    offset: int = 0
    length: int = 0

    @property
    def span(self) -> Span:
        """Where the error is."""
        mark = self.patch.layer.document.mark((*self.patch.layer.steps, *self.steps))
        return span_inside(mark, self.offset, self.length) if self.length else mark.value


def patched(
    value: dict[str, Any],
    patch: Patch,
    subject: Subject,
    shape: Shape,
    surroundings: Surroundings,
    notes: MergeNotes,
    memo: Memo,
) -> tuple[dict[str, Any], tuple[PatchError, ...]]:
    """Return the object with a patch applied that is for it, itself where the patch changes nothing."""
    change, errors = expand(patch.patch, surroundings, memo)
    if errors:
        return value, tuple(_expression_error(patch, error) for error in errors)
    if isinstance(change, dict):
        result: Any = _merged(value, patch.patch, change, shape, notes)
    else:
        from generator.merge.json_patch import JsonPatchError, apply_json_patch

        result = apply_json_patch(value, change)
        if isinstance(result, JsonPatchError):
            message = f"{result.message} (in {subject.kind} '{subject.name}')"
            return value, (PatchError(patch, ("patch", result.index), "patch-failed", message, result.help),)
    if not result:
        message = "the patch removes the whole object"
        help_text = "Patches change objects. Remove its definition instead, or the runtime or service from the cluster."
        return value, (PatchError(patch, ("patch",), "patch-renames", message, help_text),)
    moved = next((steps for steps in _IDENTITY if _at(result, steps) != _at(value, steps)), None)
    if moved is not None:
        message = f"the patch changes {'.'.join(moved)}, which says which object this is"
        return value, (PatchError(patch, ("patch",), "patch-renames", message, "Name the object in its definition."),)
    return (value, ()) if result == value else (result, ())


def matches(patch: Patch, subject: Subject) -> bool:
    """Say whether a patch is for an object; a field that the target does not name matches everything."""
    return all(fnmatchcase(getattr(subject, field), glob) for field, glob in patch.target.items())


def _merged(value: dict[str, Any], written: Any, change: Any, shape: Shape, notes: MergeNotes) -> dict[str, Any]:
    """Merge a patch; what is to be noted of it, filled in, is noted of it as it is written."""
    if change is written:
        return merge(value, change, shape, notes)
    own = MergeNotes()
    result = merge(value, change, shape, own)
    notes.take_over(own, {id(copy): mapping for copy, mapping in _mappings(change, written)})
    return result


def _mappings(copy: Any, original: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the mappings in two values of one structure, pair by pair."""
    if isinstance(copy, dict):
        yield copy, original
        for key, item in copy.items():
            yield from _mappings(item, original[key])
    elif isinstance(copy, list):
        for item, other in zip(copy, original, strict=True):
            yield from _mappings(item, other)


def _expression_error(patch: Patch, error: SiteError) -> PatchError:
    place, wrong = ("patch", *error.steps), error.error
    return PatchError(patch, place, wrong.rule, wrong.message, wrong.help, wrong.offset, wrong.length)


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
