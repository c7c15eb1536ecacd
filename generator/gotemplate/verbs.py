"""Which verbs print which type, and how. Source of the rules: Go's fmt/print.go (fmtBool … fmtString)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from generator.gotemplate.directive import Directive
from generator.gotemplate.floats import complex_text, float_text
from generator.gotemplate.integers import character_text, integer_text, unicode_text
from generator.gotemplate.quoting import can_backquote, quoted, quoted_character
from generator.gotemplate.strings import encoded
from generator.gotemplate.values import Byte

Format = Callable[[Any, Directive], str]


def _bool(value: bool, directive: Directive) -> str:
    return directive.padded("true" if value else "false")


def _integer(verb: str, value: int, directive: Directive) -> str:
    return integer_text(value, verb, directive)


def _byte(value: int, directive: Directive) -> str:
    if directive.sharp_v:
        return integer_text(value, "x", replace(directive, sharp=True))
    return integer_text(value, "d", directive)


def _quoted_integer(value: int, directive: Directive) -> str:
    return directive.padded(quoted_character(value, directive.plus))


def _float(verb: str, value: float, directive: Directive) -> str:
    return float_text(value, verb, directive)


def _complex(verb: str, value: complex, directive: Directive) -> str:
    return complex_text(value, verb, directive)


def string_text(value: str, directive: Directive) -> str:
    """Return a string under the verb s."""
    return directive.padded(directive.truncated(value))


def _any_string(value: str, directive: Directive) -> str:
    return (_quoted_string if directive.sharp_v else string_text)(value, directive)


def _quoted_string(value: str, directive: Directive) -> str:
    text = directive.truncated(value)
    if directive.sharp and can_backquote(text):
        return directive.padded(f"`{text}`")
    return directive.padded(quoted(text, directive.plus))


def _hexadecimal_string(prefix: str, value: str, directive: Directive) -> str:
    data = encoded(value)[: directive.precision]
    leading = prefix if directive.sharp and data else ""
    text = data.hex(" ").replace(" ", " " + leading) if directive.space else data.hex()
    return directive.padded(leading + (text.upper() if prefix == "0X" else text))


_INTEGER: dict[str, Format] = {
    **{verb: partial(_integer, verb) for verb in "dboOxX"},
    "v": partial(_integer, "d"),
    "c": character_text,
    "q": _quoted_integer,
    "U": unicode_text,
}
FORMATS: dict[type, dict[str, Format]] = {
    bool: {"t": _bool, "v": _bool},
    int: _INTEGER,
    Byte: {**_INTEGER, "v": _byte},
    float: {verb: partial(_float, verb) for verb in "vbgGxXfFeE"},
    complex: {verb: partial(_complex, verb) for verb in "vbgGxXfFeE"},
    str: {
        "v": _any_string,
        "s": string_text,
        "q": _quoted_string,
        "x": partial(_hexadecimal_string, "0x"),
        "X": partial(_hexadecimal_string, "0X"),
    },
}
"""What prints a value of a type under a verb; a verb that is not here prints as %!verb(type=value)."""
