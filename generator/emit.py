"""An object to YAML text that YAML 1.1, YAML 1.2 and Kubernetes read alike (DESIGN §5).

Strings are plain where no reader could take them for anything else, else quoted; texts of several lines are literal
blocks where they can be; nothing folds. Keys: apiVersion, kind, metadata, spec, then the rest sorted; `name` first below.
Same value, same bytes, on any Python: what may stand unescaped is listed here, not asked of Python's Unicode tables.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from generator.yaml.scalars import write_number

Order = tuple[tuple[str, str | None], ...]
"""A mapping's keys in the order in which they are written, each with its text; None where that needs a mark."""

_TOP = ("apiVersion", "kind", "metadata", "spec")
_STEP = "  "
_BREAK = "\n"
_LONGEST_KEY = 128

_SEEN = (
    r"\x20-\x7e\xa1-\xac\xae-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\ud7ff"
    r"\ue000-\ufefe\uff00-\ufff8\ufffc\ufffd\U00010000-\U000dffff"
)
"""Characters that YAML lets stand and people see: no controls, no blanks but the space, no marks of direction."""
_ASCII_ESCAPED = re.compile(r'["\\]|[^\x20-\x7e]')

_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
"""Words that some reader takes for a boolean or null, whatever their case."""
_LONGEST_WORD = max(map(len, _WORDS))
_PLAIN = re.compile(r"[^\x00-\x23\x25-\x27\x29-\x2d\x3a-\x40\x5b-\x5e\x60\x7b-\xa0](?:[^#:]|(?<! )#|:(?=[^ ]))*")
"""It begins with a letter, a digit, one of `_/.$(`, or something beyond Latin-1's controls."""
_NUMBER_LIKE = re.compile(r"[0-9.][-+0-9a-fA-FxXoO_.:TtZz ]*|\.(?:[iI][nN][fF]|[nN][aA][nN])")
"""Whatever could be a number, a time or a date to any reader, and some more."""
_NUMBER_START = ".0123456789"
_DOCUMENT_MARK = re.compile(r"\.\.\.(?:\s|$)")
"""The other mark, '---', begins with what begins no plain text here."""

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"}


def emit(value: Any) -> str:
    """Return one YAML document.

    Raises ValueError for infinity, NaN and halves of surrogate pairs, TypeError for what is no JSON value.
    """
    lines: list[str] = []
    if isinstance(value, dict) and value:
        _map(value, "", _top_order(tuple(value)), lines)
    elif isinstance(value, list) and value:
        _list(value, "", lines)
    else:
        lines.append(_inline(value) + "\n")
    return "".join(lines)


def _map(value: dict[str, Any], pad: str, order: Order, lines: list[str]) -> None:
    for key, shown in order:
        item = value[key]
        if shown is None:
            _explicit(key, item, pad, lines)
        elif item.__class__ is str:
            lines.append(f"{pad}{shown}: {_text(item, pad) if _BREAK in item else _line(item)}")
        elif item.__class__ is dict and item:
            lines.append(f"{pad}{shown}:\n")
            _map(item, pad + _STEP, _order(tuple(item)), lines)
        elif item.__class__ is list and item:
            lines.append(f"{pad}{shown}:\n")
            _list(item, pad, lines)
        else:
            lines.append(f"{pad}{shown}: {_inline(item)}\n")


def _list(items: list[Any], pad: str, lines: list[str]) -> None:
    for item in items:
        if item.__class__ is str:
            lines.append(f"{pad}- {_text(item, pad) if _BREAK in item else _line(item)}")
        elif isinstance(item, dict | list) and item:
            first = len(lines)
            if isinstance(item, dict):
                _map(item, pad + _STEP, _order(tuple(item)), lines)
            else:
                _list(item, pad + _STEP, lines)
            lines[first] = f"{pad}- {lines[first][len(pad) + 2 :]}"
        else:
            lines.append(f"{pad}- {_inline(item)}\n")


