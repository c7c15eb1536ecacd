"""Cuts a template into tokens, in time linear in its length.

Source of the rules: Go's text/template/parse, lex.go (1.26). Trimming happens here: the parser sees text without it.
"""

from __future__ import annotations

import re

from generator.gotemplate.quoting import quoted, unicode_name
from generator.gotemplate.strings import is_word
from generator.gotemplate.tokens import KEYWORDS, Kind, Token

_SPACE = " \t\r\n"
_TRIM_LEFT = re.compile(f"-[{_SPACE}]")
_RIGHT = re.compile(f"}}}}|[{_SPACE}]-}}}}")
_SPACES = re.compile(f"[{_SPACE}]+")
_WORD = re.compile(r"\w*")
_NUMBER = re.compile(
    r"""[+-]?(?: 0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?
               | 0[oO][0-7_]*(?:\.[0-7_]*)?
               | 0[bB][01_]*(?:\.[01_]*)?
               | [0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)? )i?""",
    re.VERBOSE,
)
_QUOTED = {
    '"': re.compile(r'"(?:[^"\\\n]|\\[^\n])*+'),
    "'": re.compile(r"'(?:[^'\\\n]|\\[^\n])*+"),
    "`": re.compile(r"`[^`]*+"),
}
_QUOTED_KINDS: dict[str, tuple[Kind, str]] = {
    '"': ("string", "unterminated quoted string"),
    "'": ("character", "unterminated character constant"),
    "`": ("raw", "unterminated raw quoted string"),
}
_LITERALS: dict[str, Kind] = {"true": "boolean", "false": "boolean", "nil": "nil"}
_SINGLE: dict[str, Kind] = {"=": "assign", "|": "pipe", "(": "open", ")": "close"}
_TERMINATORS = frozenset(_SPACE + ".,|:)(")
_NUMBER_STARTS = frozenset("+-0123456789")


class _Wrong(Exception):
    """A token that cannot be read: Go's message and the place in it."""

    def __init__(self, message: str, place: int) -> None:
        super().__init__(message)
        self.message, self.place = message, place


def tokens_of(text: str) -> list[Token]:
    """Return a template's tokens. The last one is of kind "end", or "error" where the text cannot be read further."""
    lexer = _Lexer(text)
    try:
        lexer.run()
    except _Wrong as wrong:
        lexer.tokens.append(Token("error", lexer.start, wrong.place, wrong.message))
    return lexer.tokens


