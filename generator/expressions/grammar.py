"""What expressions may say: each allowed node of Jinja's syntax tree becomes a Python function, every other is refused.

Only what has an entry in the table at the end can ever run. Nothing is compiled to Python source, nothing is folded
beforehand, and the functions reach values only by key and index.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from msgspec.structs import replace

from generator.expressions.errors import FORBIDDEN, SYNTAX, TOO_LARGE, Missing, Place, Refusal, refusal, shown
from generator.expressions.filters import FILTERS
from generator.expressions.functions import CALLS, FUNCTION_ROOTS, Evaluator, Functions, function_call, function_value
from generator.expressions.names import Scope, unknown_name
from generator.expressions.nodes import check_attributes, path_of, place_of, source_of_base
from generator.expressions.paths import check_path, path_reader, read_child
from generator.expressions.syntax import Syntax
from generator.expressions.values import check_size, holds, in_order, is_small, same, text_of

_INSTEAD = "Compute the value where it comes from, and put it finished into the cluster's values."


def evaluator(syntax: Syntax) -> Evaluator:
    """Return the function that evaluates a parsed expression. Raises Refusal for what expressions may not say."""
    check_attributes(syntax)
    return _evaluator(syntax.tree, syntax)


def _evaluator(node: nodes.Expr, syntax: Syntax) -> Evaluator:
    build = _BUILDERS.get(type(node))
    if build is None:
        what, help_text = _FORBIDDEN.get(type(node), ("this", _INSTEAD))
        raise refusal(place_of(node, syntax), FORBIDDEN, f"{what} is not allowed in an expression", help_text)
    return build(node, syntax)


def _constant(node: nodes.Const, syntax: Syntax) -> Evaluator:
    return _constant_value(node.value, place_of(node, syntax))


def _negative(node: nodes.Neg, syntax: Syntax) -> Evaluator:
    number = node.node
    if isinstance(number, nodes.Const) and type(number.value) in (int, float):
        return _constant_value(-number.value, place_of(node, syntax))
    raise refusal(place_of(node, syntax), FORBIDDEN, "arithmetic is not allowed in an expression", _INSTEAD)


def _constant_value(value: Any, place: Place) -> Evaluator:
    if isinstance(value, int | float) and not (is_small(value) and math.isfinite(value)):
        raise refusal(place, TOO_LARGE, "the number does not fit into 64 bits", "Write it as text, in quotes.")
    return lambda _scope, _functions: value


def _name(node: nodes.Name | nodes.Getattr | nodes.Getitem, syntax: Syntax) -> Evaluator:
    path = path_of(node, syntax)
    if path is None:
        return _computed(node, syntax)
    check_path(path)
    if path[0].key in FUNCTION_ROOTS:
        return function_value(path)
    return path_reader(path)


def _computed(node: Any, syntax: Syntax) -> Evaluator:
    """Build a name or index of something that only evaluation knows, such as cluster.values[cluster.name]."""
    base = _evaluator(node.node, syntax)
    key = _constant_value(node.attr, Place(0, 0)) if isinstance(node, nodes.Getattr) else _evaluator(node.arg, syntax)
    owner, place = source_of_base(node, syntax), place_of(node, syntax)
    return lambda scope, functions: read_child(base(scope, functions), key(scope, functions), owner, place)


def _call(node: nodes.Call, syntax: Syntax) -> Evaluator:
    path = path_of(node.node, syntax)
    called = ".".join(str(step.key) for step in path) if path else "this"
    place = place_of(node, syntax)
    if called not in CALLS:
        help_text = f"Only these can be called: {', '.join(CALLS.values())}. Instead of methods there are filters."
        raise refusal(place, FORBIDDEN, f"a call of '{shown(called)}' is not allowed in an expression", help_text)
    if len(node.args) != 1 or _has_other_arguments(node):
        raise refusal(place, SYNTAX, f"'{called}' takes one text", f"Write {CALLS[called]}.")
    return function_call(called, _evaluator(node.args[0], syntax), place)


def _filter(node: nodes.Filter, syntax: Syntax) -> Evaluator:
    place = place_of(node, syntax)
    found = FILTERS.get(node.name)
    if found is None:
        unknown = unknown_name("", node.name, FILTERS, place)
        raise Refusal(replace(unknown, rule=FORBIDDEN, message=f"there is no filter '{shown(node.name)}'"))
    if not found.least <= len(node.args) <= found.most or _has_other_arguments(node) or node.node is None:
        raise refusal(place, SYNTAX, f"these are no arguments for '{node.name}'", f"Write | {found.usage}.")
    value = _evaluator(node.node, syntax)
    operand = _null_if_missing(value) if node.name == "default" and _may_be_missing(node.node) else value
    arguments = [_evaluator(argument, syntax) for argument in node.args]
    apply = found.apply
    return lambda scope, functions: apply(
        operand(scope, functions), [argument(scope, functions) for argument in arguments], place
    )


def _has_other_arguments(node: nodes.Call | nodes.Filter) -> bool:
    return bool(node.kwargs or node.dyn_args or node.dyn_kwargs)


def _may_be_missing(node: nodes.Expr) -> bool:
    """Say whether `default` may stand for this: Jinja's StrictUndefined, too, lets no lost name pass a call."""
    if isinstance(node, nodes.Filter):
        return node.name in ("first", "last")
    return isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem)


