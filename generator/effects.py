"""Which removals and patches had effect somewhere: what had none anywhere is a mistake (DESIGN §2).

Only layers that something was made of are judged: a release that no channel leads to yet has had no chance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from msgspec import Struct

from generator.comments import speaks
from generator.diagnostics import Diagnostic, Severity
from generator.merge.strategic import is_plain, locate, removals
from generator.model import Layer
from generator.place import Mark, Span, Steps
from generator.targets import Patch
from generator.tree import Tree
from generator.workshop import Workshop
from generator.yaml.marks import read_marks

Place = tuple[str, Steps]

_OWN_LAYERS = ("flavours", "releases")
"""Keys of a runtime's layer whose entries are layers of their own."""


_OF_SERVICES = ("Runtime", "Accelerators")
"""Kinds whose layers are judged where a service runs on them."""


class Effects(Struct, frozen=True):
    """Places of removals and patches: all that were met, and those that changed something.

    They can be judged where they are whole: where all objects could be made that they might have changed.
    """

    met: frozenset[Place]
    matched: frozenset[Place]
    """The patches that were for some object."""
    effective: frozenset[Place]
    mirrors: Mapping[Place, bool]
    """The mirrors that were met: whether some image was taken from them."""
    made: frozenset[Place]
    """The layers that something was made of, as far as allowances ask for it."""
    files: frozenset[str]
    """The files that expressions have read."""
    whole: bool


def effects_of_workshop(workshop: Workshop) -> Effects:
    """Return what the layers that a workshop has used came to."""
    met: set[Place] = set()
    effective = _places(workshop.effective)
    told = {(id(problem.mapping), problem.key) for problem in workshop.notes.problems}
    for layer in workshop.used.values():
        if workshop.memo.of("plain", (layer.value,), partial(is_plain, layer.value)) and "patches" not in layer.value:
            continue
        path = layer.document.path
        for index, entry in enumerate(layer.value.get("patches") or ()):
            met.add((path, (*layer.steps, "patches", index)))
            if any(locate(entry, problem.mapping) is not None for problem in workshop.notes.problems):
                effective.add((path, (*layer.steps, "patches", index)))
        for mapping, key, steps in _removals(layer):
            met.add((path, steps))
            if (id(mapping), key) in workshop.notes.effects or (id(mapping), key) in told:
                effective.add((path, steps))
    return Effects(
        frozenset(met),
        frozenset(_places(workshop.matched)),
        frozenset(effective),
        workshop.mirrors,
        frozenset(_made(workshop)),
        frozenset(workshop.files),
        not workshop.lost,
    )


def _made(workshop: Workshop) -> Iterator[Place]:
    """Yield what counts as made: of a runtime, the layers that some service runs on, since many rules judge services."""
    for layer in workshop.used.values():
        if speaks(layer.document.data) and layer.document.value["kind"] not in _OF_SERVICES:
            yield layer.document.path, layer.steps
    yield from workshop.served


def _places(patches: Iterable[Patch]) -> set[Place]:
    return {(patch.layer.document.path, patch.layer.steps) for patch in patches}


def _removals(layer: Layer) -> Iterator[tuple[dict[str, object], str, Steps]]:
    for mapping, key, steps in removals(layer.value, layer.steps):
        inside = steps[len(layer.steps) :]
        if inside[0] in _OWN_LAYERS and layer.document.value["kind"] == "Runtime":
            continue
        if inside[0] == "patches" and isinstance(layer.value["patches"][inside[1]]["patch"], list):
            continue
        yield mapping, key, steps


def ineffective(tree: Tree, effects: Iterable[Effects]) -> Iterator[Diagnostic]:
    """Yield an error for each removal and each patch that was met and changed nothing anywhere."""
    parts = tuple(effects)
    if not all(part.whole for part in parts):
        return
    nothing = frozenset[Place]()
    matched = nothing.union(*(part.matched for part in parts))
    idle = nothing.union(*(part.met for part in parts)) - nothing.union(*(part.effective for part in parts))
    for path, steps in sorted(idle, key=repr):
        if not any((path, steps[:length]) in idle for length in range(1, len(steps))):
            mark = read_marks(path, tree.read(path))[steps]
            yield Diagnostic("no-effect", *_told(steps, mark, (path, steps) in matched))
    yield from _idle_mirrors(tree, parts)


def _idle_mirrors(tree: Tree, parts: Iterable[Effects]) -> Iterator[Diagnostic]:
    met = [place for part in parts for place in part.mirrors]
    used = {place for part in parts for place, is_used in part.mirrors.items() if is_used}
    for path, steps in sorted(set(met) - used, key=repr):
        message = f"no image of any cluster is taken from the mirror of '{steps[-1]}'"
        help_text = "Compare it with the images in out/: a registry and folders, such as docker.io or quay.io/ascend."
        span = read_marks(path, tree.read(path))[steps].key
        yield Diagnostic("mirror-unused", message, span, help_text, Severity.WARNING)


def _told(steps: Steps, mark: Mark, matched: bool) -> tuple[str, Span, str]:
    """Return message, place and help for a removal or patch without effect."""
    if steps[-2:-1] == ("patches",):
        if matched:
            help_text = "Compare it with the objects in out/ that its target names, or remove it."
            return "the patch changes nothing: the objects are so already", mark.key, help_text
        help_text = (
            "Compare its target with the objects in out/: kind, name, namespace, runtime, flavour. Or remove it."
        )
        return "the patch is for no object of any cluster", mark.key, help_text
    if steps[-1] == "$patch":
        help_text = "Compare the item's name with those that lower layers bring, or remove the item."
        return "'$patch: delete' removes nothing in any object of any cluster", mark.key, help_text
    help_text = "Null removes what lower layers say. Write a value after the key, or remove the line."
    return f"'{steps[-1]}: null' removes nothing in any object of any cluster", mark.key, help_text
