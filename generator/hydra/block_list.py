"""Edits on a list in block style: whole lines go, whole lines come, all others stay as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.hydra.lines import Edit, is_blank, line_end, line_start, newline_of, shift
from generator.hydra.payload import Node
from generator.hydra.plan import Plan

_DASH_LINE = re.compile(r" *-(?=\s|\Z)")
_COLON = re.compile(r"[ \t]*:")
_INDENT = 0
"""How far a list stands in from its key where the payload shows no habit of its own: as in the entries' own text."""


def edit_block_list(text: str, key: Node, items: Node, plan: Plan, emitted: Sequence[str]) -> list[Edit]:
    """Return the edits that make a block list what the plan says; `text` ends with a line break."""
    dashes = _dashes(text, items)
    starts = [line_start(text, dash) for dash in dashes]
    stops = [line_end(text, item.end) for item in items.children]
    column, newline = dashes[0] - starts[0], newline_of(text)
    fresh = [_item(value, column, newline) for value in emitted]
    edits = [Edit(starts[old], stops[old], fresh[new]) for old, new in plan.replaced.items()]
    edits += [Edit(starts[old], stops[old], "") for old in plan.removed]
    added = "".join(fresh[new] for new in plan.appended)
    end = _end(starts, stops, plan)
    emptied = not added and not plan.replaced and len(plan.removed) == len(dashes)
    return [*edits, Edit(end, end, added), *([_empty(text, key)] if emptied else [])]


def open_list(text: str, root: Node, key: Node, value: Node, emitted: Sequence[str]) -> list[Edit]:
    """Return the edits that put items where `key:` has null or `[]`; comments on those lines stay."""
    column = _column(text, key.start) + _indent(text, root)
    added = _lines(emitted, column, newline_of(text))
    end = line_end(text, value.end)
    colon = _after_colon(text, key)
    if line_start(text, value.start) < colon:
        return [Edit(colon, value.end, ""), Edit(end, end, added)]
    return [_clear(text, value), Edit(end, end, added)]


def start_list(text: str, root: Node, end: int, name: str, emitted: Sequence[str]) -> list[Edit]:
    """Return the edit that adds a key with a list to a block mapping, at the end of the document."""
    column = _column(text, root.children[0].start)
    return [Edit(end, end, _new_list(name, column, _indent(text, root), newline_of(text), emitted))]


def start_document(text: str, root: Node | None, end: int, name: str, emitted: Sequence[str]) -> list[Edit]:
    """Return the edits that put a key with a list where the document is empty, null or `{}`."""
    added = _new_list(name, 0, _INDENT, newline_of(text), emitted)
    if root is None or root.start == root.end:
        return [Edit(end, end, added)]
    after = line_end(text, root.end)
    return [_clear(text, root), Edit(after, after, added)]


def _dashes(text: str, items: Node) -> list[int]:
    """Return where each item's dash stands: in the lines between the end of the item before it and its own start."""
    first = items.start if text.startswith("-", items.start) else _next_dash(text, items.start)
    return [first] + [_next_dash(text, item.end) for item in items.children[:-1]]


def _next_dash(text: str, index: int) -> int:
    while True:
        index = line_end(text, index)
        if found := _DASH_LINE.match(text, index):
            return found.end() - 1


def _end(starts: Sequence[int], stops: Sequence[int], plan: Plan) -> int:
    """Return where appended items go: where ours stood at the end of the list, else after its last item."""
    count = len(starts)
    while count and count - 1 in plan.removed:
        count -= 1
    return starts[count] if count < len(starts) else stops[-1]


def _empty(text: str, key: Node) -> Edit:
    colon = _after_colon(text, key)
    return Edit(colon, colon, " []")


def _after_colon(text: str, key: Node) -> int:
    found = _COLON.match(text, key.end)
    return found.end() if found else key.end


def _block_lists(root: Node) -> Iterator[tuple[Node, Node]]:
    """Yield keys and their block lists in the order of the text."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.kind == "mapping" and not node.flow:
            yield from ((key, value) for key, value in node.pairs if value.kind == "sequence" and not value.flow)
        stack += reversed(node.children)


def _new_list(name: str, column: int, indent: int, newline: str, emitted: Sequence[str]) -> str:
    return f"{' ' * column}{name}:{newline}{_lines(emitted, column + indent, newline)}"


def _lines(emitted: Sequence[str], column: int, newline: str) -> str:
    return "".join(_item(value, column, newline) for value in emitted)


def _item(emitted: str, column: int, newline: str) -> str:
    indent = " " * column
    return shift(emitted, f"{indent}- ", f"{indent}  ", newline)


def _clear(text: str, value: Node) -> Edit:
    """Take a value away, and its line if nothing else is on it."""
    start, end = line_start(text, value.start), line_end(text, value.end)
    if is_blank(text[start : value.start] + text[value.end : end]):
        return Edit(start, end, "")
    return Edit(value.start, value.end, "")


def _column(text: str, index: int) -> int:
    """Return how far the line of an index is indented."""
    line = text[line_start(text, index) : index]
    return len(line) - len(line.lstrip(" "))


def _indent(text: str, root: Node) -> int:
    """Return how far the payload's first block list stands in from its key."""
    for key, value in _block_lists(root):
        if text.startswith("-", value.start):
            return max(0, _column(text, value.start) - _column(text, key.start))
    return _INDENT
