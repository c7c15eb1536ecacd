"""Which removals and patches had effect somewhere: what had none anywhere is a mistake (DESIGN §2).

Only layers that something was made of are judged: a release that no channel leads to yet has had no chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.diagnostics import Diagnostic
from generator.merge import is_plain, removals
from generator.model import Layer
from generator.source import Steps, Tree
from generator.strict_yaml import read_marks
from generator.workshop import Workshop

Place = tuple[str, Steps]

_OWN_LAYERS = ("flavours", "releases")
"""Keys of a runtime's layer whose entries are layers of their own."""


@dataclass(frozen=True, slots=True)
class Effects:
    """Places of removals and patches: all that were met, and those that changed something.

    They can be judged where they are whole: where all objects could be made that they might have changed.
    """

    met: frozenset[Place]
    effective: frozenset[Place]
    whole: bool


def effects_of_workshop(workshop: Workshop) -> Effects:
    """Return what the layers that a workshop has used came to."""
    met: set[Place] = set()
    effective = {(patch.layer.document.path, patch.layer.steps) for patch in workshop.effective | workshop.failed}
    for layer in workshop.used.values():
        path = layer.document.path
        met.update((path, (*layer.steps, "patches", index)) for index in range(len(layer.value.get("patches") or ())))
        for mapping, key, steps in _removals(layer):
            met.add((path, steps))
            if (id(mapping), key) in workshop.notes.effects:
                effective.add((path, steps))
    return Effects(frozenset(met), frozenset(effective), not workshop.lost)


def _removals(layer: Layer) -> Iterator[tuple[dict[str, object], str, Steps]]:
    if is_plain(layer.value):
        return
    for mapping, key, steps in removals(layer.value, layer.steps):
        inside = steps[len(layer.steps) :]
        if inside[0] in _OWN_LAYERS and layer.document.value["kind"] == "Runtime":
            continue
        if inside[0] == "patches" and isinstance(layer.value["patches"][inside[1]]["patch"], list):
            continue
        yield mapping, key, steps


def ineffective(tree: Tree, effects: Iterable[Effects]) -> Iterator[Diagnostic]:
    """Yield an error for each removal and each patch that was met and changed nothing anywhere."""
    met: set[Place] = set()
    effective: set[Place] = set()
    for part in effects:
        if not part.whole:
            return
        met |= part.met
        effective |= part.effective
    for path, steps in sorted(met - effective, key=repr):
        if any((path, steps[:length]) in met - effective for length in range(1, len(steps))):
            continue
        mark = read_marks(path, tree.read(path))[steps]
        if steps[-2:-1] == ("patches",):
            message = "the patch changes no object of any cluster"
            help_text = "Compare its target with the objects (servewright list), or remove the patch."
        else:
            what = f"'{steps[-1]}: null'" if steps[-1] != "$patch" else "'$patch: delete'"
            message = f"{what} removes nothing in any object of any cluster"
            help_text = "Null removes what lower layers say. Write a value after the key, or remove the line."
        yield Diagnostic("no-effect", message, mark.key, help_text)
