"""Parses what stands inside an action: pipelines, commands and operands."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from generator.gotemplate.functions import FUNCTIONS
from generator.gotemplate.literals import BadLiteral, character_value, string_value
from generator.gotemplate.nodes import (
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Literals,
    Nil,
    Operand,
    Pipe,
    Variable,
)
from generator.gotemplate.numbers import complex_value, number_value
from generator.gotemplate.quoting import quoted
from generator.gotemplate.reader import Reader
from generator.gotemplate.spelling import spelled
from generator.gotemplate.tokens import Kind, Token

_OPERANDS: frozenset[Kind] = frozenset(
    {
        "boolean", "character", "complex", "dot", "field", "identifier", "number", "nil", "raw", "string",
        "variable", "open",
    }
)  # fmt: skip


def parse_pipe(reader: Reader, context: str, end: Kind = "right") -> Pipe:
    """Parse a pipeline and take the token that ends it. Raises Refused."""
    start = reader.peek_visible().start
    declared, assigns = _declarations(reader, context)
    commands: list[Command] = []
    while (token := reader.next_visible()).kind != end:
        if token.kind not in _OPERANDS:
            raise reader.unexpected(token, context)
        reader.back()
        commands.append(_command(reader))
    _check(reader, commands, context, token)
    stop = commands[-1].stop
    return Pipe(start, stop, tuple(declared), assigns, tuple(commands))


def _declarations(reader: Reader, context: str) -> tuple[list[Variable], bool]:
    """Parse `$x :=`, `$x =` and, after range, `$x, $y :=`; what follows is the pipeline's own."""
    declared: list[Variable] = []
    while reader.peek_visible().kind == "variable":
        index = reader.cursor.index
        token = reader.next()
        operator = reader.peek_visible()
        if operator.kind not in ("assign", "declare") and operator.text != ",":
            reader.cursor.index = index
            break
        reader.next()
        declared.append(Variable(token.start, token.stop, token.text))
        reader.variables.setdefault(token.text)
        if operator.text != ",":
            return declared, operator.kind == "assign"
        _check_second(reader, context, declared, token)
    return declared, False


def _check_second(reader: Reader, context: str, declared: list[Variable], token: Token) -> None:
    """Let a comma follow only the first variable of a range."""
    place = token.start, token.stop
    if context != "range" or len(declared) > 1:
        raise reader.refusal(f"too many declarations in {context}", place)
    if reader.peek_visible().kind not in ("variable", "right", "close"):
        raise reader.refusal("range can only initialize variables", place)


def _check(reader: Reader, commands: list[Command], context: str, end: Token) -> None:
    if not commands:
        raise reader.refusal(f"missing value for {context}", (end.start, end.stop))
    for stage, command in enumerate(commands[1:], 2):
        if isinstance(command.operands[0], Dot | Nil | Constant):
            message = f"non executable command in pipeline stage {stage}"
            raise reader.refusal(message, (command.start, command.stop))


def _command(reader: Reader) -> Command:
    """Parse operands up to a pipe, which is taken, or to the pipeline's end, which is not."""
    start = reader.peek_visible().start
    operands: list[Operand] = []
    token = None
    while token is None or token.kind == "space":
        reader.peek_visible()
        operand = _operand(reader)
        if operand is not None:
            operands.append(operand)
        token = reader.next()
    if token.kind in ("right", "close"):
        reader.back()
    elif token.kind != "pipe":
        raise reader.unexpected(token, "operand")
    if not operands:
        raise reader.refusal("empty command", (token.start, token.stop))
    return Command(start, operands[-1].stop, tuple(operands))


def _operand(reader: Reader) -> Operand | None:
    """Parse a term and the fields that follow it without space; None where no term follows."""
    term = _term(reader)
    if term is None or reader.peek().kind != "field":
        return term
    start = reader.peek().start
    names: list[str] = []
    while reader.peek().kind == "field":
        token = reader.next()
        names.append(token.text[1:])
    stop = token.stop
    match term:
        case Field():
            return Field(term.start, stop, (*term.names, *names))
        case Variable():
            return Variable(term.start, stop, term.name, tuple(names))
        case Function() | Pipe():
            return Chain(term.start, stop, term, tuple(names), start)
    raise reader.refusal(f"unexpected . after term {quoted(spelled(term))}", (start, stop))


def _term(reader: Reader) -> Operand | None:
    token = reader.next_visible()
    start, stop, text = token.start, token.stop, token.text
    match token.kind:
        case "identifier":
            if text not in FUNCTIONS:
                raise reader.refusal(f"function {quoted(text)} not defined", (start, stop))
            return Function(start, stop, text)
        case "dot":
            return Dot(start, stop)
        case "nil":
            return Nil(start, stop)
        case "variable":
            return _variable(reader, token)
        case "field":
            return Field(start, stop, (text[1:],))
        case "boolean":
            return Constant(start, stop, text, text == "true")
        case "open":
            return _parenthesized(reader, token)
        case "character" | "complex" | "number" | "string" | "raw":
            return _literal(reader, token)
    reader.back()
    return None


def _variable(reader: Reader, token: Token) -> Variable:
    if token.text not in reader.variables:
        raise reader.refusal(f"undefined variable {quoted(token.text)}", (token.start, token.stop))
    return Variable(token.start, token.stop, token.text)


def _parenthesized(reader: Reader, opener: Token) -> Pipe:
    reader.enter(opener)
    pipe = parse_pipe(reader, "parenthesized pipeline", "close")
    reader.leave()
    return replace(pipe, start=opener.start, stop=reader.taken().stop)


def _literal(reader: Reader, token: Token) -> Constant:
    place = token.start, token.stop
    try:
        value = _VALUES[token.kind](token.text)
    except BadLiteral as bad:
        raise reader.refusal(str(bad), place) from None
    return Constant(*place, token.text, value)


def quoted_name(reader: Reader, token: Token) -> str:
    """Return the name that a string gives. Raises Refused."""
    try:
        return string_value(token.text)
    except BadLiteral as bad:
        raise reader.refusal(str(bad), (token.start, token.stop)) from None


_VALUES: dict[Kind, Callable[[str], Literals | None]] = {
    "character": character_value,
    "complex": complex_value,
    "number": number_value,
    "string": string_value,
    "raw": string_value,
}
