"""Executes texts, actions, branches and calls of templates. Source of the rules: Go's text/template/exec.go (1.26)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from generator.gotemplate.nodes import Action, Block, Branch, Call, Jump, Text
from generator.gotemplate.operands import pipe_value
from generator.gotemplate.printing import shown, sprint
from generator.gotemplate.quoting import quoted
from generator.gotemplate.run import Run, Scope
from generator.gotemplate.values import Byte, GoList, GoMap, Value, is_true, item_of

_Jump = Literal["break", "continue"]
_Pass = tuple[Value, Value]
"""What a range gives to its variables in one pass: the index or key, and the item."""


def execute_block(run: Run, dot: Value, block: Block) -> _Jump | None:
    """Execute nodes one after the other up to a jump, which is returned. Raises Stopped, Exceeded and Unknown."""
    for node in block.nodes:
        run.at(node)
        match node:
            case Text():
                run.write(node.text)
            case Action():
                _action(run, dot, node)
            case Branch():
                run.meter.enter()
                jump = _range(run, dot, node) if node.keyword == "range" else _branch(run, dot, node)
                run.meter.leave()
                if jump:
                    return jump
            case Call():
                _call(run, dot, node)
            case Jump():
                return node.keyword
    return None


def _action(run: Run, dot: Value, action: Action) -> None:
    value = pipe_value(run, dot, action.pipe)
    if not action.pipe.declared:
        run.at(action)
        run.write("<no value>" if value is None else sprint((value,), run.meter))


def _branch(run: Run, dot: Value, branch: Branch) -> _Jump | None:
    known = len(run.scope.variables)
    value = pipe_value(run, dot, branch.pipe)
    jump = None
    if is_true(value):
        jump = execute_block(run, value if branch.keyword == "with" else dot, branch.body)
    elif branch.otherwise is not None:
        jump = execute_block(run, dot, branch.otherwise)
    del run.scope.variables[known:]
    return jump


def _range(run: Run, dot: Value, branch: Branch) -> _Jump | None:
    known = len(run.scope.variables)
    value = pipe_value(run, dot, branch.pipe)
    inside = len(run.scope.variables)
    jump: _Jump | None = None
    is_empty = True
    for key, item in _passes(run, value, len(branch.pipe.declared)):
        is_empty = False
        run.meter.work()
        _give(run, branch, key, item, inside)
        jump = execute_block(run, item, branch.body)
        del run.scope.variables[inside:]
        if jump == "break":
            break
    if is_empty and branch.otherwise is not None:
        jump = execute_block(run, dot, branch.otherwise)
    del run.scope.variables[known:]
    # Go lets a break in the else of a range end that range only, though an outer one is meant.
    return jump if is_empty and jump == "continue" else None


def _passes(run: Run, value: Value, variables: int) -> Iterator[_Pass]:
    """Yield what the passes of a range over a value are given. Raises Stopped for what has no items."""
    match value:
        case None:
            return
        case GoList():
            for index, item in enumerate(value.items):
                yield index, item_of(value, item)
        case GoMap():
            for key, item in value.entries.items():
                yield key, item_of(value, item)
        case int() if not isinstance(value, bool):
            if variables > 1:
                raise run.failed(f"can't use {value} to iterate over more than one variable")
            for index in range(value):
                yield None, Byte(index) if isinstance(value, Byte) else index
        case _:
            raise run.failed(f"range can't iterate over {shown(value, 'v', run.meter)}")


def _give(run: Run, branch: Branch, key: Value, item: Value, inside: int) -> None:
    """Give a pass's key and item to the range's variables: the item to the only one, or the last of two."""
    declared = branch.pipe.declared
    given = (key, item)[2 - len(declared) :]
    for place, (variable, value) in enumerate(zip(declared, given, strict=True), inside - len(declared)):
        if branch.pipe.assigns:
            run.assign(variable.name, value)
        else:
            run.scope.variables[place] = variable.name, value


def _call(run: Run, dot: Value, call: Call) -> None:
    """Execute another template, which sees no variables but $."""
    block = run.template.definitions.get(call.name)
    if block is None:
        raise run.failed(f"template {quoted(call.name)} not defined")
    value = pipe_value(run, dot, call.pipe) if call.pipe else None
    outer = run.scope
    run.scope = Scope(call.name, [("$", value)])
    run.meter.enter()
    execute_block(run, value, block)
    run.meter.leave()
    run.scope = outer
