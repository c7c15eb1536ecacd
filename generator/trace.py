"""A finished object's parts to the lines that say them: layers and patches replayed with origins."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from generator.language import native_shape
from generator.merge.json_patch import JsonPatchError, apply_json_patch
from generator.merge.patches import matches, subject_of
from generator.merge.shape import UNKNOWN, Shape
from generator.merge.strategic import MergeNotes, merge
from generator.place import Mark, Steps
from generator.provenance import Origin, Origins, replay, tag, tag_operations
from generator.targets import Patch, Target
from generator.yaml.document import Document


class Trace(Struct, frozen=True, eq=False):
    """Where the parts of one object come from. Steps may name an item of a list by its `name`."""

    origins: Origins
    owner: Document

    def place(self, steps: Steps) -> tuple[Document, Steps]:
        """Return the document and the steps in it that said what stands at `steps`, or what is around it."""
        origin = self.origins.nearest(self._indexed(steps))
        return (origin.document, origin.steps) if origin is not None else (self.owner, ("metadata", "name"))

    def mark(self, steps: Steps) -> Mark:
        """Return the mark of what stands at `steps`."""
        document, place = self.place(steps)
        return document.mark(place)

    def _indexed(self, steps: Steps) -> Steps:
        found: list[str | int] = []
        value: Any = self.origins.value
        for step in steps:
            if isinstance(value, list) and isinstance(step, str):
                named = [
                    index for index, item in enumerate(value) if isinstance(item, dict) and item.get("name") == step
                ]
                if not named:
                    break
                step = named[0]
            found.append(step)
            value = _step(value, step)
        return tuple(found)


def trace(target: Target, value: dict[str, Any] | None) -> Trace:
    """Replay a target's layers, and its patches where its finished value is known."""
    shape = UNKNOWN if target.kind == "ConfigMap" else native_shape(target.fragment_type)
    origins = replay(target.layers, shape)
    if value is not None:
        subject = subject_of(target, value)
        for patch in target.patches:
            if matches(patch, subject):
                origins = Origins(_patched(origins.value, patch, shape), origins.layers, shape)
    return Trace(origins, target.owner)


def _patched(value: Any, patch: Patch, shape: Shape) -> Any:
    document, steps = patch.layer.document, (*patch.layer.steps, "patch")
    if isinstance(patch.patch, dict):
        return merge(value, tag(patch.patch, Origin(document, steps)), shape, MergeNotes())
    # Tests have passed on the real object; here expressions are not filled in.
    tagged = [
        operation for operation in tag_operations(patch.patch, Origin(document, steps)) if operation["op"] != "test"
    ]
    result = apply_json_patch(value, tagged)
    return value if isinstance(result, JsonPatchError) else result


def _step(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