class _Lexer:
    """The state of one reading: what is read lies before `start`."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.start = 0
        self.tokens: list[Token] = []
        self._action_start = 0
        self._parentheses: list[int] = []

    def run(self) -> None:
        while (left := self.text.find("{{", self.start)) >= 0:
            marker = 2 if _TRIM_LEFT.match(self.text, left + 2) else 0
            self._emit_text(left, bool(marker))
            self.start = left
            if self.text.startswith("/*", left + 2 + marker):
                self._comment(left + 2 + marker)
            else:
                self.tokens.append(Token("left", left, left + 2, "{{"))
                self._action_start, self.start = left, left + 2 + marker
                self._action()
        self._emit_text(len(self.text), False)
        self.tokens.append(Token("end", len(self.text), len(self.text), "EOF"))

    def _emit_text(self, stop: int, trimmed: bool) -> None:
        piece = self.text[self.start : stop]
        if trimmed:
            piece = piece.rstrip(_SPACE)
        if piece:
            self.tokens.append(Token("text", self.start, self.start + len(piece), piece))

    def _comment(self, opened: int) -> None:
        self.start = opened
        closed = self.text.find("*/", opened + 2)
        if closed < 0:
            raise _Wrong("unclosed comment", opened)
        right = _RIGHT.match(self.text, closed + 2)
        if right is None:
            raise _Wrong("comment ends before closing delimiter", closed + 2)
        self._leave(right)

    def _leave(self, right: re.Match[str]) -> None:
        """Go on after the closing braces; a trim marker takes the white space after them away."""
        self.start = right.end()
        spaces = _SPACES.match(self.text, self.start) if len(right.group()) > 2 else None
        if spaces is not None:
            self.start = spaces.end()

    def _action(self) -> None:
        self._parentheses = []
        while (right := _RIGHT.match(self.text, self.start)) is None:
            kind, stop = self._inside()
            self.tokens.append(Token(kind, self.start, stop, self.text[self.start : stop]))
            self.start = stop
        if self._parentheses:
            raise _Wrong("unclosed left paren", self._parentheses[-1])
        self.tokens.append(Token("right", right.end() - 2, right.end(), "}}"))
        self._leave(right)

    def _inside(self) -> tuple[Kind, int]:
        """Return the kind of the token that begins here, inside an action, and where it stops."""
        first = self.text[self.start : self.start + 1]
        if first in _QUOTED:
            return self._quoted(first)
        if first in _SINGLE:
            return self._single(first)
        if first in _NUMBER_STARTS:
            return self._number()
        match first:
            case "":
                raise _Wrong("unclosed action", self._action_start)
            case " " | "\t" | "\r" | "\n":
                return "space", self._spaces()
            case "$":
                return "variable", self._word(self.start + 1)
            case ".":
                return self._dotted()
            case ":" if not self.text.startswith(":=", self.start):
                raise _Wrong("expected :=", self.start)
            case ":":
                return "declare", self.start + 2
        if is_word(first):
            return self._identifier()
        if first.isascii() and first.isprintable():
            return "other", self.start + 1
        raise _Wrong(f"unrecognized character in action: {unicode_name(first)}", self.start)

    def _spaces(self) -> int:
        """Return where the white space ends; its last character may belong to a trim marker."""
        found = _SPACES.match(self.text, self.start)
        stop = found.end() if found else self.start
        return stop - 1 if self.text.startswith("-}}", stop) else stop

    def _single(self, first: str) -> tuple[Kind, int]:
        if first == "(":
            self._parentheses.append(self.start)
        elif first == ")":
            if not self._parentheses:
                raise _Wrong("unexpected right paren", self.start)
            self._parentheses.pop()
        return _SINGLE[first], self.start + 1

    def _quoted(self, quote: str) -> tuple[Kind, int]:
        kind, unterminated = _QUOTED_KINDS[quote]
        found = _QUOTED[quote].match(self.text, self.start)
        stop = found.end() if found else self.start
        if not self.text.startswith(quote, stop):
            raise _Wrong(unterminated, self.start)
        return kind, stop + 1

    def _number(self) -> tuple[Kind, int]:
        stop = self._number_end(self.start)
        if self.text[stop : stop + 1] not in ("+", "-"):
            return "number", stop
        stop = self._number_end(stop)
        if self.text[stop - 1] != "i":
            raise _Wrong(f"bad number syntax: {quoted(self.text[self.start : stop])}", self.start)
        return "complex", stop

    def _number_end(self, start: int) -> int:
        found = _NUMBER.match(self.text, start)
        stop = found.end() if found else start
        after = self.text[stop : stop + 1]
        if after and is_word(after):
            raise _Wrong(f"bad number syntax: {quoted(self.text[self.start : stop + 1])}", self.start)
        return stop

    def _dotted(self) -> tuple[Kind, int]:
        after = self.text[self.start + 1 : self.start + 2]
        if not after or after in _NUMBER_STARTS - {"+", "-"}:
            return self._number()
        stop = self._word(self.start + 1)
        return ("field" if stop > self.start + 1 else "dot"), stop

    def _identifier(self) -> tuple[Kind, int]:
        stop = self._word(self.start)
        word = self.text[self.start : stop]
        if word in KEYWORDS:
            return "keyword", stop
        return _LITERALS.get(word, "identifier"), stop

    def _word(self, start: int) -> int:
        """Return where the letters and digits from `start` end. Raises _Wrong where nothing may follow them so."""
        found = _WORD.match(self.text, start)
        stop = found.end() if found else start
        if not self.text.isascii():
            stop = next((at for at in range(start, stop) if not is_word(self.text[at])), stop)
        after = self.text[stop : stop + 1]
        if not after or after in _TERMINATORS or self.text.startswith("}}", stop):
            return stop
        raise _Wrong(f"bad character {unicode_name(after)}", stop)
