"""YAML text to nodes with marks: where every value stands, and how it was written.

libyaml's events are composed here, not by libyaml's own composer: that one recurses, which a file of brackets can turn
into a crash, and it forgets where an alias stands. Work and memory are bounded by the limits below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

import yaml
from msgspec import Struct, field
from msgspec.structs import replace
from yaml._yaml import CParser

from generator.diagnostics import Diagnostic
from generator.place import Span
from generator.yaml import syntax as yaml_syntax
from generator.yaml.text import span_at

MAX_DEPTH = 64
MAX_NODES = 100_000
MAX_ALIASED = 10_000
"""How many values aliases may add to those that are written."""

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*|#.*|\s+)*")
"""Anchor and tag before a scalar, and what may stand between."""

_AFTER_NAME = frozenset(("", " ", "\t", "\n", ",", "]", "}"))

Kind = Literal["scalar", "sequence", "mapping"]


class Node(NamedTuple):
    """One value as written. A mapping's children are its keys and values in turn.

    `text` is a scalar's content and `style` its quote or block sign ("" for plain); `start` and `end` are offsets into
    the source. A node that an alias makes has the alias' place, and in `target` the anchored node, whose children are
    its own. `size` counts the values, aliases followed, and `height` the levels of collections.
    """

    kind: Kind
    span: Span
    start: int
    end: int
    text: str = ""
    style: str = ""
    tag: str | None = None
    children: tuple[Node, ...] = ()
    target: Node | None = None
    size: int = 1
    height: int = 0

    def pairs(self) -> Iterator[tuple[Node, Node]]:
        """Yield a mapping's keys and values."""
        return zip(self.children[::2], self.children[1::2], strict=True)


class Composition(Struct, frozen=True):
    """The first document's root (None without one) and what is wrong with the syntax.

    Where reading stopped early, `broken` tells the offset, and the nodes are those that stand before it.
    """

    root: Node | None
    problems: tuple[Diagnostic, ...]
    broken: int | None


def compose_nodes(path: str, text: str) -> Composition:
    """Compose the one document of a text that holds no control characters. Mistakes are in the result's problems."""
    composer = _Composer(path, text)
    parser = CParser(text)
    try:
        while composer.broken is None and parser.check_event():
            composer.take(parser.get_event())
    except yaml.MarkedYAMLError as error:
        composer.stop(yaml_syntax.explain(path, text, error), yaml_syntax.stop_offset(error))
    return composer.finish()


class _Frame(Struct):
    """A collection that is being read."""

    event: Any
    children: list[Node] = field(default_factory=list)


