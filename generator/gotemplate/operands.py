"""Evaluates pipelines, commands and operands. Source of the rules: Go's text/template/exec.go (1.26).

What a command is given through a pipe is its `final` value; NOTHING where no pipe is before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.gotemplate.calling import Failed, Parameter
from generator.gotemplate.calling import Function as Known
from generator.gotemplate.functions import call
from generator.gotemplate.nodes import (
    Chain,
    Command,
    Constant,
    Dot,
    Field,
    Function,
    Nil,
    Node,
    Operand,
    Pipe,
    Variable,
)
from generator.gotemplate.printing import Unknown
from generator.gotemplate.quoting import quoted
from generator.gotemplate.run import Run
from generator.gotemplate.spelling import spelled
from generator.gotemplate.values import GoList, GoMap, Record, Value, is_true, item_of, type_name, unboxed, zero_item


class _Nothing:
    """The type of NOTHING."""


NOTHING: Final = _Nothing()
_Final = Value | _Nothing


def pipe_value(run: Run, dot: Value, pipe: Pipe) -> Value:
    """Return a pipeline's value, out of its box, and declare or assign its variables. Raises Stopped."""
    run.at(pipe)
    value: _Final = NOTHING
    for command in pipe.commands:
        value = unboxed(_command(run, dot, command, value))
    assert not isinstance(value, _Nothing), "a pipeline has commands"
    keep = run.assign if pipe.assigns else run.declare
    for variable in pipe.declared:
        keep(variable.name, value)
    return value


def _command(run: Run, dot: Value, command: Command, final: _Final) -> Value:
    first, *arguments = command.operands
    match first:
        case Field() | Chain() | Variable():
            return _looked_up(run, dot, first, arguments, final)
        case Function():
            run.at(first)
            return _called(run, dot, first.name, command, arguments, final)
        case Pipe():
            _refuse_arguments(run, first, arguments, final)
            return _parenthesized(run, dot, first)
    run.at(first)
    _refuse_arguments(run, first, arguments, final)
    match first:
        case Dot():
            return dot
        case Constant():
            return _constant(run, first)
        case Nil():
            raise run.failed("nil is not a command")


def _parenthesized(run: Run, dot: Value, pipe: Pipe) -> Value:
    run.meter.enter()
    value = pipe_value(run, dot, pipe)
    run.meter.leave()
    return value


def _refuse_arguments(run: Run, first: Operand, arguments: Sequence[Operand], final: _Final) -> None:
    if arguments or final is not NOTHING:
        raise run.failed(f"can't give argument to non-function {spelled(first)}")


def _constant(run: Run, constant: Constant) -> Value:
    run.at(constant)
    if constant.value is None:
        raise run.failed(f"{constant.written} overflows int")
    return constant.value


def _looked_up(
    run: Run, dot: Value, node: Field | Chain | Variable, arguments: Sequence[Operand], final: _Final
) -> Value:
    """Return what a chain of names leads to. No value of the data takes arguments."""
    run.at(node)
    match node:
        case Field():
            value = dot
        case Chain():
            value = _argument(run, dot, node.operand, "value")
        case Variable():
            value = run.variable(node.name)
            if not node.names:
                _refuse_arguments(run, node, arguments, final)
                return value
    *inner, last = node.names
    for name in inner:
        value = _field(run, value, name, False)
    return _field(run, value, last, bool(arguments) or final is not NOTHING)


def _field(run: Run, holder: Value, name: str, has_arguments: bool) -> Value:
    """Return a map's item or a struct's field."""
    if holder is None:
        if run.missing_key == "error":
            raise run.failed(f"nil data; no entry for key {quoted(name)}")
        return None
    inner = unboxed(holder)
    match inner:
        case None:
            raise run.failed(f"nil pointer evaluating {type_name(holder)}.{name}")
        case Record() if name in inner.fields or name in inner.unknown:
            if has_arguments:
                raise run.failed(f"{name} has arguments but cannot be invoked as function")
            if name in inner.unknown:
                raise Unknown(f"the field {name} of {inner.type} is not known")
            return inner.fields[name]
        case GoMap():
            if has_arguments:
                raise run.failed(f"{name} is not a method but has arguments")
            return _entry(run, inner, name)
    raise run.failed(f"can't evaluate field {name} in type {type_name(holder)}")


