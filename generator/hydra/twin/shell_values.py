"""What the variables of a script hand on to its commands, as far as one text is followed through them.

A script may keep arguments in a variable, `EXTRA=(…)` or `EXTRA="…"`, and give them to the server as `"${EXTRA[@]}"` or
`$EXTRA`. The variables that hold the text are followed; all others stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from msgspec import Struct

from generator.command_line.simple_commands import Command, Word, read_script, simple_commands
from generator.hydra.twin.program import opened

_ASSIGNED = re.compile(r"([A-Za-z_]\w*)(\+?)=(\(?)(.*)", re.DOTALL)
_DECLARING = frozenset(("declare", "export", "local", "readonly", "typeset"))
_USED = re.compile(r"\$\{?[!#]?([A-Za-z_]\w*)")
_EACH = re.compile(r'"?\$\{(\w+)\[@\]\}"?|\$\{(\w+)\[\*\]\}|\$(\w+)|\$\{(\w+)\}')
_JOINED = re.compile(r'"\$(\w+)"|"\$\{(\w+)\}"|"\$\{(\w+)\[\*\]\}"')

Words = tuple[str, ...]


class _Value(Struct, frozen=True):
    """What a variable holds: the words of an array, or one text."""

    words: Words
    is_array: bool


class _Unknown(Exception):
    """Nobody can know what becomes of the text; it never leaves `handed_on`."""


def handed_on(text: str, followed: str) -> tuple[Command, ...] | None:
    """Return the commands of a script with what its variables give them of `followed`; None where nobody can know.

    That is so where the environment or a file takes it to other programs, and where a variable is used in a way that is
    not followed. Commands that only set variables with it are left out.
    """
    script = read_script(text)
    follower = _Follower(followed)
    try:
        if any(followed in document for document in script.documents):
            return None
        commands = tuple(follower.commands(script.commands))
    except _Unknown:
        return None
    written = sum(name in follower.values for name in _USED.findall(text))
    return commands if written == follower.uses else None


class _Follower:
    """Goes through the commands in order, and keeps what the variables hold that have the text."""

    def __init__(self, followed: str) -> None:
        self.values: dict[str, _Value] = {}
        self.uses = 0
        self._followed = followed

    def commands(self, commands: Sequence[tuple[Word, ...]]) -> list[Command]:
        """Return the commands with the variables filled in. Raises _Unknown."""
        found: list[Command] = []
        for command in commands:
            words = command[opened([word.text for word in command]) :]
            declaring = words[0].text if words and words[0].text in _DECLARING else None
            if declaring:
                words = tuple(word for word in words[1:] if not word.raw.startswith("-"))
            if not self._sets(words):
                found.append(tuple(text for word in command for text in self._given(word)))
            elif declaring == "export":
                raise _Unknown
        return found

    def _sets(self, words: Sequence[Word]) -> bool:
        """Take the variables that words set; say whether that is all they do, and the text is in it. Raises _Unknown."""
        found = takewhile(lambda pair: pair[1] is not None, ((word, _ASSIGNED.fullmatch(word.raw)) for word in words))
        parts = [(word, part) for word, part in found if part is not None]
        held = [(word, part) for word, part in parts if self._followed in word.text or part[1] in self.values]
        if held and len(parts) < len(words):
            if any('"' in word.raw or "'" in word.raw for word, _ in held):
                # The environment of the program that follows.
                raise _Unknown
            return False
        for word, part in held:
            self._set(word, part)
        return bool(held)

    def _set(self, word: Word, part: re.Match[str]) -> None:
        if any(name in self.values for name in _USED.findall(word.raw)):
            raise _Unknown
        name, is_array = part[1], bool(part[3])
        _, _, text = word.text.partition("=")
        words = tuple(each for command in simple_commands(text[1:-1]) for each in command) if is_array else (text,)
        before = self.values[name].words if part[2] and name in self.values else ()
        if not is_array and before:
            words, before = (" ".join((*before, text)),), ()
        self.values[name] = _Value((*before, *words), is_array)

    def _given(self, word: Word) -> Words:
        """Return the words that a word becomes."""
        names = [name for name in _USED.findall(word.raw) if name in self.values]
        if not names:
            return (word.text,)
        self.uses += len(names)
        value = self.values[names[0]]
        if _JOINED.fullmatch(word.raw):
            return (" ".join(value.words),)
        if not _EACH.fullmatch(word.raw):
            raise _Unknown
        if value.is_array and "[" not in word.raw:
            # Without an index it is the first item alone.
            return ()
        return value.words if word.raw.startswith('"') else tuple(" ".join(value.words).split())
