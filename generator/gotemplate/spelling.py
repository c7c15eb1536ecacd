"""How Go writes a node in its error messages."""

from __future__ import annotations

from generator.gotemplate.nodes import (
    Action,
    Call,
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Nil,
    Node,
    Pipe,
    Variable,
)
from generator.gotemplate.quoting import quoted


def spelled(node: Node) -> str:
    """Return a node of an action, or an action, as Go's String methods write it."""
    match node:
        case Dot():
            return "."
        case Nil():
            return "nil"
        case Constant():
            return node.written
        case Field():
            return "." + ".".join(node.names)
        case Variable():
            return ".".join((node.name, *node.names))
        case Function():
            return node.name
        case Chain():
            return ".".join((_operand(node.operand), *node.names))
        case Command():
            return " ".join(map(_operand, node.operands))
        case Pipe():
            return _pipe(node)
        case Action():
            return "{{" + _pipe(node.pipe) + "}}"
        case Call():
            return "{{template " + quoted(node.name) + (f" {_pipe(node.pipe)}" if node.pipe else "") + "}}"
    raise TypeError(f"{type(node).__name__} never stands in a message")


def _operand(node: Node) -> str:
    return f"({spelled(node)})" if isinstance(node, Pipe) else spelled(node)


def _pipe(pipe: Pipe) -> str:
    commands = " | ".join(map(spelled, pipe.commands))
    if not pipe.declared:
        return commands
    names = ", ".join(map(spelled, pipe.declared))
    return f"{names} {'=' if pipe.assigns else ':='} {commands}"
