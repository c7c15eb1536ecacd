"""A shell's command line cut into simple commands and their words, as far as finding arguments in it needs.

Source: the shell command language of POSIX.1-2024 (Shell & Utilities, chapter 2), with bash's $'…' and &>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

Command = tuple[str, ...]
"""The words of a simple command, quotes taken away; redirections are no words."""

_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_OPERATOR = re.compile(r"&&|\|\||;;|\|&|[\n;|()]|&(?!>)")
_REDIRECTION = re.compile(r"[0-9]*(?:<<<|<<-?|<>|<&|>>|>&|>\||[<>])|&>>?")
_PLAIN = re.compile(r"[^\s'\"\\`$;&|()<>]+")
_SINGLE = re.compile(r"'([^']*)'?")
_ANSI = re.compile(r"\$'((?:\\.|[^'\\])*)'?", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:\n|(.?))", re.DOTALL)
_ESCAPED_IN_DOUBLE = re.compile(r'\\(?:\n|([$`"\\]))')
_IN_DOUBLE = re.compile(r'[^"\\`$]+|\\|\$(?![({])')
_WHOLE_DOUBLE = re.compile(r'"(?:\\.|[^"\\])*"?', re.DOTALL)
_BACKQUOTED = re.compile(r"`(?:\\.|[^`\\])*`?", re.DOTALL)
_CLOSING = {"(": ")", "{": "}"}


class _Redirection(Struct, frozen=True):
    """Stands for an operator such as `>`: the word after it is no argument."""


_END = None
_Token = str | _Redirection | None
"""A word, a redirection, or the end of a simple command."""


@lru_cache(maxsize=64)
def simple_commands(text: str) -> tuple[Command, ...]:
    """Return the simple commands of a command line in order. What `$( )` and backquotes run stays part of a word."""
    commands: list[Command] = []
    words: list[str] = []
    redirected = False
    for token in (*_Scanner(text).tokens(), _END):
        if isinstance(token, _Redirection):
            redirected = True
        elif token is _END:
            commands += [tuple(words)] if words else []
            words, redirected = [], False
        elif redirected:
            redirected = False
        else:
            words.append(token)
    return tuple(commands)


class _Scanner:
    """Reads tokens; each character is read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def tokens(self) -> Iterator[_Token]:
        while self.position < len(self.text):
            if self._take(_BLANK) or self._take(_COMMENT):
                continue
            if self._take(_REDIRECTION):
                yield _Redirection()
            elif self._take(_OPERATOR):
                yield _END
            else:
                yield self._word()

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found

    def _word(self) -> str:
        parts: list[str] = []
        while self.position < len(self.text) and (part := self._part()) is not None:
            parts.append(part)
        return "".join(parts)

    def _part(self) -> str | None:
        """Read a piece of a word; None where the word has ended."""
        if found := self._take(_PLAIN):
            return found.group()
        if found := self._take(_SINGLE) or self._take(_ANSI) or self._take(_ESCAPED):
            return found[1] or ""
        match self.text[self.position]:
            case '"':
                return self._double_quoted()
            case "$":
                return self._dollar()
            case "`":
                return self._whole(_BACKQUOTED)
        return None

    def _double_quoted(self) -> str:
        self.position += 1
        parts: list[str] = []
        while self.position < len(self.text) and self.text[self.position] != '"':
            if found := self._take(_ESCAPED_IN_DOUBLE):
                parts.append(found[1] or "")
            elif found := self._take(_IN_DOUBLE):
                parts.append(found.group())
            else:
                parts.append(self._whole(_BACKQUOTED) if self.text[self.position] == "`" else self._dollar())
        self.position += 1
        return "".join(parts)

    def _dollar(self) -> str:
        """Read `$`, and the brackets that follow it up to their end."""
        start = self.position
        opened: list[str] = []
        self.position += 1
        while self.position < len(self.text):
            character = self.text[self.position]
            if character in _CLOSING:
                opened.append(_CLOSING[character])
            elif not opened:
                break
            elif character == opened[-1]:
                opened.pop()
            if not (opened and self._skip_quoted(character)):
                self.position += 1
            if not opened:
                break
        return self.text[start : self.position]

    def _skip_quoted(self, quote: str) -> bool:
        """Pass over what is quoted here; say whether anything is."""
        patterns = {"'": _SINGLE, '"': _WHOLE_DOUBLE, "\\": _ESCAPED}
        return quote in patterns and self._take(patterns[quote]) is not None

    def _whole(self, pattern: re.Pattern[str]) -> str:
        found = self._take(pattern)
        assert found is not None, pattern.pattern
        return found.group()
