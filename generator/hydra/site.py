"""The place in a payload where a list stands, or would stand."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum, auto

from msgspec import Struct

from generator.hydra.lines import is_blank, line_end, line_start
from generator.hydra.payload import Node, Payload, field_of, problem_at
from generator.hydra.problem import SpliceProblem


class Form(Enum):
    """How the list is written, which decides how it is edited."""

    BLOCK = auto()
    """Items behind dashes."""
    FLOW = auto()
    """Items in brackets, or nothing in a mapping that is in braces."""
    EMPTY = auto()
    """A key with null or `[]`."""
    ABSENT = auto()
    """A block mapping without the key."""
    ABSENT_IN_FLOW = auto()
    """A mapping in braces without the key."""
    NO_MAPPING = auto()
    """No value at all, null, or `{}`."""


class Site(Struct, frozen=True, eq=False):
    """A list's place: its key and value in the payload, both None where the payload has no such key."""

    payload: Payload
    name: str
    form: Form
    key: Node | None = None
    value: Node | None = None

    @property
    def items(self) -> tuple[Node, ...]:
        """The items that the list holds."""
        return self.value.children if self.value is not None else ()


def find_site(payload: Payload, name: str) -> Site | SpliceProblem:
    """Return where the top-level key `name` has its list.

    Problems: the payload is not a mapping; the key stands twice, holds no list, repeats one by an alias, is repeated
    by one, or comes from a merge key.
    """
    root = payload.root
    if root is None or root.null or _is_bare(payload.text, root):
        return Site(payload, name, Form.NO_MAPPING)
    if root.kind != "mapping":
        message = f"the payload is not a mapping, so it cannot have '{name}'"
        help = "Check that the data key is the one that Hydra reads; its value holds settings by name."
        return problem_at("live-base-shape", message, help, root)
    found = [(key, value) for key, value in root.pairs if key.kind == "scalar" and key.text == name]
    if len(found) > 1:
        message = f"the key '{name}' stands twice in the payload"
        return problem_at("live-base-shape", message, "Join the two lists under one key.", found[1][0])
    if found:
        key, value = found[0]
        return _value_problem(payload, name, value) or Site(payload, name, _form(payload.text, root, value), key, value)
    if (merged := field_of(root, name)) is not None:
        message = f"'{name}' comes from a merge key, so it cannot be extended where it is"
        return problem_at("live-base-shape", message, f"Write '{name}' out at the top level.", merged)
    return Site(payload, name, Form.ABSENT_IN_FLOW if root.flow else Form.ABSENT)


def anchor_problems(site: Site, gone: Iterable[int]) -> list[SpliceProblem]:
    """Return a problem for each leaving item with an anchor that something else repeats."""
    leaving = [site.items[index] for index in sorted(gone)]
    inside = {event for item in leaving for event in range(item.first, item.last)}
    events = site.payload.events
    repeated = {event[1] for place, event in enumerate(events) if event[0] == "*" and place not in inside}
    problems = []
    for item in leaving:
        anchors = {event[1] for event in events[item.first : item.last] if event[0] in "=[{"}
        problems += [_repeated_anchor(site, item, anchor) for anchor in sorted(anchors & repeated)]
    return problems


def _is_bare(text: str, root: Node) -> bool:
    """Say whether the payload is `{}` on a line of its own."""
    start, end = line_start(text, root.start), line_end(text, root.end)
    rest = text[start : root.start] + text[root.end : end]
    return root.kind == "mapping" and not root.children and is_blank(text[root.start + 1 : root.end - 1] + rest)


def _form(text: str, root: Node, value: Node) -> Form:
    if root.flow:
        return Form.FLOW
    if value.children:
        return Form.FLOW if value.flow else Form.BLOCK
    bracketed = text.startswith("[", value.start)
    return Form.EMPTY if value.null or (bracketed and is_blank(text[value.start + 1 : value.end - 1])) else Form.FLOW


def _value_problem(payload: Payload, name: str, value: Node) -> SpliceProblem | None:
    if value.kind == "alias":
        message = f"'{name}' is the alias '*{value.text}', so it cannot be extended without changing the original"
        return problem_at("live-base-shape", message, "Write the list out.", value)
    if value.kind != "sequence" and not value.null:
        message = f"'{name}' is not a list"
        return problem_at("live-base-shape", message, "Write each entry as an item: '- ' and its fields.", value)
    if value.anchor is not None and ("*", value.anchor) in payload.events:
        message = f"the list '{name}' is repeated elsewhere by '*{value.anchor}', which would change with it"
        return problem_at("live-base-shape", message, "Write the list out at both places.", value)
    return None


def _repeated_anchor(site: Site, item: Node, anchor: str) -> SpliceProblem:
    message = f"an entry of '{site.name}' that is to leave has an anchor, and '*{anchor}' repeats it elsewhere"
    return problem_at("live-base-shape", message, f"Write the value out where '*{anchor}' stands.", item)
