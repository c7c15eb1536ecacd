"""What a plain scalar means: to YAML 1.2's core schema, to YAML 1.1, and to Kubernetes.

Three readers meet in a fleet. Definitions are YAML 1.2 (core schema, YAML 1.2.2 §10.3.2). Editors and many tools still
read YAML 1.1 (the type repository at yaml.org/type, as far as PyYAML resolves it). Kubernetes reads through
sigs.k8s.io/yaml, whose resolver goes its own way. A plain scalar on which these differ is ambiguous.
"""

from __future__ import annotations

import math
import re
from enum import Enum

Scalar = None | bool | int | float | str


class OldType(Enum):
    """What a plain scalar is to YAML 1.1 where YAML 1.2's core schema has no such type."""

    TIME = "a date or time"
    BASE_60 = "a number to the base 60"
    VALUE_MARK = "a mark for default values"
    MERGE_MARK = "a merge key"


MIN_INT, MAX_INT = -(2**63), 2**63 - 1
"""The integers that Kubernetes holds exactly (Go's int64)."""

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
"""The words that all three readers know."""

_OLD_WORDS: dict[str, Scalar] = {
    **_WORDS,
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "off", "Off", "OFF"), False),
}

_DECIMAL = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_CORE_BASED = re.compile(r"0(?:o([0-7]+)|x([0-9a-fA-F]+))")

_OLD_INT = re.compile(r"([-+]?)(?:0b([01_]+)|0x([0-9a-fA-F_]+)|0([0-7_]+)|(0|[1-9][0-9_]*))")
_OLD_FLOAT = re.compile(r"(?:[-+]?[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?")
_OLD_BASE_60 = re.compile(r"[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)")
_OLD_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
)

_GO_INT = re.compile(r"([-+]?)(?:0[bB]([01]+)|0[xX]([0-9a-fA-F]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))")
_GO_SIGNED_BINARY = re.compile(r"0b([-+][01]+)")

_GO_SEPARATOR = re.compile(r"(?<=[0-9])_(?=[0-9])")

_SUSPECT = re.compile(r"[-+.0-9=<yYnNoO]")
"""How every scalar begins on which the readers differ."""

_LONGEST = 400
"""More digits than any double has; Python refuses to convert thousands."""


def read_core(text: str) -> Scalar:
    """Return the value of a plain scalar by YAML 1.2's core schema: text where no other type fits."""
    if text in _WORDS:
        return _WORDS[text]
    based = _CORE_BASED.fullmatch(text)
    if based:
        return _integer(based[1], 8) if based[1] else _integer(based[2], 16)
    return _integer(text, 10) if _DECIMAL.fullmatch(text) else _float(text)


def read_kubernetes(text: str) -> Scalar:
    """Return the value of a plain scalar as sigs.k8s.io/yaml resolves it (resolve.go of go.yaml.in/yaml/v2).

    Timestamps stay text, as there. Infinity and NaN come out as such, though JSON cannot hold them.
    """
    if text in _OLD_WORDS:
        return _OLD_WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    bare = _GO_SEPARATOR.sub("", text) if text[0] == "." else text.replace("_", "")
    whole = _go_integer(bare)
    if whole is not None:
        return whole
    value = _float(bare)
    return text if value == bare or value in (float("inf"), float("-inf")) else value


def read_yaml_1_1(text: str) -> Scalar | OldType:
    """Return the value of a plain scalar by YAML 1.1: the type repository, numbers as PyYAML takes them."""
    if text in _OLD_WORDS:
        return _OLD_WORDS[text]
    if text in ("=", "<<"):
        return OldType.VALUE_MARK if text == "=" else OldType.MERGE_MARK
    if _OLD_TIME.fullmatch(text):
        return OldType.TIME
    if _OLD_BASE_60.fullmatch(text):
        return OldType.BASE_60
    whole = _OLD_INT.fullmatch(text)
    if whole:
        return _literal(whole)
    return float(text.replace("_", "")) if _OLD_FLOAT.fullmatch(text) else text


def same(one: object, other: object) -> bool:
    """Say whether two readings agree in type and value; 1 and 1.0, 0.0 and -0.0 do not."""
    return type(one) is type(other) and repr(one) == repr(other)


def is_ambiguous(text: str) -> bool:
    """Say whether the readers of YAML 1.2, YAML 1.1 and Kubernetes differ on a plain scalar."""
    if not _SUSPECT.match(text):
        return False
    core = read_core(text)
    return not (same(core, read_yaml_1_1(text)) and same(core, read_kubernetes(text)))


def write_number(value: float) -> str:
    """Return an integer or finite float as all three readers take it. Raises ValueError for infinity and NaN."""
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value):
        raise ValueError(f"{value} has no JSON form")
    digits, exponent, power = repr(value).partition("e")
    return f"{digits}{'' if '.' in digits or not exponent else '.0'}{exponent}{power}"


def _float(text: str) -> float | str:
    return float(text) if _FLOAT.fullmatch(text) else text


def _integer(text: str, base: int) -> int:
    """Return a number; one of absurd length keeps its first digits, which are far too many anyway."""
    sign = text[:1] if text[:1] in "+-" else ""
    digits = text.removeprefix(sign).replace("_", "").lstrip("0")
    return int(sign + (digits[:_LONGEST] or "0"), base)


def _literal(match: re.Match[str]) -> int:
    """Return the number of a match of sign, binary, hexadecimal, octal and decimal digits."""
    sign, *digits = match.groups(default="")
    for text, base in zip(digits, (2, 16, 8, 10), strict=False):
        if text:
            return _integer(sign + text, base)
    return 0


def _go_integer(text: str) -> int | None:
    """Return the number that Go's strconv makes of an integer literal; None where it makes none or 64 bits are few."""
    literal, signed = _GO_INT.fullmatch(text), _GO_SIGNED_BINARY.fullmatch(text)
    if not literal and not signed:
        return None
    value = _literal(literal) if literal else int(signed[1], 2) if signed else 0
    bits = 63 if text.startswith(("+", "-")) else 64
    return value if MIN_INT <= value < 2**bits else None
