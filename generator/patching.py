"""Patches on finished objects: a map is a strategic merge, a list is RFC 6902."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from generator.expand import SiteError, Surroundings, expand
from generator.memo import Memo
from generator.merge import MergeNotes, merge, removals
from generator.shape import Shape
from generator.source import Steps
from generator.targets import Patch, Target

_IDENTITY = (("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace"))


@dataclass(frozen=True, slots=True)
class Subject:
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


@dataclass(frozen=True, slots=True)
class PatchError:
    """Why a patch could not be applied: the patch, and the steps inside its entry that the error is about."""

    patch: Patch
    steps: Steps
    rule: str
    message: str
    help: str


def patched(
    value: dict[str, Any],
    patch: Patch,
    subject: Subject,
    shape: Shape,
    surroundings: Surroundings,
    notes: MergeNotes,
    memo: Memo,
) -> tuple[dict[str, Any], tuple[PatchError, ...]]:
    """Return the object with one patch applied, itself where the patch is not for it or changes nothing."""
    if not matches(patch, subject):
        return value, ()
    change, errors = expand(patch.patch, surroundings, memo)
    if errors:
        return value, tuple(_expression_error(patch, error) for error in errors)
    if isinstance(change, dict):
        result: Any = merge(value, change, shape, notes)
        _carry_over(patch.patch, change, notes)
    else:
        from generator.json_patch import JsonPatchError, apply_json_patch

        result = apply_json_patch(value, change)
        if isinstance(result, JsonPatchError):
            return value, (PatchError(patch, ("patch", result.index), "patch-failed", result.message, result.help),)
    moved = next((steps for steps in _IDENTITY if _at(result, steps) != _at(value, steps)), None)
    if moved is not None:
        message = f"the patch changes {'.'.join(moved)}, which says which object this is"
        return value, (PatchError(patch, ("patch",), "patch-renames", message, "Name the object in its definition."),)
    return (value, ()) if result == value else (result, ())


def matches(patch: Patch, subject: Subject) -> bool:
    """Say whether a patch is for an object; a field that the target does not name matches everything."""
    return all(fnmatchcase(getattr(subject, field), glob) for field, glob in patch.target.items())


def _carry_over(written: Any, change: Any, notes: MergeNotes) -> None:
    """Let removals that had effect in the expanded patch count for the written one."""
    if change is not written:
        for (mapping, key, _), (copy, _, _) in zip(removals(written), removals(change), strict=True):
            if (id(copy), key) in notes.effects:
                notes.removed(mapping, key)


def _expression_error(patch: Patch, error: SiteError) -> PatchError:
    return PatchError(patch, ("patch", *error.steps), error.error.rule, error.error.message, error.error.help)


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
