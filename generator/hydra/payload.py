"""A ConfigMap's payload as a tree of places in its text.

The tree is made of parser events, not of composed nodes: an alias keeps its own place that way, and where a value
ends is known to the character, comments and blank lines after it excluded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import yaml
from msgspec import Struct
from msgspec.structs import replace
from yaml._yaml import CParser

from generator.hydra.lines import BREAKS, has_break, place
from generator.hydra.problem import SpliceProblem

Signature = tuple[Any, ...]
"""A parser event without its place and quotes: what decides how any YAML reader understands it."""

BOM = "\ufeff"
MAX_DEPTH = 100
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_NULL_TAG = "tag:yaml.org,2002:null"


class Node(Struct, frozen=True, eq=False):
    """A value and its place: text[start:end], events[first:last], line and column of its start, from 1.

    A mapping's children are key, value, key, value …
    """

    kind: Literal["scalar", "alias", "sequence", "mapping"]
    start: int
    end: int
    first: int
    last: int
    line: int
    column: int
    text: str = ""
    """A scalar's value, an alias's name."""
    null: bool = False
    flow: bool = False
    anchor: str | None = None
    children: tuple[Node, ...] = ()
    target: Node | None = None

    @property
    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """The keys and values of a mapping."""
        return zip(self.children[::2], self.children[1::2], strict=True)


class Payload(Struct, frozen=True, eq=False):
    """A parsed payload. `root` is None where the text holds no value at all; `end` is where its one document ends."""

    text: str
    root: Node | None
    end: int
    events: tuple[Signature, ...]


def read(text: str) -> Payload | SpliceProblem:
    """Parse a payload (YAML 1.1, one document).

    Not accepted: bad syntax, control characters, several documents, nesting beyond MAX_DEPTH, unknown or recursive
    aliases. Each is answered by a problem.
    """
    try:
        return _Builder(text).payload()
    except _Refused as refused:
        return refused.problem
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return _syntax(text, error.problem or "bad syntax", mark.index if mark else 0)
    except yaml.reader.ReaderError as error:
        return _syntax(text, "a control character", len(text.encode()[: error.position].decode(errors="ignore")))
    except UnicodeEncodeError as error:
        return _syntax(text, "half a surrogate pair", error.start)


def signatures(text: str) -> tuple[Signature, ...] | None:
    """Return the events of a text's one document without a tree; None if it is not valid YAML."""
    try:
        return tuple(_signature(event) for event in _events(text) if type(event) not in _OUTER)
    except (yaml.YAMLError, UnicodeEncodeError):
        return None


def _events(text: str) -> Iterator[Any]:
    # Marks count characters. What yaml.parse asks beside each event costs as much again.
    return iter(CParser(text).get_event, None)


def problem_at(rule: str, message: str, help: str, node: Node | None) -> SpliceProblem:
    """Return a problem that stands where a node does, or at the beginning."""
    return SpliceProblem(rule, message, help, node.line, node.column) if node else SpliceProblem(rule, message, help)


def field_of(node: Node, key: str) -> Node | None:
    """Return the value of a mapping's key as a reader sees it: aliases followed, merge keys honoured."""
    seen: set[int] = set()
    queue = [node]
    while queue:
        current = resolved(queue.pop(0))
        if id(current) in seen:
            continue
        seen.add(id(current))
        if current.kind == "sequence" and current is not resolved(node):
            queue = [*current.children, *queue]
        if current.kind == "mapping":
            pairs = {name.text: value for name, value in current.pairs if name.kind == "scalar"}
            if key in pairs:
                return resolved(pairs[key])
            queue = [*([pairs["<<"]] if "<<" in pairs else []), *queue]
    return None


def resolved(node: Node) -> Node:
    """Return the node itself, or what an alias stands for."""
    return node.target if node.target is not None else node


class _Refused(Exception):
    """A payload that parses but is not taken."""

    def __init__(self, message: str, help: str, event: Any) -> None:
        super().__init__(message)
        self.problem = SpliceProblem("live-base-syntax", message, help, *_place(event))


def _syntax(text: str, what: str, index: int) -> SpliceProblem:
    message = f"the payload is not valid YAML: {what}"
    return SpliceProblem(
        "live-base-syntax", message, "Export the ConfigMap again, or mend the text.", *place(text, index)
    )


