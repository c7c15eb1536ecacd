"""A shell's command line cut into simple commands and their words, as far as finding arguments in it needs.

Source: the shell command language of POSIX.1-2024 (Shell & Utilities, chapter 2), with bash's $'…', &>, <<<, <( ), (( ))
and NAME=( ).
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
_REDIRECTION = re.compile(r"[0-9]*(?:<<<|<<-?|<>|<&|>>|>&|>\||[<>](?!\())|&>>?")
_HERE = re.compile(r"[0-9]*<<(?P<tabs>-?)(?!<)")
_PROCESS = re.compile(r"[<>](?=\()")
_ARITHMETIC = re.compile(r"\(\((?:[^()]|\([^()]*+\))*+\)\)")
_ARRAY = re.compile(r"[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=")
_PLAIN = re.compile(r"[^\s'\"\\`$;&|()<>]+")
_SINGLE = re.compile(r"'([^']*)'?")
_ANSI = re.compile(r"\$'((?:\\.|[^'\\])*)'?", re.DOTALL)
_ESCAPED = re.compile(r"\\(?:\n|(.?))", re.DOTALL)
_ESCAPED_IN_DOUBLE = re.compile(r'\\(?:\n|([$`"\\]))')
_IN_DOUBLE = re.compile(r'[^"\\`$]+|\\|\$(?![({])')
_WHOLE_DOUBLE = re.compile(r'"(?:\\.|[^"\\])*"?', re.DOTALL)
_BACKQUOTED = re.compile(r"`(?:\\.|[^`\\])*`?", re.DOTALL)
_CLOSING = {"(": ")", "{": "}"}


class Word(Struct, frozen=True):
    """A word as the program gets it, and as it is written."""

    text: str
    raw: str


class _Redirection(Struct, frozen=True):
    """Stands for an operator such as `>`: the word after it is no argument."""

    here: re.Match[str] | None = None
    """Says that lines which follow are read, up to the word."""


class Script(Struct, frozen=True):
    """A script's simple commands in order, and the bodies of its here-documents."""

    commands: tuple[tuple[Word, ...], ...]
    documents: tuple[str, ...]


_END = None
_Token = Word | _Redirection | None
"""A word, a redirection, or the end of a simple command."""


def simple_commands(text: str) -> tuple[Command, ...]:
    """Return the simple commands of a command line in order. What `$( )` and backquotes run stays part of a word."""
    return tuple(tuple(word.text for word in command) for command in read_script(text).commands)


@lru_cache(maxsize=64)
def read_script(text: str) -> Script:
    """Return a script's commands with their words as they are written too."""
    scanner = _Scanner(text)
    commands: list[tuple[Word, ...]] = []
    words: list[Word] = []
    redirected: _Redirection | None = None
    for token in (*scanner.tokens(), _END):
        if isinstance(token, _Redirection):
            redirected = token
        elif token is _END:
            commands += [tuple(words)] if words else []
            words, redirected = [], None
        elif redirected is not None:
            redirected = None
        else:
            words.append(token)
    return Script(tuple(commands), tuple(scanner.documents))


class _Scanner:
    """Reads tokens; each character is read once, those of here-documents twice."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.documents: list[str] = []
        self._awaited: list[tuple[str, bool]] = []
        """The ends of the here-documents that begin on the next line, and whether tabs may stand before them."""

    def tokens(self) -> Iterator[_Token]:
        here: re.Match[str] | None = None
        while self.position < len(self.text):
            if self._take(_BLANK) or self._take(_COMMENT):
                continue
            if found := self._take(_REDIRECTION):
                here = _HERE.fullmatch(found.group())
                yield _Redirection(here)
            elif found := self._take(_ARITHMETIC):
                yield Word(found.group(), found.group())
            elif found := self._take(_OPERATOR):
                here = None
                if found.group() == "\n":
                    self._skip_documents()
                yield _END
            else:
                word = self._word()
                if here is not None:
                    self._awaited.append((word.text, bool(here["tabs"])))
                    here = None
                yield word

    def _skip_documents(self) -> None:
        """Pass over the here-documents that begin here."""
        for end, tabs in self._awaited:
            start = stop = self.position
            line = None
            while self.position < len(self.text) and line != end:
                stop = self.position
                after = self.text.find("\n", stop)
                self.position = after + 1 if after >= 0 else len(self.text)
                line = self.text[stop : self.position].removesuffix("\n")
                line = line.lstrip("\t") if tabs else line
            self.documents.append(self.text[start : stop if line == end else self.position])
        self._awaited = []

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.position)
        if found:
            self.position = found.end()
        return found

    def _word(self) -> Word:
        start = self.position
        parts: list[str] = []
        while self.position < len(self.text) and (part := self._part(start)) is not None:
            parts.append(part)
        return Word("".join(parts), self.text[start : self.position])

    def _part(self, start: int) -> str | None:
        """Read a piece of the word that begins at `start`; None where it has ended."""
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
            case "(" if _ARRAY.fullmatch(self.text, start, self.position):
                return self._brackets()
            case "<" | ">" if self._take(_PROCESS):
                return self.text[self.position - 1] + self._brackets()
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
        self.position += 1
        return "$" + self._brackets()

    def _brackets(self) -> str:
        """Read what is in brackets, up to their end."""
        start = self.position
        opened: list[str] = []
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
