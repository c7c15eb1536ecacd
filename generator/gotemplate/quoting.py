"""Strings and characters as Go source writes them: package strconv's Quote family."""

from __future__ import annotations

import re
from functools import partial

from generator.gotemplate.strings import is_stray_byte

_NAMED = {"\a": r"\a", "\b": r"\b", "\f": r"\f", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\v": r"\v"}
_PLAIN = r"[ !#-\[\]-~]*"
_UNUSUAL = r'[^ !#-\[\]-~]|"'
_NOT_BACKQUOTED = "[\x00-\x08\x0a-\x1f`\x7f\ufeff\udc80-\udcff]"


def quoted(text: str, ascii_only: bool = False) -> str:
    """Return a string in double quotes; with `ascii_only`, escaped where it is not ASCII."""
    if re.fullmatch(_PLAIN, text):
        return f'"{text}"'
    escape = partial(_escaped, quote='"', ascii_only=ascii_only)
    return '"' + re.sub(_UNUSUAL, lambda found: escape(found.group()), text) + '"'


def quoted_character(code: int, ascii_only: bool = False) -> str:
    """Return a code point in single quotes; one that is no character is U+FFFD."""
    return "'" + _escaped(character(code), "'", ascii_only) + "'"


def character(code: int) -> str:
    """Return the character of a code point, U+FFFD for what is none."""
    return "\ufffd" if code < 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def unicode_name(one: str) -> str:
    """Return a character as Go's %#U shows it: U+0061 'a'."""
    return f"U+{ord(one):04X}" + (f" '{one}'" if one.isprintable() else "")


def can_backquote(text: str) -> bool:
    """Say whether a string may stand between backquotes: no control characters but tabs, no backquote, no BOM."""
    return re.search(_NOT_BACKQUOTED, text) is None


def _escaped(one: str, quote: str, ascii_only: bool) -> str:
    if one in (quote, "\\"):
        return "\\" + one
    if one.isprintable() and (one.isascii() or not ascii_only):
        return one
    if one in _NAMED:
        return _NAMED[one]
    code = ord(one)
    if is_stray_byte(one):
        return f"\\x{code & 0xFF:02x}"
    if code < 0x20 or code == 0x7F:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
