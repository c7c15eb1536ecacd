"""Expressions in text: `${{ expr }}` inside a scalar, filled in when definitions are compiled, never on a cluster.

Compile a text once and evaluate it for each scope. A user's mistake is a value; nothing here raises for it.
Jinja's lexer and parser read an expression. Plain paths such as `cluster.values.mirror` and plain calls such as
`file('launch.sh')`, which most are, do without them, and Jinja is imported only for the others.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from generator.expressions.errors import TOO_LARGE, TYPE, ExpressionError, Place, Refusal
from generator.expressions.functions import (
    ALAUDA,
    CALLS,
    FUNCTION_ROOTS,
    UPSTREAM,
    Evaluator,
    Functions,
    Placeholders,
    function_call,
    function_value,
)
from generator.expressions.misplaced import go_action_error, names_in_actions
from generator.expressions.names import ROOTS, Scope
from generator.expressions.paths import Step, check_path, path_reader
from generator.expressions.pieces import CLOSE, OPEN, PLAIN_CALL, Source, pieces
from generator.expressions.values import MAX_TEXT, is_scalar, kind, text_of
from generator.place import Steps

__all__ = [
    "ALAUDA",
    "UPSTREAM",
    "ExpressionError",
    "Functions",
    "Placeholders",
    "Scalar",
    "Scope",
    "Template",
    "compile_text",
    "misplaced_names",
]

Scalar = str | int | float | bool

_PATH = re.compile(r"[ \t\n]*[a-z]+(?:\.[A-Za-z][A-Za-z0-9_]*){1,30}[ \t\n]*")


class Expression(Struct, frozen=True):
    """A compiled expression. Its errors' places count from the start of `source`."""

    source: str
    evaluate: Evaluator
    names_used: frozenset[Steps]


class Part(NamedTuple):
    """An expression in a text, and where its source begins there."""

    offset: int
    expression: Expression


class Template(Struct, frozen=True):
    """A text that is ready to be filled in: its literal pieces and its expressions, in their order.

    `names_used` are the paths that the expressions can read, those of functions (`file`) included; of an index
    that is computed, the path that it indexes. What evaluation gives depends on these and the functions alone.
    """

    parts: tuple[str | Part, ...]
    names_used: frozenset[Steps] = frozenset()

    def evaluate(self, scope: Scope, functions: Functions) -> Scalar | tuple[ExpressionError, ...]:
        """Return the filled text, or the value itself where the text is one expression and nothing else.

        Errors come as a tuple: at most one of each expression, places counted from the text's start.
        """
        if len(self.parts) == 1:
            part = self.parts[0]
            value = part if isinstance(part, str) else _value(part, scope, functions)
            return (value,) if isinstance(value, ExpressionError) else value
        values = [part if isinstance(part, str) else _text(part, scope, functions) for part in self.parts]
        errors = tuple(value for value in values if isinstance(value, ExpressionError))
        if errors:
            return errors
        text = functions.joined("".join(value for value in values if isinstance(value, str)))
        return text if len(text) <= MAX_TEXT else (_TEXT_TOO_LONG,)


_TEXT_TOO_LONG = ExpressionError(
    TOO_LARGE, f"the text would be longer than {MAX_TEXT} characters", "No object can hold that much."
)


def _value(part: Part, scope: Scope, functions: Functions) -> Scalar | ExpressionError:
    expression = part.expression
    try:
        value = expression.evaluate(scope, functions)
    except Refusal as refused:
        return refused.error.moved(part.offset)
    return value if is_scalar(value) else _no_scalar(value, expression).moved(part.offset)


def _text(part: Part, scope: Scope, functions: Functions) -> str | ExpressionError:
    value = _value(part, scope, functions)
    if isinstance(value, str | ExpressionError):
        return value
    try:
        return text_of(value, Place(part.offset, len(part.expression.source)))
    except Refusal as refused:
        return refused.error


