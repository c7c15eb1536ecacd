"""From an expression's source to Jinja's syntax tree, by Jinja's own lexer and parser; nothing is compiled or run.

Jinja's tokens carry a line number. An expression is short, so the tokens here carry the offset in its place, and
every node of the tree then knows where in the source it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes
from jinja2.lexer import TokenStream
from jinja2.parser import Parser
from msgspec import Struct

from generator.expressions.errors import SYNTAX, Place, refusal, shown

MAX_BRACKETS = 16
MAX_DEPTH = 40
"""Far below what Python's stack can hold: the parser takes some 14 frames for a bracket and one for a level."""

_ENVIRONMENT = Environment(keep_trailing_newline=True)
_WRONG_ESCAPE = re.compile(r"""(?:[^\\]|\\[\\'"nt])*?(\\(?![\\'"nt]).?)""", re.DOTALL)
_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
_NESTING = frozenset({"not", "if", "-", "+"})
_SPLIT = "Make it simpler, or put finished values into the cluster's values."

RawToken = tuple[int, str, str]
"""Offset, type and text of a token, white space included."""


class Syntax(Struct, frozen=True):
    """A parsed expression: its source, Jinja's tree, and where its tokens are."""

    source: str
    tree: nodes.Expr
    tokens: tuple[Place, ...]

    def place(self, offset: int) -> Place:
        """Return the token that begins at an offset, or the last one before it."""
        index = bisect_right(self.tokens, offset, key=lambda place: place.offset)
        return self.tokens[max(index - 1, 0)]

    def next_place(self, offset: int) -> Place:
        """Return the token after the one at an offset."""
        index = bisect_right(self.tokens, offset, key=lambda place: place.offset)
        return self.tokens[min(index, len(self.tokens) - 1)]


def find_end(text: str) -> int | None:
    """Return the offset of the braces that end the expression at the start of a text, None where there are none.

    Raises Refusal where the text before them cannot be read.
    """
    # Jinja's lexer makes one character of CR and LF, which would shift all offsets.
    for offset, name, raw in _raw_tokens(text.replace("\r", " ")):
        if name == "variable_end":
            _check_end(offset, raw)
            return offset
    return None


def parse(source: str) -> Syntax:
    """Parse an expression. Raises Refusal for what is no expression, and for what nests too deeply."""
    raw = list(_raw_tokens(source))
    tokens = tuple(Place(offset, len(text)) for offset, name, text in raw if name != "whitespace")
    if not tokens:
        place = Place(0, len(source))
        raise refusal(place, SYNTAX, "the expression is empty", "Write a name in it, such as cluster.name.")
    _check_start(raw)
    _check_nesting(raw)
    _check_strings(raw)
    _check_numbers(raw)
    syntax = Syntax(source, _tree(raw), tokens)
    _check_depth(syntax)
    return syntax


def _raw_tokens(source: str) -> Iterator[RawToken]:
    offset = 0
    try:
        for _line, name, raw in _ENVIRONMENT.lexer.tokeniter(source, None, state="variable"):
            yield offset, name, raw
            offset += len(raw)
    except TemplateSyntaxError as error:
        raise _unreadable(source, offset, error.message or "") from None


def _unreadable(source: str, offset: int, message: str) -> Exception:
    character = source[offset : offset + 1]
    if character in ("'", '"'):
        return refusal(Place(offset, 1), SYNTAX, "the quoted text has no end", f"Close it with {character}.")
    if character in (")", "]", "}"):
        which = "does not close the bracket that is open" if ", expected '" in message else "closes no bracket"
        return refusal(Place(offset, 1), SYNTAX, f"'{character}' {which}", "Brackets come in pairs.")
    return refusal(
        Place(offset, 1),
        SYNTAX,
        f"'{shown(character)}' cannot stand in an expression",
        "An expression has names, quoted texts, numbers, comparisons and filters.",
    )


def _check_end(offset: int, raw: str) -> None:
    if raw.startswith("-"):
        raise _strips(offset)


def _check_start(raw: list[RawToken]) -> None:
    if raw[0][2] == "-" and [name for _offset, name, _text in raw[1:2]] not in (["integer"], ["float"]):
        raise _strips(0)


def _strips(offset: int) -> Exception:
    message = "a '-' beside the braces strips white space in other templates, not here"
    return refusal(Place(offset, 1), SYNTAX, message, "Leave it out; white space around the braces stays.")


def _check_nesting(raw: list[RawToken]) -> None:
    brackets = words = 0
    for offset, _name, text in raw:
        brackets += (text in "([{") - (text in ")]}") if len(text) == 1 else 0
        words += text in _NESTING
        if brackets > MAX_BRACKETS or words > MAX_DEPTH:
            raise refusal(Place(offset, len(text)), SYNTAX, "the expression nests too deeply", _SPLIT)


def _check_strings(raw: list[RawToken]) -> None:
    for offset, name, text in raw:
        found = _WRONG_ESCAPE.match(text) if name == "string" else None
        if found:
            place = Place(offset + found.start(1), len(found[1]))
            raise refusal(
                place,
                SYNTAX,
                f"'{shown(found[1])}' is no escape",
                "The escapes are \\n, \\t, \\', \\\" and \\\\; every other character stands for itself.",
            )


def _check_numbers(raw: list[RawToken]) -> None:
    for offset, name, text in raw:
        if name in ("integer", "float") and not text.isascii():
            # Jinja's lexer takes the digits of all scripts, its parser fails at some.
            message = f"the number '{shown(text)}' has other digits than 0 to 9"
            raise refusal(Place(offset, len(text)), SYNTAX, message, "Write it in the digits 0 to 9.")


def _tree(raw: list[RawToken]) -> nodes.Expr:
    parser = Parser(_ENVIRONMENT, "", state="variable")
    try:
        parser.stream = TokenStream(_ENVIRONMENT.lexer.wrap(iter(raw)), None, None)
        tree = parser.parse_expression()
        if not parser.stream.eos:
            token = parser.stream.current
            raise TemplateSyntaxError(f"unexpected {str(token.value)!r} after the expression", token.lineno)
    except TemplateSyntaxError as error:
        raise _no_expression(raw, error) from None
    return tree


def _no_expression(raw: list[RawToken], error: TemplateSyntaxError) -> Exception:
    offset, _name, text = next(token for token in reversed(raw) if token[0] <= error.lineno)
    message = (error.message or "").rstrip(".").replace("end of template", "end of the expression")
    return refusal(
        Place(offset, len(text)),
        SYNTAX,
        shown(message),
        "An expression has names, quoted texts, numbers, comparisons, filters and inline if.",
    )


def _check_depth(syntax: Syntax) -> None:
    level: list[nodes.Node] = [syntax.tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
        if not level:
            return
    raise refusal(Place(0, len(syntax.source)), SYNTAX, "the expression nests too deeply", _SPLIT)


def check_characters(source: str) -> None:
    """Raise Refusal for characters that do not show: controls, writing directions, halves of surrogate pairs."""
    if source.isascii() and source.isprintable():
        return
    for offset, character in enumerate(source):
        if unicodedata.category(character) in _HIDDEN and character not in "\n\t":
            raise refusal(
                Place(offset, 1),
                SYNTAX,
                f"an expression cannot hold the character U+{ord(character):04X}",
                "Remove it; it does not show.",
            )
