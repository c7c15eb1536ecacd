"""Where a tab may stand in a definition: in the text of a block (| or >) and in comments."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.yaml.nodes import Composition, Node
from generator.yaml.syntax import tab_character
from generator.yaml.text import span_at

_MOST_SHOWN = 20
_BLOCK_STYLES = frozenset("|>")


def stray_tabs(path: str, text: str, composition: Composition) -> list[Diagnostic]:
    """Return a diagnostic for the first stray tab of each line, up to where reading broke off."""
    place = text.find("\t")
    if place < 0 or composition.root is None:
        return []
    scalars = list(_scalars(composition.root))
    starts = [node.start for node in scalars]
    end = len(text) if composition.broken is None else composition.broken
    found: list[Diagnostic] = []
    while 0 <= place < end and len(found) < _MOST_SHOWN:
        index = bisect(starts, place) - 1
        before = scalars[index] if index >= 0 else None
        if before and place < before.end and before.style in _BLOCK_STYLES:
            place = text.find("\t", before.end)
            continue
        if not _is_comment(text, before, place):
            found.append(tab_character(span_at(path, text, place, place + 1)))
        line_end = text.find("\n", place)
        place = text.find("\t", line_end) if line_end >= 0 else -1
    return found


def _is_comment(text: str, before: Node | None, place: int) -> bool:
    """Say whether a place that follows a scalar is in a comment: only a comment's sign can stand between."""
    begin = text.rfind("\n", 0, place) + 1
    return "#" in text[max(begin, before.end) if before else begin : place]


def _scalars(node: Node) -> Iterator[Node]:
    if node.kind == "scalar":
        yield node
    elif node.target is None:
        for child in node.children:
            yield from _scalars(child)
