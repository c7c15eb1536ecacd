"""What a template's tree says to a rule: what it reads of its data, what it compares, where it branches.

`nodes_of` goes through everything; the other functions answer one question each, with the places in the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from msgspec import Struct

from generator.gotemplate.nodes import (
    Action,
    Block,
    Branch,
    Call,
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Node,
    Operand,
    Pipe,
    Template,
    Text,
    Variable,
)
from generator.gotemplate.values import basic_kind

COMPARING = frozenset({"eq", "ne", "lt", "le", "gt", "ge"})
_MADE = {
    **dict.fromkeys((*COMPARING, "not"), "bool"),
    **dict.fromkeys(("print", "printf", "println", "html", "js", "urlquery"), "string"),
    "len": "int",
}
"""The kind of value that a function makes, whatever it is given."""

Path = tuple[str, ...]
Kinds = Callable[[Path], str | None]
"""Says of what kind a value of the data is: bool, int, float, string; None for any other, or where nobody knows."""


class Seen(NamedTuple):
    """A node, and whether the data itself is what `.` and `$` mean at its place."""

    node: Node
    dot: bool
    dollar: bool


class DataUse(Struct, frozen=True):
    """Names that are looked up in the data, one after the other: `.A.B`, `$.A.B` or `index .A "B"`, and where."""

    path: Path
    start: int
    stop: int


class Comparison(Struct, frozen=True):
    """A function that compares, and what it is given; `kinds` has None for what nobody knows."""

    function: str
    kinds: tuple[str | None, ...]
    start: int
    stop: int


def nodes_of(template: Template) -> Iterator[Seen]:
    """Yield all nodes, each before what is inside it, definition by definition.

    A definition that is called with the data somewhere sees it as its own.
    """
    with_data = _given_the_data(template)
    for name, block in template.definitions.items():
        yield from _block(block, name in with_data, name in with_data)


def data_uses(template: Template) -> Iterator[DataUse]:
    """Yield what is certainly read of the data itself. What is read inside with and range is read of something else."""
    for seen in nodes_of(template):
        node = seen.node
        if isinstance(node, Command):
            path = _indexed(node, seen)
            if path is not None:
                yield DataUse(path, node.start, node.stop)
        elif isinstance(node, Field | Variable | Dot):
            path = path_of(node, seen)
            if path:
                yield DataUse(path, node.start, node.stop)


def comparisons(template: Template, kinds: Kinds) -> Iterator[Comparison]:
    """Yield the comparisons, each with the kinds of what it compares; a value from a pipe is the last one."""
    for seen in nodes_of(template):
        if not isinstance(seen.node, Pipe):
            continue
        piped: list[Command] = []
        for command in seen.node.commands:
            function, *operands = command.operands
            if isinstance(function, Function) and function.name in COMPARING:
                found = [_kind(operand, seen, kinds) for operand in operands]
                found += [_command_kind(before, seen, kinds) for before in piped[-1:]]
                yield Comparison(function.name, tuple(found), command.start, command.stop)
            piped.append(command)


def conditions(template: Template) -> Iterator[DataUse]:
    """Yield what is read of the data in the pipelines of if, with and range, and in those that declare variables."""
    pipes = sorted(
        (seen.node.pipe.start, seen.node.pipe.stop)
        for seen in nodes_of(template)
        if isinstance(seen.node, Branch) or (isinstance(seen.node, Action) and seen.node.pipe.declared)
    )
    for use in data_uses(template):
        index = bisect_right(pipes, (use.start, use.stop))
        if index and use.stop <= pipes[index - 1][1]:
            yield use


def branches_of(template: Template) -> Iterator[Branch]:
    """Yield each if, with and range."""
    return (seen.node for seen in nodes_of(template) if isinstance(seen.node, Branch))


def texts_of(template: Template) -> Iterator[Text]:
    """Yield each text, as it is after trimming."""
    return (seen.node for seen in nodes_of(template) if isinstance(seen.node, Text))


def is_blank(block: Block) -> bool:
    """Say whether a branch does nothing: it holds nothing but white space."""
    return all(isinstance(node, Text) and node.text.isspace() for node in block.nodes)


def path_of(node: Operand, seen: Seen) -> Path | None:
    """Return the names that an operand looks up in the data, none of them for the data; None for anything else."""
    match node:
        case Dot() if seen.dot:
            return ()
        case Field() if seen.dot:
            return node.names
        case Variable(name="$") if seen.dollar:
            return node.names
    return None


def _indexed(command: Command, seen: Seen) -> Path | None:
    """Return the names of `index holder "name" …`, where the holder is of the data."""
    match command.operands:
        case (Function(name="index"), holder, *steps) if steps:
            path = path_of(holder, seen)
            names = [step.value for step in steps if isinstance(step, Constant) and isinstance(step.value, str)]
            return (*path, *names) if path is not None and len(names) == len(steps) else None
    return None


def _kind(operand: Operand, seen: Seen, kinds: Kinds) -> str | None:
    match operand:
        case Constant():
            return basic_kind(operand.value)
        case Pipe():
            return _command_kind(operand.commands[-1], seen, kinds)
    path = path_of(operand, seen)
    return kinds(path) if path else None


def _command_kind(command: Command, seen: Seen, kinds: Kinds) -> str | None:
    first = command.operands[0]
    if isinstance(first, Function):
        return _MADE.get(first.name)
    return _kind(first, seen, kinds)


def _given_the_data(template: Template) -> set[str]:
    """Return the names of the definitions that are executed with the data itself."""
    found, waiting = {template.name}, [template.name]
    while waiting:
        for seen in _block(template.definitions[waiting.pop()], True, True):
            node = seen.node
            if isinstance(node, Call) and node.name not in found and _is_data(node.pipe, seen):
                found.add(node.name)
                waiting += [node.name] if node.name in template.definitions else []
    return found


def _block(block: Block, dot: bool, dollar: bool) -> Iterator[Seen]:
    for node in block.nodes:
        yield Seen(node, dot, dollar)
        if isinstance(node, Action | Branch | Call) and node.pipe:
            yield from _pipe(node.pipe, dot, dollar)
        if isinstance(node, Branch):
            yield from _block(node.body, dot and node.keyword == "if", dollar)
            if node.otherwise is not None:
                yield from _block(node.otherwise, dot, dollar)


def _pipe(pipe: Pipe, dot: bool, dollar: bool) -> Iterator[Seen]:
    yield Seen(pipe, dot, dollar)
    for command in pipe.commands:
        yield Seen(command, dot, dollar)
        for operand in command.operands:
            yield from _operand(operand, dot, dollar)


def _operand(operand: Operand, dot: bool, dollar: bool) -> Iterator[Seen]:
    if isinstance(operand, Pipe):
        yield from _pipe(operand, dot, dollar)
        return
    yield Seen(operand, dot, dollar)
    if isinstance(operand, Chain):
        yield from _operand(operand.operand, dot, dollar)


def _is_data(pipe: Pipe | None, seen: Seen) -> bool:
    """Say whether a pipeline is `.` or `$`, where these are the data."""
    if pipe is None or len(pipe.commands) != 1 or len(pipe.commands[0].operands) != 1:
        return False
    return path_of(pipe.commands[0].operands[0], seen) == ()