def _entry(run: Run, entries: GoMap, name: str) -> Value:
    if name in entries.entries:
        return item_of(entries, entries.entries[name])
    if run.missing_key == "error":
        raise run.failed(f"map has no entry for key {quoted(name)}")
    return zero_item(entries) if run.missing_key == "zero" else None


def _called(run: Run, dot: Value, name: str, node: Node, arguments: Sequence[Operand], final: _Final) -> Value:
    """Return what a function makes of its arguments and the final value; `node` is what its errors are about."""
    function = run.function(name)
    _check_number(run, name, function, len(arguments), final)
    if name in ("and", "or"):
        return _first_that_decides(run, dot, name, arguments, final)
    values = [_argument(run, dot, argument, function.parameter(index)) for index, argument in enumerate(arguments)]
    if not isinstance(final, _Nothing):
        values.append(_as_parameter(run, final, function.parameter(len(arguments))))
    try:
        if name == "call":
            raise call(spelled(arguments[0]) if arguments else _reflected(values[0]), values[0])
        run.meter.work(sum(map(_size, values)))
        return function.compute(values, run.meter)
    except Failed as failed:
        run.at(node)
        raise run.failed(f"error calling {name}: {failed}") from None


def _check_number(run: Run, name: str, function: Known, arguments: int, final: _Final) -> None:
    wanted, given = len(function.parameters), arguments + (final is not NOTHING)
    if function.further is None and given != wanted:
        raise run.failed(f"wrong number of args for {name}: want {wanted} got {given}")
    if given < wanted:
        raise run.failed(f"wrong number of args for {name}: want at least {wanted} got {arguments}")


def _first_that_decides(run: Run, dot: Value, name: str, arguments: Sequence[Operand], final: _Final) -> Value:
    """Return the first false value for and, the first true one for or, else the last; evaluate no more of them."""
    value: Value = None
    for argument in arguments:
        value = _argument(run, dot, argument, "value")
        if is_true(value) == (name == "or"):
            return value
    return value if isinstance(final, _Nothing) else final


def _argument(run: Run, dot: Value, operand: Operand, parameter: Parameter) -> Value:
    """Return an operand's value as a parameter of this type takes it."""
    run.at(operand)
    match operand:
        case Constant() if parameter == "string" and not isinstance(operand.value, str):
            raise run.failed(f"expected string; found {operand.written}")
        case Constant():
            return _constant(run, operand)
        case Nil() if parameter == "string":
            raise run.failed("cannot assign nil to string")
        case Nil():
            return None
        case Dot():
            value = dot
        case Pipe():
            value = _parenthesized(run, dot, operand)
        case Function():
            run.at(operand)
            value = _called(run, dot, operand.name, operand, (), NOTHING)
        case _:
            value = _looked_up(run, dot, operand, (), NOTHING)
    return _as_parameter(run, value, parameter)


def _as_parameter(run: Run, value: Value, parameter: Parameter) -> Value:
    """Return a value as a parameter of this type takes it."""
    if parameter != "string":
        return value if parameter == "value" else unboxed(value)
    inner = unboxed(value)
    if isinstance(inner, str):
        return inner
    if value is None:
        raise run.failed("invalid value; expected string")
    raise run.failed(f"wrong type for value; expected string; got {type_name(value if inner is None else inner)}")


def _reflected(value: Value) -> str:
    """Return what reflect.Value's String says of a value."""
    if isinstance(value, str):
        return value
    return "<invalid Value>" if value is None else f"<{type_name(value)} Value>"


def _size(value: Value) -> int:
    """Return how many characters or items a function may have to look at."""
    inner = unboxed(value)
    if isinstance(inner, GoList):
        return len(inner.items)
    return len(inner) if isinstance(inner, str) else 0
