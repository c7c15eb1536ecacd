"""Edits on a list in flow style: `[a, b]`. What we add is JSON, which YAML reads alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from generator.hydra.lines import Edit, has_break, is_blank
from generator.hydra.payload import Node
from generator.hydra.plan import Plan

_COMMENT_OR_COMMA = re.compile(r"#[^\n\r\x85\u2028\u2029]*|,")
_BRACKET = re.compile(r"[\[{]")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def flow_text(value: Any) -> str:
    """Return a value as one line of JSON that YAML 1.1 and 1.2 read alike."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{flow_text(key)}: {flow_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        # YAML 1.1 wants a dot in a number with an exponent.
        return text if "." in text else text.replace("e", ".0e")
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def edit_flow_list(text: str, items: Node, plan: Plan, values: Sequence[str]) -> list[Edit]:
    """Return the edits that make a flow list what the plan says; `values` are the new entries as flow text."""
    if items.null:
        gap = " " if text.endswith(":", 0, items.start) else ""
        return [Edit(items.start, items.end, f"{gap}[{', '.join(values)}]")]
    nodes = items.children
    edits = [Edit(nodes[old].start, nodes[old].end, values[new]) for old, new in plan.replaced.items()]
    kept = [index for index in range(len(nodes)) if index not in plan.removed]
    for index in sorted(plan.removed):
        edits += _remove(text, items, index, bool(kept) and kept[0] < index)
    added = ", ".join(values[new] for new in plan.appended)
    if not added:
        return edits
    if kept:
        return [*edits, Edit(nodes[kept[-1]].end, nodes[kept[-1]].end, f", {added}")]
    start = nodes[0].start if nodes else _inside(text, items)
    return [*edits, Edit(start, start, added)]


def new_pair(text: str, root: Node, key: str, values: Sequence[str]) -> list[Edit]:
    """Return the edit that puts a key with a list into a flow mapping that lacks it."""
    pair = f"{flow_text(key)}: [{', '.join(values)}]"
    if root.children:
        return [Edit(root.children[-1].end, root.children[-1].end, f", {pair}")]
    return [Edit(_inside(text, root), _inside(text, root), pair)]


def _inside(text: str, empty: Node) -> int:
    """Return where the first item of an empty list or mapping goes: behind a comment that its brackets hold."""
    bracket = _BRACKET.search(text, empty.start)
    inside = bracket.end() if bracket else empty.start
    return inside if is_blank(text[inside : empty.end - 1]) else empty.end - 1


def _remove(text: str, items: Node, index: int, after_kept: bool) -> list[Edit]:
    """Take an item out with one comma: the one before it if an item stays there, else the one after it."""
    nodes, item = items.children, items.children[index]
    if after_kept:
        comma = _comma(text, nodes[index - 1].end, item.start)
        if comma is not None and is_blank(text[comma + 1 : item.start]) and not has_break(text[comma : item.start]):
            return [Edit(comma, item.end, "")]
        return [*_cut(comma), Edit(item.start, item.end, "")]
    stop = nodes[index + 1].start if index + 1 < len(nodes) else items.end - 1
    comma, after = _comma(text, item.end, stop), text[item.end : stop]
    if comma is not None and is_blank(after.replace(",", "", 1)) and not has_break(after):
        return [Edit(item.start, stop, "")]
    return [*_cut(comma), Edit(item.start, item.end, "")]


def _cut(comma: int | None) -> list[Edit]:
    return [] if comma is None else [Edit(comma, comma + 1, "")]


def _comma(text: str, start: int, stop: int) -> int | None:
    """Return where the comma between two items stands, comments passed over."""
    for found in _COMMENT_OR_COMMA.finditer(text, start, stop):
        if found.group() == ",":
            return found.start()
    return None
