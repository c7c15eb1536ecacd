"""Makes a list in a payload what a plan says, and proves that nothing else changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from msgspec import Struct

from generator.hydra.block_list import edit_block_list, open_list, start_document, start_list
from generator.hydra.flow_list import edit_flow_list, flow_text, new_pair
from generator.hydra.lines import Edit, apply, ends_with_break, newline_of
from generator.hydra.payload import Payload, Signature, problem_at, read, signatures
from generator.hydra.plan import Plan
from generator.hydra.problem import SpliceProblem
from generator.hydra.site import Form, Site

_LIST: Signature = ("[", None, None, True)
_MAPPING: Signature = ("{", None, None, True)
_END: Signature = ("]",)
_IN_FLOW = (Form.FLOW, Form.ABSENT_IN_FLOW)


class Fresh(Struct, frozen=True):
    """A new entry, and its text as a YAML block."""

    value: Mapping[str, Any]
    block: str

    @property
    def flow(self) -> str:
        """The same in one line of JSON."""
        return flow_text(self.value)


@lru_cache(maxsize=512)
def parsed(entry: str) -> Payload:
    """Return the tree of an entry's own text. Many clusters share an entry."""
    found = read(entry)
    assert isinstance(found, Payload), found
    return found


def rewrite(site: Site, plan: Plan, fresh: Sequence[Fresh]) -> str | SpliceProblem:
    """Return the payload's text with the list as planned, or a problem where that would change other values.

    JSON is the second choice in a block list: where an entry ends with a block scalar, what follows it in the payload
    (blank lines, a deep comment, no final line break) could become part of it.
    """
    blocks = [entry.block for entry in fresh]
    if site.form not in _IN_FLOW and (text := _proved(site, plan, blocks)) is not None:
        return text
    text = _proved(site, plan, [entry.flow for entry in fresh])
    return _impossible(site) if text is None else text


def _proved(site: Site, plan: Plan, texts: Sequence[str]) -> str | None:
    """Return the payload with the entries written so, or None if the parser does not find in it what it should."""
    text = _attempt(site, plan, texts)
    return text if signatures(text) == _expected(site, plan, texts) else None


def _attempt(site: Site, plan: Plan, texts: Sequence[str]) -> str:
    """Return the payload with the edits made on closed lines; a final line break that was not there goes again."""
    text = site.payload.text
    closing = newline_of(text) if text and not ends_with_break(text) else ""
    result = apply(text + closing, _edits(site, text + closing, plan, texts))
    return result.removesuffix(closing)


def _edits(site: Site, text: str, plan: Plan, texts: Sequence[str]) -> list[Edit]:
    root, key, value = site.payload.root, site.key, site.value
    end = site.payload.end if site.payload.end < len(site.payload.text) else len(text)
    if root is None or site.form is Form.NO_MAPPING:
        return start_document(text, root, end, site.name, texts)
    if key is None or value is None:
        in_flow = site.form is Form.ABSENT_IN_FLOW
        return new_pair(text, root, site.name, texts) if in_flow else start_list(text, root, end, site.name, texts)
    if site.form is Form.BLOCK:
        return edit_block_list(text, key, value, plan, texts)
    if site.form is Form.EMPTY:
        return open_list(text, root, key, value, texts)
    return edit_flow_list(text, value, plan, texts)


def _expected(site: Site, plan: Plan, texts: Sequence[str]) -> tuple[Signature, ...]:
    """Return the events that the result must have: the payload's own, ours taken out and put in."""
    events, root, value = site.payload.events, site.payload.root, site.value
    items = _expected_items(site, plan, texts)
    if value is not None and value.kind == "sequence":
        return (*events[: value.first + 1], *items, *events[value.last - 1 :])
    if value is not None:
        return (*events[: value.first], _LIST, *items, _END, *events[value.last :])
    quoted = site.form is Form.ABSENT_IN_FLOW
    pair = (("=", None, None, (not quoted, quoted), site.name), _LIST, *items, _END)
    if root is None or site.form is Form.NO_MAPPING:
        return (_MAPPING, *pair, _END)
    return (*events[:-1], *pair, events[-1])


def _expected_items(site: Site, plan: Plan, texts: Sequence[str]) -> list[Signature]:
    entries = [parsed(text).events for text in texts]
    events = site.payload.events
    kept = [
        entries[plan.replaced[index]] if index in plan.replaced else events[item.first : item.last]
        for index, item in enumerate(site.items)
        if index not in plan.removed
    ]
    return list(chain(*kept, *(entries[index] for index in plan.appended)))


def _impossible(site: Site) -> SpliceProblem:
    value = site.value or site.payload.root
    message = f"'{site.name}' cannot be extended here without changing what stands around it"
    help = "Write the list in block style, each '- ' on a line of its own, and end the payload with a line break."
    return problem_at("live-base-shape", message, help, value)