class _Builder:
    """Consumes the events of one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.events = _events(text)
        self.signatures: list[Signature] = []
        self.anchors: dict[str, Node] = {}

    def payload(self) -> Payload:
        root, end = None, len(self.text)
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    message = "the payload holds several YAML documents"
                    raise _Refused(message, "Keep the one that Hydra reads.", event)
                root = self._node(next(self.events), 0)
            elif isinstance(event, yaml.DocumentEndEvent):
                end = _start(event)
        return Payload(self.text, root, end, tuple(self.signatures))

    def _node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            message = f"the payload nests deeper than {MAX_DEPTH} levels"
            raise _Refused(message, "Hydra's settings nest less deeply; mend the text.", event)
        first = len(self.signatures)
        self.signatures.append(_signature(event))
        if event.__class__ is yaml.ScalarEvent:
            node = self._scalar(event, first)
        elif event.__class__ is yaml.AliasEvent:
            return self._alias(event, first)
        else:
            node = self._collection(event, depth)
        if node.anchor:
            self.anchors[node.anchor] = node
        return node

    def _alias(self, event: Any, first: int) -> Node:
        target = self.anchors.get(event.anchor)
        if target is None:
            message = f"the alias '*{event.anchor}' has no anchor before it"
            raise _Refused(message, f"Write '&{event.anchor}' at the value that it repeats.", event)
        start, end = _start(event), _end(event)
        return Node("alias", start, end, first, first + 1, *_place(event), event.anchor, target=target)

    def _scalar(self, event: Any, first: int) -> Node:
        mark, text, end = event.start_mark, event.value, event.end_mark.index
        if event.style in ("|", ">"):
            end = self._block_end(text, end)
        null = event.tag == _NULL_TAG or (text in _NULLS and event.implicit[0] and event.tag is None)
        line, column = mark.line + 1, mark.column + 1
        return Node("scalar", mark.index, end, first, first + 1, line, column, text, null, False, event.anchor)

    def _block_end(self, value: str, end: int) -> int:
        """Return where a block scalar's last line ends. Blank lines after it are its own only if it keeps them."""
        if value.endswith("\n\n") or (value and not value.strip("\n")):
            return end - 1 if self.text[end - 1] in BREAKS else end
        while self.text[end - 1] in BREAKS:
            end -= 1
        return end

    def _collection(self, event: Any, depth: int) -> Node:
        first, start = len(self.signatures) - 1, _start(event)
        mapping = event.__class__ is yaml.MappingStartEvent
        children: list[Node] = []
        while (inner := next(self.events)).__class__ not in _ENDS:
            child = self._node(inner, depth + 1)
            children.append(self._beside_key(children[-1], child) if mapping and len(children) % 2 else child)
        self.signatures.append(_CLOSE)
        # The pair in [a: 1] is a mapping without brackets: its start has no width, its end is the next token's.
        bracketed = event.flow_style and _end(event) > start
        end = _end(inner) if bracketed else children[-1].end
        kind: Literal["mapping", "sequence"] = "mapping" if mapping else "sequence"
        spot = (start, end, first, len(self.signatures), *_place(event))
        return Node(kind, *spot, flow=bool(event.flow_style), anchor=event.anchor, children=tuple(children))

    def _beside_key(self, key: Node, value: Node) -> Node:
        """An empty value's mark may stand at the next token; what is there of it ends with the key."""
        empty = value.kind == "scalar" and value.start == value.end
        if empty and has_break(self.text[key.end : value.start]):
            return replace(value, start=key.end, end=key.end)
        return value


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


_OUTER = frozenset((yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent))
_ENDS = frozenset((yaml.MappingEndEvent, yaml.SequenceEndEvent))
_CLOSE: Signature = ("]",)


def _signature(event: Any) -> Signature:
    kind = event.__class__
    if kind is yaml.ScalarEvent:
        return ("=", event.anchor, event.tag, event.implicit, event.value)
    if kind in _ENDS:
        return _CLOSE
    if kind is yaml.AliasEvent:
        return ("*", event.anchor)
    return ("{" if kind is yaml.MappingStartEvent else "[", event.anchor, event.tag, event.implicit)
