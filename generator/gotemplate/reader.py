"""Reading the tokens of one definition, and saying what is wrong with them in Go's words.

Go's parser keeps up to three tokens to look ahead; its messages name the line of the last one that it has read.
"""

from __future__ import annotations

from msgspec import Struct

from generator.gotemplate.advice import advice, unclosed_advice, unclosed_at
from generator.gotemplate.limits import MAX_NESTING
from generator.gotemplate.problems import Refused, line_at, problem_at
from generator.gotemplate.quoting import quoted
from generator.gotemplate.strings import byte_length
from generator.gotemplate.tokens import Kind, Token

_SHOWN = 10


class Cursor(Struct):
    """What all definitions of one text share: its tokens, the next one's index, and how deep actions are nested."""

    name: str
    text: str
    tokens: list[Token]
    index: int = 0
    depth: int = 0


class Reader:
    """Reads one definition's tokens from the text's cursor."""

    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.variables = {"$": None}
        """The names that are declared, in the order of their first declaration."""
        self.ranges = 0
        self.action_start: int | None = None
        self._latest = cursor.index

    def next(self) -> Token:
        """Take a token; the last one, an end or an error, comes again and again."""
        cursor = self.cursor
        index = cursor.index
        cursor.index = index + 1
        if index > self._latest:
            self._latest = index
        return cursor.tokens[index] if index < len(cursor.tokens) else cursor.tokens[-1]

    def back(self) -> None:
        """Put the token back that was taken last."""
        self.cursor.index -= 1

    def taken(self) -> Token:
        """Return the token that was taken last."""
        return self.cursor.tokens[self.cursor.index - 1]

    def peek(self) -> Token:
        """Look at the next token."""
        token = self.next()
        self.back()
        return token

    def next_visible(self) -> Token:
        """Take the next token that is no white space."""
        token = self.next()
        while token.kind == "space":
            token = self.next()
        return token

    def peek_visible(self) -> Token:
        """Look at the next token that is no white space, which is taken."""
        token = self.next_visible()
        self.back()
        return token

    def expect(self, kinds: tuple[Kind, ...], context: str) -> Token:
        """Take a token of one of the kinds. Raises Refused."""
        token = self.next_visible()
        if token.kind not in kinds:
            raise self.unexpected(token, context)
        return token

    def forget(self, known: int) -> None:
        """Forget the variables that were declared after the first ones."""
        while len(self.variables) > known:
            self.variables.popitem()

    def enter(self, opener: Token) -> None:
        """Go one level deeper. Raises Refused."""
        self.cursor.depth += 1
        if self.cursor.depth > MAX_NESTING:
            message = f"actions and parentheses are nested more than {MAX_NESTING} deep"
            place = opener.start, opener.stop
            raise Refused(problem_at(self.cursor.text, place, message, "Nest less; define templates for parts.", None))

    def leave(self) -> None:
        """Come back from a level."""
        self.cursor.depth -= 1

    def unexpected(self, token: Token, context: str) -> Refused:
        """Return an error to raise for a token that has no place in this context."""
        if token.kind == "error":
            place = token.stop, min(token.stop + 1, len(self.cursor.text))
            return self.refusal(token.text + self._started(token), place)
        return self.refusal(f"unexpected {_shown(token)} in {context}", (token.start, token.stop))

    def refusal(self, message: str, place: tuple[int, int]) -> Refused:
        """Return an error to raise: Go's message, at a piece of the text."""
        cursor = self.cursor
        latest = min(self._latest, len(cursor.tokens) - 1)
        line = line_at(cursor.text, cursor.tokens[latest].start)
        go = f"template: {cursor.name}:{line}: {message}"
        action = self._unclosed(place[0])
        help = advice(message) if action is None else unclosed_advice(cursor.text, action)
        return Refused(problem_at(cursor.text, place, message, help, go, action))

    def _unclosed(self, place: int) -> int | None:
        """Return where the action begins in which an error is, if it is not closed."""
        text = self.cursor.text
        action = text.rfind("{{", 0, place + 1) if self.action_start is None else self.action_start
        return action if action >= 0 and unclosed_at(text, action, place) else None

    def _started(self, token: Token) -> str:
        """Say where the action began, where that is on another line."""
        if self.action_start is None:
            return ""
        line = line_at(self.cursor.text, self.action_start)
        if line == line_at(self.cursor.text, token.start):
            return ""
        words = "started at" if token.text.endswith(" action") else "in action started at"
        return f" {words} {self.cursor.name}:{line}"


def _shown(token: Token) -> str:
    if token.kind == "end":
        return "EOF"
    if token.kind in ("keyword", "nil", "dot"):
        return f"<{token.text}>"
    if byte_length(token.text) > _SHOWN:
        return quoted(token.text[:_SHOWN]) + "..."
    return quoted(token.text)
