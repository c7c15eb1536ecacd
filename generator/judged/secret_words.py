"""Secrets among the words of a command line, and in the commands of a shell's script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from generator.command_line.kubelet_expansion import in_comment
from generator.command_line.simple_commands import simple_commands
from generator.judged.secret_texts import is_secret, promises_secret, shows_secret

_NAMED = re.compile(r"(--?[A-Za-z][\w-]*|\b[A-Za-z_]\w*)(?=[=\s])")
_EXPANDED = ("$", "`")
"""What a shell puts other text in place of."""


class Written(Struct, frozen=True):
    """A secret in a script: the variable or flag that it is given to, and its place in the script."""

    name: str
    offset: int
    length: int


def in_words(words: Sequence[str]) -> Iterator[tuple[int, str | None]]:
    """Yield the index of each word that is a secret or has one, and the flag or variable that it is given to."""
    for index in range(len(words)):
        named = _named(words, index)
        if named is not None and holds_secret(*named):
            yield index, named[0]
        elif shows_secret(words[index]):
            yield index, None


def holds_secret(name: str, text: str) -> bool:
    """Say whether a text under a name is a secret, by the name or by itself."""
    return (promises_secret(name) and is_secret(name, text)) or shows_secret(text)


@lru_cache(maxsize=4096)
def in_script(script: str) -> tuple[Written, ...]:
    """Return the secrets that a shell's script gives to variables and flags."""
    if not any(promises_secret(name) for name in _NAMED.findall(script)):
        return ()
    found = dict.fromkeys(
        named
        for command in simple_commands(script)
        for index in range(len(command))
        if (named := _named(command, index)) is not None and _is_given(*named)
    )
    return tuple(_place(script, name, text) for name, text in found)


def _named(words: Sequence[str], index: int) -> tuple[str, str] | None:
    """Return the flag or variable that a word is for or names itself, and the text that it gets."""
    word, before = words[index], words[index - 1] if index else ""
    name, _, text = word.partition("=")
    if word[:1] != "-" and before[:1] == "-" and "=" not in before:
        name, text = before, word
    return (name, text) if text and (name[:1] == "-" or name.isidentifier()) else None


def _is_given(name: str, text: str) -> bool:
    return not any(sign in text for sign in _EXPANDED) and holds_secret(name, text)


def _place(script: str, name: str, text: str) -> Written:
    pattern = re.compile(rf"""{re.escape(name)}[=\s\\'"]*({re.escape(text)})""")
    places = [match for match in pattern.finditer(script) if not in_comment(script, match.start())]
    start, end = places[0].span(1) if places else (0, 0)
    return Written(name, start, end - start)
