"""The values of numbers in a template.

Source of the rules: Go's text/template/parse (newNumber) and exec (idealConstant), strconv's ParseInt and ParseFloat,
and fmt's scanning of complex numbers.
"""

from __future__ import annotations

import re

from generator.gotemplate.literals import BadLiteral
from generator.gotemplate.quoting import quoted

_INTEGER = r"([+-]?)0(?:[xX]([0-9a-fA-F_]+)|[bB]([01_]+)|[oO]([0-7_]+)|([0-7_]*))|([+-]?)([1-9][0-9_]*)"
_BASES = {2: 16, 3: 2, 4: 8, 5: 8, 7: 10}
_FLOAT = r"""(?x)[+-]?(?: 0[xX](?=[._]*[0-9a-fA-F])[0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?[pP][+-]?[0-9][0-9_]*
               | (?=[._]*[0-9])[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9][0-9_]*)? )"""
_PART = (
    r"[+-]?[iI]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?"
    r"|[0-9_]*(?:\.[0-9_]*)?(?:[eEpP][+-]?[0-9_]*)?)"
)
_SHORT = 19
"""Digits from which on a whole number may be too large for int64."""
_STRAY_UNDERSCORE = r"(?<![0-9])_|_(?![0-9])"
_STRAY_UNDERSCORE_HEX = r"(?<![0-9a-fA-FxX])_|_(?![0-9a-fA-F])"
_STRAY_UNDERSCORE_PREFIXED = r"(?<![0-9bBoO])_|_(?![0-9])"


def number_value(written: str) -> int | float | complex | None:
    """Return the value that a number has where Go knows no type for it; None where it only fits uint64.

    Raises BadLiteral.
    """
    if written.isdigit() and written[0] != "0" and len(written) < _SHORT:
        return int(written)
    if written.endswith("i"):
        imaginary = _float(written[:-1])
        if imaginary is not None and abs(imaginary) != float("inf"):
            return complex(0, imaginary)
    whole = _integer(written)
    if whole is not None and -(1 << 63) <= whole < 1 << 63:
        return float(whole) if _looks_floating(written) else whole
    if whole is not None and whole < 1 << 64 and written[0] not in "+-":
        return None
    number = _float(written)
    if number is None or abs(number) == float("inf"):
        raise BadLiteral(f"illegal number syntax: {quoted(written)}")
    if not any(one in written for one in ".eEpP"):
        raise BadLiteral(f"integer overflow: {quoted(written)}")
    return number


def complex_value(written: str) -> complex:
    """Return the value of a sum of a real and an imaginary number. Raises BadLiteral."""
    found = re.match(f"((?>{_PART}))((?>{_PART}))i", written)
    if not found or found[2][:1] not in ("+", "-"):
        raise BadLiteral("syntax error scanning complex number")
    return complex(_scanned(found[1]), _scanned(found[2]))


def _scanned(part: str) -> float:
    number = _float(part)
    if number is None:
        raise BadLiteral(f"strconv.ParseFloat: parsing {quoted(part)}: invalid syntax")
    if abs(number) == float("inf"):
        raise BadLiteral(f"strconv.ParseFloat: parsing {quoted(part)}: value out of range")
    return number


def _looks_floating(written: str) -> bool:
    """Say whether Go takes a whole number for a float: its check for hexadecimals overlooks signs."""
    return written[:2] not in ("0x", "0X") and any(one in written for one in ".eEpP")


def _integer(written: str) -> int | None:
    """Return the value of a whole number of any size, None where it is none to ParseInt with base 0."""
    found = re.fullmatch(_INTEGER, written)
    if not found or not _underscores_fit(written):
        return None
    digits = found.lastindex or 0
    value = int(found[digits].replace("_", "") or "0", _BASES[digits])
    return -value if written[0] == "-" else value


def _float(written: str) -> float | None:
    """Return the value of a number, infinity where it is too large, None where it is none to ParseFloat."""
    if not re.fullmatch(_FLOAT, written) or not _underscores_fit(written):
        return None
    plain = written.replace("_", "")
    if "x" not in plain and "X" not in plain:
        return float(plain)
    try:
        return float.fromhex(plain)
    except OverflowError:
        return float("inf")


def _underscores_fit(written: str) -> bool:
    if "_" not in written:
        return True
    body = written.lstrip("+-")
    prefix = body[:2].lower()
    if prefix == "0x":
        return not re.search(_STRAY_UNDERSCORE_HEX, body)
    return not re.search(_STRAY_UNDERSCORE_PREFIXED if prefix in ("0b", "0o") else _STRAY_UNDERSCORE, body)