def _null_if_missing(value: Evaluator) -> Evaluator:
    def read(scope: Scope, functions: Functions) -> Any:
        try:
            return value(scope, functions)
        except Missing:
            return None

    return read


def _comparison(node: nodes.Compare, syntax: Syntax) -> Evaluator:
    place = place_of(node, syntax)
    first = _evaluator(node.expr, syntax)
    rest = [(_COMPARISONS[operand.op], _evaluator(operand.expr, syntax)) for operand in node.ops]

    def compare(scope: Scope, functions: Functions) -> bool:
        left = first(scope, functions)
        for holds_for, evaluate in rest:
            right = evaluate(scope, functions)
            if not holds_for(left, right, place):
                return False
            left = right
        return True

    return compare


def _and(node: nodes.And, syntax: Syntax) -> Evaluator:
    left, right = _evaluator(node.left, syntax), _evaluator(node.right, syntax)
    return lambda scope, functions: left(scope, functions) and right(scope, functions)


def _or(node: nodes.Or, syntax: Syntax) -> Evaluator:
    left, right = _evaluator(node.left, syntax), _evaluator(node.right, syntax)
    return lambda scope, functions: left(scope, functions) or right(scope, functions)


def _not(node: nodes.Not, syntax: Syntax) -> Evaluator:
    value = _evaluator(node.node, syntax)
    return lambda scope, functions: not value(scope, functions)


def _inline_if(node: nodes.CondExpr, syntax: Syntax) -> Evaluator:
    if node.expr2 is None:
        raise refusal(place_of(node, syntax), SYNTAX, "an inline 'if' needs an 'else'", "Add what else: ... else ''.")
    test = _evaluator(node.test, syntax)
    chosen, other = _evaluator(node.expr1, syntax), _evaluator(node.expr2, syntax)
    return lambda scope, functions: (chosen if test(scope, functions) else other)(scope, functions)


def _concatenation(node: nodes.Concat, syntax: Syntax) -> Evaluator:
    parts = [(_evaluator(part, syntax), place_of(part, syntax)) for part in node.nodes]

    def concatenate(scope: Scope, functions: Functions) -> str:
        size, texts = 0, []
        for part, place in parts:
            texts.append(text_of(part(scope, functions), place))
            size += len(texts[-1])
            check_size(size, place)
        return "".join(texts)

    return concatenate


_COMPARISONS: Mapping[str, Callable[[Any, Any, Place], bool]] = {
    "eq": same,
    "ne": lambda left, right, place: not same(left, right, place),
    "lt": lambda left, right, place: operator.lt(*in_order(left, right, place)),
    "lteq": lambda left, right, place: operator.le(*in_order(left, right, place)),
    "gt": lambda left, right, place: operator.gt(*in_order(left, right, place)),
    "gteq": lambda left, right, place: operator.ge(*in_order(left, right, place)),
    "in": lambda left, right, place: holds(right, left, place),
    "notin": lambda left, right, place: not holds(right, left, place),
}

_BUILDERS: Mapping[type[nodes.Expr], Callable[[Any, Syntax], Evaluator]] = {
    nodes.Const: _constant,
    nodes.Neg: _negative,
    nodes.Name: _name,
    nodes.Getattr: _name,
    nodes.Getitem: _name,
    nodes.Call: _call,
    nodes.Filter: _filter,
    nodes.Compare: _comparison,
    nodes.And: _and,
    nodes.Or: _or,
    nodes.Not: _not,
    nodes.CondExpr: _inline_if,
    nodes.Concat: _concatenation,
}

_ARITHMETIC = ("arithmetic", _INSTEAD)
_LITERAL = ("a list or map", "Compare one by one with 'or', or put the list into the cluster's values.")

_FORBIDDEN: Mapping[type[nodes.Expr], tuple[str, str]] = {
    **dict.fromkeys((nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv), _ARITHMETIC),
    **dict.fromkeys((nodes.Mod, nodes.Pow, nodes.Pos), _ARITHMETIC),
    **dict.fromkeys((nodes.List, nodes.Tuple, nodes.Dict), _LITERAL),
    nodes.Slice: ("a slice", "Take one item by its number."),
    nodes.Test: ("'is'", "Compare with == or in; | default('...') stands for a name that may be missing."),
}
"""What other nodes are called in the message; a node that is in neither table is refused all the same."""
