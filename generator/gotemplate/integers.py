"""Whole numbers as fmt prints them. Source of the rules: Go's fmt/format.go (fmtInteger, fmtUnicode)."""

from __future__ import annotations

from generator.gotemplate.directive import Directive
from generator.gotemplate.quoting import character

_DIGITS = {"b": "b", "o": "o", "O": "o", "x": "x", "X": "X"}
_WRAP = 1 << 64


def integer_text(value: int, verb: str, directive: Directive) -> str:
    """Return a whole number under one of the verbs d, b, o, O, x and X."""
    if directive.precision == 0 and value == 0:
        return " " * (directive.width or 0)
    sign = "-" if value < 0 else "+" if directive.plus else " " if directive.space else ""
    digits = format(abs(value), _DIGITS.get(verb, "d")).rjust(_least_digits(directive, sign), "0")
    return directive.padded(sign + _prefix(digits, verb, directive) + digits, zeros=False)


def unicode_text(value: int, directive: Directive) -> str:
    """Return a whole number under the verb U: U+0061, with # followed by the character."""
    code = value % _WRAP
    shown = f" '{chr(code)}'" if directive.sharp and code <= 0x10FFFF and chr(code).isprintable() else ""
    digits = format(code, "X").rjust(max(directive.precision or 0, 4), "0")
    return directive.padded(f"U+{digits}{shown}", zeros=False)


def character_text(value: int, directive: Directive) -> str:
    """Return a whole number under the verb c: the character."""
    return directive.padded(character(value))


def _least_digits(directive: Directive, sign: str) -> int:
    """Return how many digits the precision or, without one, the flag 0 asks for."""
    if directive.precision is not None:
        return directive.precision
    if directive.zero and not directive.minus and directive.width is not None:
        return directive.width - len(sign)
    return 0


def _prefix(digits: str, verb: str, directive: Directive) -> str:
    leading = "0o" if verb == "O" else ""
    if directive.sharp:
        match verb:
            case "b":
                return leading + "0b"
            case "o" | "O" if digits[0] != "0":
                return leading + "0"
            case "x" | "X":
                return leading + "0" + verb
    return leading
