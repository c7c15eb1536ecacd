"""Where each value of a file stands."""

from __future__ import annotations

from collections.abc import Iterator

from generator.place import Mark, Span, Steps
from generator.yaml.nodes import Node, compose_nodes
from generator.yaml.pieces import EXPLICIT_LITERAL, blanks_before
from generator.yaml.text import read_text


def read_marks(path: str, data: bytes) -> dict[Steps, Mark]:
    """Return where each value of a file stands, by its steps; of a file that cannot be read whole, what can.

    An alias' value has the alias' place, what lies inside it the anchor's. The root is always there.
    """
    text, _ = read_text(path, data)
    composition = compose_nodes(path, text or "")
    marks: dict[Steps, Mark] = {(): Mark(Span(path), Span(path), None)}
    if text is not None and composition.root is not None:
        marks.update(_marks(text, (), composition.root.span, composition.root))
    return marks


def _marks(
    text: str, steps: Steps, key: Span, node: Node, through: tuple[Span, ...] = ()
) -> Iterator[tuple[Steps, Mark]]:
    yield steps, _mark(text, key, node, through)
    inside = (*through, node.span) if node.target is not None else through
    if node.kind == "sequence":
        for index, item in enumerate(node.children):
            yield from _marks(text, (*steps, index), item.span, item, inside)
    elif node.kind == "mapping":
        for name, value in node.pairs():
            yield from _marks(text, (*steps, name.text), name.span, value, inside)


def _mark(text: str, key: Span, node: Node, through: tuple[Span, ...]) -> Mark:
    if node.kind != "scalar":
        return Mark(key, node.span, None, through)
    written = text[node.start : node.end]
    block = EXPLICIT_LITERAL.match(written)
    indent = blanks_before(written[block.end() :]) - blanks_before(node.text) if block is not None else None
    return Mark(key, node.span, written, through, indent)
