"""The tree of a template. Nodes are frozen and know where they stand: from `start` to `stop`, in characters.

A tree is for walking by rules as much as for executing; `uses` answers what most rules ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

Keyword = Literal["if", "with", "range"]
Literals = bool | int | float | complex | str


class Node(Struct, frozen=True, gc=False):
    """A piece of a template."""

    start: int
    stop: int

    @property
    def mark(self) -> int:
        """Where Go says that the node is."""
        return self.start


class Dot(Node, frozen=True):
    """`.`, what the template is about at this place."""


class Nil(Node, frozen=True):
    """`nil`."""


class Constant(Node, frozen=True):
    """A literal as `written`. A whole number that fits only Go's uint64 has no value: executing it is an error."""

    written: str
    value: Literals | None


class Field(Node, frozen=True):
    """`.A.B`: names looked up in dot, one after the other."""

    names: tuple[str, ...]

    @property
    def mark(self) -> int:
        """After the first name, where there are more."""
        return self.start if len(self.names) == 1 else self.start + 1 + len(self.names[0])


class Variable(Node, frozen=True):
    """`$name.A.B`: a variable and names looked up in its value; the name includes the `$`."""

    name: str
    names: tuple[str, ...] = ()

    @property
    def mark(self) -> int:
        """After the variable, where names follow."""
        return self.start + len(self.name) if self.names else self.start


class Function(Node, frozen=True):
    """The name of a function."""

    name: str


class Chain(Node, frozen=True):
    """`(pipeline).A.B`: names looked up in a value that is made here."""

    operand: Operand
    names: tuple[str, ...]
    names_start: int

    @property
    def mark(self) -> int:
        """The first name's dot."""
        return self.names_start


class Command(Node, frozen=True):
    """An operand, or a function and what it is given, separated by spaces."""

    operands: tuple[Operand, ...]


class Pipe(Node, frozen=True):
    """Commands, each of which is given the value of the one before; `declared` variables get the last one's value.

    In parentheses it begins and ends with them.
    """

    declared: tuple[Variable, ...]
    assigns: bool
    commands: tuple[Command, ...]

    @property
    def mark(self) -> int:
        """The first variable or command, inside of parentheses."""
        return self.declared[0].start if self.declared else self.commands[0].start


Operand = Dot | Nil | Constant | Field | Variable | Function | Chain | Pipe


class Text(Node, frozen=True):
    """Text that is written as it is, after trimming."""

    text: str


class Action(Node, frozen=True):
    """`{{pipeline}}`: its value is written, unless it declares or assigns variables."""

    pipe: Pipe

    @property
    def mark(self) -> int:
        """The pipeline."""
        return self.pipe.mark


class Branch(Node, frozen=True):
    """`{{if}}`, `{{with}}` or `{{range}}` up to its `{{end}}`; Go says that it is where its pipeline is.

    `start` and `stop` are those of the action that opens it. `{{else if}}` is a branch alone in `otherwise`.
    """

    keyword: Keyword
    pipe: Pipe
    body: Block
    otherwise: Block | None

    @property
    def mark(self) -> int:
        """The pipeline."""
        return self.pipe.mark


class Jump(Node, frozen=True):
    """`{{break}}` or `{{continue}}`."""

    keyword: Literal["break", "continue"]
    keyword_start: int

    @property
    def mark(self) -> int:
        """The keyword."""
        return self.keyword_start


class Call(Node, frozen=True):
    """`{{template "name" pipeline}}`, or the place of a `{{block}}`."""

    name: str
    name_start: int
    pipe: Pipe | None

    @property
    def mark(self) -> int:
        """The name."""
        return self.name_start


class Block(Node, frozen=True):
    """What a branch or a definition encloses: texts, actions, branches, jumps and calls."""

    nodes: tuple[Node, ...]


class Template(Struct, frozen=True):
    """A parsed text: what it writes is `definitions[name]`, beside what it defines.

    `escaped` says that html/template's functions have been put into its pipelines.
    """

    name: str
    text: str
    definitions: Mapping[str, Block]
    escaped: bool = False

    @property
    def body(self) -> Block:
        """What is executed first."""
        return self.definitions[self.name]
