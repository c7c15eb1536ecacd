"""The values of strings and characters in a template. Source of the rules: Go's strconv.Unquote and UnquoteChar."""

from __future__ import annotations

import re

from generator.gotemplate.strings import joined

_NAMED = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_ESCAPE = r"(?s)\\(?:x([0-9a-fA-F]{2})|([0-3][0-7]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.?))"


class BadLiteral(Exception):
    """A literal that has no value; the text is Go's message."""


def string_value(written: str) -> str:
    """Return the value of a string in double quotes or backquotes. Raises BadLiteral."""
    inner = written[1:-1]
    if written[0] == "`":
        return inner.replace("\r", "")
    return joined((re.sub(_ESCAPE, _unescaped, inner),)) if "\\" in inner else inner


def character_value(written: str) -> int:
    """Return the code of a character in single quotes. Raises BadLiteral."""
    inner = written[1:-1]
    if not inner:
        raise BadLiteral("invalid syntax")
    escape = re.match(_ESCAPE, inner)
    code, stop = (_code(escape, "'"), escape.end()) if escape else (ord(inner[0]), 1)
    if stop != len(inner):
        raise BadLiteral(f"malformed character constant: {written}")
    return code


def _unescaped(escape: re.Match[str]) -> str:
    code = _code(escape, '"')
    stray = escape[1] or escape[2]
    return chr(0xDC00 + code) if stray and code >= 0x80 else chr(code)


def _code(escape: re.Match[str], quote: str) -> int:
    hexadecimal, octal, short, long, named = escape.groups()
    if named is not None:
        if named == quote:
            return ord(quote)
        if named not in _NAMED:
            raise BadLiteral("invalid syntax")
        return _NAMED[named]
    code = int(octal, 8) if octal else int(hexadecimal or short or long, 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise BadLiteral("invalid syntax")
    return code
