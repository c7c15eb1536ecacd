"""Which layer said what: the same merge, replayed on values whose leaves know their place.

Nothing here runs while a fleet compiles. A diagnostic or `explain` that needs a place replays the one object.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from functools import reduce
from typing import Any

from msgspec import Struct

from generator.merge.keys import identity
from generator.merge.notes import PATCH
from generator.merge.shape import Shape
from generator.merge.strategic import MergeNotes, fold
from generator.model import Layer
from generator.place import Steps
from generator.yaml.document import Document


class Origin(Struct, frozen=True):
    """A place in a definition. All parts of a derived value are owed to one place."""

    document: Document
    steps: Steps
    derived: bool = False

    def inside(self, step: str | int) -> Origin:
        """Return the place of a part of what stands here."""
        return self if self.derived else Origin(self.document, (*self.steps, step))

    def around(self) -> Origin:
        """Return the place of the container of what stands here."""
        return self if self.derived else Origin(self.document, self.steps[:-1])


class Leaf(Struct, frozen=True, eq=False):
    """A scalar with its origin. It equals and hashes like its value, so that merge keys work on it."""

    value: Any
    origin: Origin

    def __eq__(self, other: object) -> bool:
        plain = other.value if isinstance(other, Leaf) else other
        return isinstance(self.value, bool) == isinstance(plain, bool) and bool(self.value == plain)

    def __hash__(self) -> int:
        return hash(self.value)

    def __str__(self) -> str:
        return str(self.value)


class EmptyMap(dict[str, Any]):
    """An empty mapping with its origin."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin


class EmptyList(list[Any]):
    """An empty list with its origin."""

    def __init__(self, origin: Origin) -> None:
        super().__init__()
        self.origin = origin


def tag(value: Any, origin: Origin) -> Any:
    """Return a copy of the value that stands at `origin`, in which each leaf knows its own place.

    Nulls and directives stay plain: they act in a merge and are never part of its result.
    """
    if isinstance(value, dict):
        tagged = {key: item if key[:1] == "$" else tag(item, origin.inside(key)) for key, item in value.items()}
        return tagged or EmptyMap(origin)
    if isinstance(value, list):
        return [tag(item, origin.inside(index)) for index, item in enumerate(value)] or EmptyList(origin)
    return None if value is None else Leaf(value, origin)


def tag_operations(operations: Sequence[dict[str, Any]], origin: Origin) -> list[dict[str, Any]]:
    """Return JSON Patch operations that stand at `origin`, the values that they bring in tagged."""
    return [
        operation | {"value": tag(operation["value"], origin.inside(index).inside("value"))}
        if "value" in operation
        else operation
        for index, operation in enumerate(operations)
    ]


def untag(value: Any) -> Any:
    """Return a tagged value as it was: plain."""
    if isinstance(value, dict):
        return {key: untag(item) for key, item in value.items()}
    if isinstance(value, list):
        return [untag(item) for item in value]
    return value.value if isinstance(value, Leaf) else value


def replay(layers: Sequence[Layer], shape: Shape) -> Origins:
    """Merge the layers, lowest first, and return where each part of the result comes from."""
    tagged = [tag(layer.value, _place(layer)) for layer in layers]
    return Origins(fold(tagged, shape, MergeNotes()), tuple(layers), shape)


class Origins(Struct, frozen=True, eq=False):
    """Where the parts of a merged value come from. All steps given are steps in the merged value."""

    value: Any
    """The merged value, tagged. Patches applied to it with `apply_json_patch` or `merge` keep it so."""
    layers: tuple[Layer, ...]
    shape: Shape

    def at(self, steps: Steps) -> Origin | None:
        """Return the place that a scalar or an empty container comes from, None for anything else."""
        nodes = list(_nodes(self.value, steps))
        return _own(nodes[-1]) if len(nodes) > len(steps) else None

    def nearest(self, steps: Steps) -> Origin | None:
        """Return the place of the value at `steps`, or of the nearest container around it that has one.

        A container has the place where the layer that gave its first leaf has it; leaves that the generator wrote
        count last.
        """
        places = (_first(node) for node in reversed(list(_nodes(self.value, steps))))
        return next((place for place in places if place is not None), None)

    def chain(self, steps: Steps) -> tuple[Origin, ...]:
        """Return the places of all layers that state what stands at `steps`: the winner's, then down to the lowest.

        Items of lists are found by their merge keys. Of lists that are replaced whole, the lower layers' are given
        whole.
        """
        winner = self.at(steps)
        route = tuple(self._route(steps))
        places = [] if winner is None else [winner]
        for layer in reversed(self.layers):
            if winner is None or not _holds(layer, winner):
                found = _stated(layer.value, route)
                places += [] if found is None else [reduce(Origin.inside, found, _place(layer))]
        return tuple(places)

    def _route(self, steps: Steps) -> Iterator[str | _Item]:
        """Yield the steps in a form that finds the same value in any layer, up to a list that is replaced whole."""
        node, shape = self.value, self.shape
        for step in steps:
            if isinstance(step, str):
                yield step
                node, shape = node.get(step) if isinstance(node, dict) else None, shape.child(step)
            elif isinstance(node, list) and shape.merge_keys and step < len(node):
                yield _Item(identity(node[step], shape.merge_keys), shape.merge_keys)
                node, shape = node[step], shape.item()
            else:
                return


class _Item(Struct, frozen=True):
    """A step to a list's item by its merge keys."""

    identity: Hashable
    keys: tuple[str, ...]

    def matches(self, item: Any) -> bool:
        return isinstance(item, dict) and identity(item, self.keys) == self.identity


def _place(layer: Layer) -> Origin:
    return Origin(layer.document, layer.steps, layer.derived)


def _holds(layer: Layer, origin: Origin) -> bool:
    place = _place(layer)
    inside = origin.steps if layer.derived else origin.steps[: len(layer.steps)]
    return place == Origin(origin.document, inside, origin.derived)


def _stated(value: Any, route: tuple[str | _Item, ...]) -> Steps | None:
    """Return the steps that the route takes in one layer's value, None where that layer says nothing of its end."""
    if value is None or (isinstance(value, dict) and value.get(PATCH) == "delete"):
        return None
    if not route:
        return ()
    step, rest = route[0], route[1:]
    candidates: list[tuple[str | int, Any]]
    if isinstance(step, str):
        candidates = [(step, value[step])] if isinstance(value, dict) and step in value else []
    else:
        items = value if isinstance(value, list) else []
        candidates = [(index, item) for index, item in enumerate(items) if step.matches(item)]
    # The last of several items with one key wins, as in the merge.
    found = ((index, _stated(item, rest)) for index, item in reversed(candidates))
    return next(((index, *inside) for index, inside in found if inside is not None), None)


def _nodes(value: Any, steps: Steps) -> Iterator[Any]:
    """Yield the values along the steps, from the root as far as they lead."""
    yield value
    for step in steps:
        held = isinstance(value, dict) and step in value
        if not held and not (isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)):
            return
        value = value[step]
        yield value


def _own(node: Any) -> Origin | None:
    if isinstance(node, Leaf):
        return node.origin
    return node.origin if isinstance(node, EmptyMap | EmptyList) and not node else None


def _first(node: Any) -> Origin | None:
    """Return the place of a value, told from its first part that has one where it has none of its own."""
    own = _own(node)
    if own is not None:
        return own
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    places = (_first(part) for part in parts)
    known = [place.around() for place in places if place is not None]
    return next((place for place in known if not place.derived), known[0] if known else None)
