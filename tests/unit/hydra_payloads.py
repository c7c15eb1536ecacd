"""Payloads put together from fragments, so that a test knows where each piece of text is and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any

import yaml


class _LiteralDumper(yaml.SafeDumper):
    """Writes texts of several lines as literal blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_LiteralDumper.add_representer(str, _text)


def emit(value: Any) -> str:
    """Stand for the compiler's emitter: block style, literal blocks, keys in their order."""
    text = yaml.dump(value, Dumper=_LiteralDumper, sort_keys=False, allow_unicode=True, width=1_000_000)
    return text.removesuffix("...\n")


# Settings beside the list; {n} makes their keys unique.
SETTINGS = [
    "",
    "# a comment\n",
    "\n",
    "a{n}: 1\n",
    "mode{n}: 0o17\non{n}: yes\n",
    '"quoted {n}": {{a: [1, 2]}} # flow\n',
    "script{n}: |\n  # no comment\n  templates:\n  - runtime: fake\n\n",
    "folded{n}: >-\n  some\n  text\n",
    "kept{n}: |+\n  text\n\n\n",
    "nested{n}:\n  templates:\n  - runtime: fake\n",
    "far{n}:\n      - a\n      - b\n",
    "? complex{n}\n: value\n",
    "plain{n}: several\n  lines of it\n",
    "empty{n}:\n\n\n",
    "  # indented comment\n",
    "中文{n}: 值 🚀 # é\n",
    "anchored{n}: &anchor{n} [x]\nalias{n}: *anchor{n}\n",
]

# Items of the list by their dash; {p} is the indentation of what follows, {name} the runtime.
ITEMS = [
    "- runtime: {name}\n",
    "- runtime: {name} # comment\n{p}podTemplate: {{a: [1, 2]}}\n",
    "-   runtime: {name}\n{p}  deeper: 0o17\n",
    "- {{runtime: {name}, on: yes}}\n",
    "- # first\n\n{p}runtime: {name}\n",
    "- \"runtime\": '{name}'\n{p}text: |\n{p}  line\n\n{p}  # no comment\n",
    "- runtime: {name}\n{p}text: >-\n{p}  folded\n{p}  text\n",
    '- runtime: {name}\n{p}text: "several\n{p}  lines"\n',
    "- runtime: {name}\n{p}empty:\n",
    "- runtime: {name}\n{p}list:\n{p}- a\n{p}# inside\n{p}- b\n",
    "- &item_{name}\n{p}runtime: {name}\n",
    "- <<: *base\n{p}runtime: {name}\n",
    "-\n{p}runtime: {name}\n{p}中文: 值 🚀\n",
]
# Items that nothing of ours looks like.
FOREIGN_ITEMS = ["- *base\n", "- plain\n", "-\n", "- [a, b]\n", "- - a\n{p}- b\n", "- {{}}\n", "- !!str 1\n"]
BETWEEN = ["", "", "\n", "# between\n", "\n\n  # between\n"]
KEY_LINES = ["templates:\n", "templates: # key\n", '"templates":\n', "'templates' :\n\n# under\n", "templates: !!seq\n"]


@dataclass(frozen=True)
class Item:
    """An item's lines, what follows it up to the next item, its runtime, and whether it is ours."""

    body: str
    after: str
    name: str
    ours: bool


@dataclass(frozen=True)
class BlockPayload:
    """A payload with a block list that has items."""

    head: str
    key_line: str
    column: int
    items: tuple[Item, ...]
    tail: str
    final_newline: bool
    newline: str
    bom: str

    def text(self, new: str | None = None) -> str:
        """Return the payload: as it is, or, given the lines of new items, as the splice must leave it."""
        items = self.items if new is None else self._spliced(new)
        lines = self.head + self.key_line + "".join(item.body + item.after for item in items) + self.tail
        closed = lines if self.final_newline else lines.removesuffix("\n")
        return self.bom + closed.replace("\n", self.newline)

    @property
    def ours(self) -> frozenset[tuple[str, ...]]:
        """The keys that an annotation would name."""
        return frozenset((item.name,) for item in self.items if item.ours)

    def _spliced(self, new: str) -> list[Item]:
        trailing = len(self.items)
        while self.items[trailing - 1].ours:
            trailing -= 1
        result = [Item("" if item.ours else item.body, item.after, item.name, item.ours) for item in self.items]
        if trailing < len(self.items):
            result[trailing] = Item(new, result[trailing].after, "", True)
        else:
            last = result[-1]
            result[-1] = Item(last.body + new, last.after, last.name, last.ours)
        return result


def block_payload(dice: Random) -> BlockPayload:
    """Return a random payload whose first item, at least, is the platform's."""
    settings = [dice.choice(SETTINGS).format(n=n) for n in range(4)]
    column = dice.choice([0, 2, 4, 7])
    head = dice.choice(["", "", "---\n", "# first line\n"]) + "base: &base {kind: based}\n" + "".join(settings[:2])
    items = tuple(_item(dice, column, n) for n in range(dice.randrange(1, 6)))
    tail = "".join(settings[2:]) + dice.choice(["", "", "...\n"])
    closed = not tail or tail.endswith("...\n") or dice.random() < 0.7
    newline, bom = dice.choice(["\n", "\n", "\r\n"]), dice.choice(["", "", "\ufeff"])
    return BlockPayload(head, dice.choice(KEY_LINES), column, items, tail, closed, newline, bom)


def _item(dice: Random, column: int, n: int) -> Item:
    ours = n > 0 and dice.random() < 0.4
    fragment = dice.choice(ITEMS if ours or dice.random() < 0.8 else FOREIGN_ITEMS)
    name = f"ours{n}" if ours else f"platform{n}"
    lines = fragment.format(name=name, p=" " * (column + 2))
    return Item(" " * column + lines, dice.choice(BETWEEN), name, ours)


def as_items(values: list[dict[str, Any]], column: int) -> str:
    """Return values as lines of a block list, by PyYAML alone."""
    lines = emit(values).splitlines(keepends=True)
    return "".join(" " * column + line if line.strip() else line for line in lines)