class _Composer:
    """Takes events one by one, with a stack in place of recursion."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text = path, text
        self.broken: int | None = None
        self._problems: list[Diagnostic] = []
        self._root: Node | None = None
        self._frames: list[_Frame] = []
        self._anchors: dict[str, Node | None] = {}
        self._documents = self._written = self._aliased = 0

    def take(self, event: Any) -> None:
        """Take the next event; sets `broken` where reading must stop."""
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event), event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event.end_mark)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def stop(self, problem: Diagnostic, place: int) -> None:
        """Report what ends the reading."""
        self._problems.append(problem)
        self.broken = place

    def finish(self) -> Composition:
        """Close what a broken text left open, and return what was read."""
        while self._frames:
            frame = self._frames[-1]
            if isinstance(frame.event, yaml.MappingStartEvent) and len(frame.children) % 2:
                frame.children.pop()
            self._close(frame.event.end_mark)
        return Composition(self._root, tuple(self._problems), self.broken)

    def _document(self, event: Any) -> None:
        self._documents += 1
        span = self._span(event.start_mark, event.end_mark)
        if event.version or event.tags:
            self._problems.append(yaml_syntax.directive(span))
        if self._documents > 1:
            self.stop(yaml_syntax.several_documents(span, self.text[event.end_mark.index :]), event.start_mark.index)

    def _open(self, event: Any) -> None:
        if event.anchor is not None:
            self._claim(event)
        self._frames.append(_Frame(event))
        if len(self._frames) > MAX_DEPTH:
            line, column = event.start_mark.line + 1, event.start_mark.column + 1
            span = Span(self.path, line, column, line, column + 1)
            self.stop(yaml_syntax.too_deep(span, MAX_DEPTH), event.start_mark.index)

    def _close(self, mark: Any) -> None:
        frame = self._frames.pop()
        children, event = tuple(frame.children), frame.event
        start, end, span = event.start_mark, mark.index, self._span(event.start_mark, mark)
        if children and not event.flow_style:  # libyaml ends a block where the next token begins
            last = children[-1]
            end, span = last.end, replace(span, end_line=last.span.end_line, end_column=last.span.end_column)
        if event.flow_style:
            self._check_comment(end)
        kind: Kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "sequence"
        size = 1 + sum(child.size for child in children)
        height = 1 + max((child.height for child in children), default=0)
        self._add(
            Node(kind, span, start.index, end, tag=event.tag, children=children, size=size, height=height), event.anchor
        )

    def _scalar(self, event: Any) -> Node:
        if event.anchor is not None:
            self._claim(event)
        start, end = event.start_mark, event.end_mark
        first, line, column = start.index, start.line + 1, start.column + 1
        if event.anchor is not None or event.tag is not None:
            before = _PROPERTIES.match(self.text, first, end.index)
            line, column = _after(line, column, before[0] if before else "")
            first = before.end() if before else first
        last, end_line, end_column = end.index, end.line + 1, end.column + 1
        comment = last
        if event.style in ("|", ">"):  # libyaml ends a block scalar after the blank lines that follow it
            written = self.text[first:last].rstrip()
            last = first + len(written)
            comment = first + len(written) - len(written.lstrip("|>-+123456789"))
            end_line, end_column = _after(line, column, written)
        span = Span(self.path, line, column, end_line, end_column)
        self._check_comment(comment)
        return Node("scalar", span, first, last, event.value, event.style or "", event.tag)

    def _alias(self, event: Any) -> None:
        span = self._span(event.start_mark, event.end_mark)
        self._check_name(event.end_mark.index, span)
        target = self._anchors.get(event.anchor)
        if target is None:
            describe = yaml_syntax.alias_in_itself if event.anchor in self._anchors else yaml_syntax.unknown_alias
            self._problems.append(describe(span, event.anchor))
            target = Node("scalar", span, 0, 0)
        self._aliased += target.size
        if self._aliased > MAX_ALIASED:
            self.stop(yaml_syntax.alias_limit(span, MAX_ALIASED), event.start_mark.index)
        elif len(self._frames) + target.height > MAX_DEPTH:
            self.stop(yaml_syntax.too_deep(span, MAX_DEPTH), event.start_mark.index)
        else:
            start, end = event.start_mark.index, event.end_mark.index
            self._add(target._replace(span=span, start=start, end=end, target=target), None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self._written += 1
        if self._written > MAX_NODES and self.broken is None:
            self.stop(yaml_syntax.too_many(node.span, MAX_NODES), node.start)
        if anchor is not None:
            self._anchors[anchor] = node
        if self._frames:
            self._frames[-1].children.append(node)
        else:
            self._root = node

    def _claim(self, event: Any) -> None:
        """Note that an anchor is being defined: until its node is whole, no alias may name it."""
        span = self._span(event.start_mark, event.end_mark)
        self._check_name(event.start_mark.index + 1 + len(event.anchor), span)
        if event.anchor in self._anchors:
            self._problems.append(yaml_syntax.duplicate_anchor(span, event.anchor))
        self._anchors[event.anchor] = None

    def _check_name(self, end: int, span: Span) -> None:
        """Report a name that ends here to libyaml, but goes on in YAML 1.2 (§6.9.2)."""
        if self.text[end : end + 1] not in _AFTER_NAME:
            self._problems.append(yaml_syntax.unclear_name(span))

    def _check_comment(self, place: int) -> None:
        """Report a comment right behind a value: libyaml takes it for one, YAML 1.2 does not (§6.6)."""
        if self.text.startswith("#", place):
            self._problems.append(yaml_syntax.close_comment(span_at(self.path, self.text, place, place + 1)))

    def _span(self, start: Any, end: Any) -> Span:
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _after(line: int, column: int, text: str) -> tuple[int, int]:
    """Return the place that follows a text which begins at a line and column."""
    lines = text.count("\n")
    return (line + lines, len(text) - text.rfind("\n")) if lines else (line, column + len(text))