def _explicit(key: str, item: Any, pad: str, lines: list[str]) -> None:
    lines.append(f"{pad}? {_quoted(key)}\n")
    if isinstance(item, dict) and item:
        lines.append(f"{pad}:\n")
        _map(item, pad + _STEP, _order(tuple(item)), lines)
    elif isinstance(item, list) and item:
        lines.append(f"{pad}:\n")
        _list(item, pad + _STEP, lines)
    elif isinstance(item, str) and "\n" in item:
        lines.append(f"{pad}: {_text(item, pad)}")
    else:
        lines.append(f"{pad}: {_inline(item)}\n")


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value) if "\n" in value else _scalar(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return write_number(value)
    if value == {} or value == []:
        return "{}" if isinstance(value, dict) else "[]"
    raise TypeError(f"no YAML for a {type(value).__name__}")


def _key(key: str) -> str | None:
    """Return a key as it stands before its colon; None for one that needs a question mark."""
    shown = None if "\n" in key else _scalar(key)
    return shown if shown is not None and len(shown) <= _LONGEST_KEY else None


@lru_cache(maxsize=16384)
def _line(text: str) -> str:
    return _scalar(text) + "\n"


def _scalar(text: str) -> str:
    """Return a text of one line as a scalar."""
    if _is_plain(text):
        return text
    if ('"' in text or "\\" in text) and "'" not in text and _is_seen(text):
        return f"'{text}'"
    return _quoted(text)


def _is_seen(text: str) -> bool:
    if text.isascii():  # Of ASCII, all Pythons take the same for printable: space to tilde.
        return text.isprintable()
    return _wide(rf"[{_SEEN}]*").fullmatch(text) is not None


def _escaped(text: str) -> re.Pattern[str]:
    return _ASCII_ESCAPED if text.isascii() else _wide(rf'["\\]|[^{_SEEN}]')


@cache
def _wide(pattern: str) -> re.Pattern[str]:
    # Such patterns take milliseconds to compile, and most fleets never need them.
    return re.compile(pattern)


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and _is_seen(text)
        and text[-1] not in " :"
        and not (len(text) <= _LONGEST_WORD and text.lower() in _WORDS)
        and not (text[0] in _NUMBER_START and (_NUMBER_LIKE.fullmatch(text) or _DOCUMENT_MARK.match(text)))
    )


def _quoted(text: str) -> str:
    return '"' + _escaped(text).sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    if char in _ESCAPES:
        return _ESCAPES[char]
    code = ord(char)
    if 0xD800 <= code <= 0xDFFF:
        raise ValueError(f"U+{code:04X} is half a character")
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


@lru_cache(maxsize=64)
def _text(text: str, pad: str) -> str:
    """Return a text of several lines, with its final line break: a literal block where it can be."""
    body = text.rstrip("\n")
    lines = body.split("\n")
    if not _fits_block(lines):
        return _quoted(text) + "\n"
    ends = len(text) - len(body)
    chomping = "-" if ends == 0 else "" if ends == 1 else "+"
    first = next(line for line in lines if line)
    indicator = "2" if first[0] in " \t" else ""
    inner = pad + _STEP
    block = "".join(f"{inner}{line}\n" if line else "\n" for line in lines)
    return f"|{indicator}{chomping}\n{block}" + "\n" * (ends - 1)


def _fits_block(lines: list[str]) -> bool:
    """Say whether every reader gives these lines back: printable, none of white space alone at either end."""
    return (
        any(lines)
        and bool(lines[-1].strip(" \t"))
        and all(_is_seen(line.replace("\t", "")) for line in lines)
        and bool(next(line for line in lines if line).strip(" \t"))
    )


@lru_cache(maxsize=4096)
def _order(keys: tuple[str, ...]) -> Order:
    return tuple((key, _key(key)) for key in sorted(keys, key=lambda key: (key != "name", key)))


@lru_cache(maxsize=4096)
def _top_order(keys: tuple[str, ...]) -> Order:
    ranks = {key: rank for rank, key in enumerate(_TOP)}
    order = sorted(keys, key=lambda key: (ranks.get(key, len(ranks)), key != "name", key))
    return tuple((key, _key(key)) for key in order)