def _no_scalar(value: object, expression: Expression) -> ExpressionError:
    help_text = (
        "Give a fallback: | default('...')."
        if value is None
        else "Take one of its values, or write it as text: | join(', ') for a list, | tojson for both."
    )
    message = f"the expression gives {kind(value)}, and only text, numbers and booleans can be filled in"
    return ExpressionError(TYPE, message, help_text, *_whole(expression.source))


def _whole(source: str) -> Place:
    return Place(len(source) - len(source.lstrip()), max(len(source.strip()), 1))


def compile_text(text: str) -> Template | tuple[ExpressionError, ...]:
    """Return the template of a scalar's text, or all that is wrong with its expressions.

    `$${{` stands for the text `${{`. An error's place counts from the text's start.
    """
    return _compiled(text) if OPEN in text else Template((text,))


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Template | tuple[ExpressionError, ...]:
    parts: list[str | Part] = []
    errors: list[ExpressionError] = []
    try:
        for piece in pieces(text):
            compiled = piece if isinstance(piece, str) else _part(piece)
            if isinstance(compiled, ExpressionError):
                errors.append(compiled)
            else:
                parts.append(compiled)
    except Refusal as refused:
        errors.append(refused.error)
    used = frozenset[Steps]().union(*(part.expression.names_used for part in parts if isinstance(part, Part)))
    return tuple(errors) or Template(tuple(parts), used)


def _part(source: Source) -> Part | ExpressionError:
    compiled = _expression(source.text)
    if isinstance(compiled, ExpressionError):
        return compiled.moved(source.offset)
    return Part(source.offset, compiled)


@lru_cache(maxsize=4096)
def _expression(source: str) -> Expression | ExpressionError:
    try:
        return _path_expression(source) or _call_expression(source) or _parsed_expression(source)
    except Refusal as refused:
        return go_action_error(source) or refused.error


def _path_expression(source: str) -> Expression | None:
    found = _PATH.fullmatch(source)
    if not found:
        return None
    names = re.finditer(r"\w+", source)
    path = tuple(Step(name[0], Place(name.start(), len(name[0]))) for name in names)
    if path[0].key not in ROOTS:
        return None
    check_path(path)
    evaluate = function_value(path) if path[0].key in FUNCTION_ROOTS else path_reader(path)
    return Expression(source, evaluate, frozenset({tuple(step.key for step in path)}))


def _call_expression(source: str) -> Expression | None:
    found = PLAIN_CALL.fullmatch(source)
    if not found or found[1] not in CALLS:
        return None
    argument = found[2] if found[2] is not None else found[3]
    evaluate = function_call(found[1], lambda _scope, _functions: argument, Place(found.start(1), len(found[1])))
    return Expression(source, evaluate, frozenset({tuple(found[1].split("."))}))


def _parsed_expression(source: str) -> Expression:
    from generator.expressions.grammar import evaluator
    from generator.expressions.nodes import names_used
    from generator.expressions.syntax import check_characters, parse

    check_characters(source)
    syntax = parse(source)
    return Expression(source, evaluator(syntax), names_used(syntax))


def misplaced_names(text: str) -> tuple[ExpressionError, ...]:
    """Return an error for each of our names in a Go action, such as `{{ cluster.name }}` without the dollar sign.

    Of a text whose own expressions are wrong nothing is said: compile_text says that first.
    """
    if "{{" not in text:
        return ()
    template = compile_text(text)
    if not isinstance(template, Template):
        return ()
    return names_in_actions(_blanked(text, template))


def _blanked(text: str, template: Template) -> str:
    """Return the text with spaces in place of its expressions: offsets stay, and the expressions' own braces go."""
    pieces, position = [], 0
    for part in template.parts:
        if isinstance(part, Part):
            begin, end = part.offset - len(OPEN), part.offset + len(part.expression.source) + len(CLOSE)
            pieces += [text[position:begin], " " * (end - begin)]
            position = end
    return "".join((*pieces, text[position:]))
