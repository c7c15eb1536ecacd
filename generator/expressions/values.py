"""The values that expressions work on: plain text, numbers, true and false, null, lists and maps.

Values of different kinds are never mixed silently: what YAML would read as another kind is asked for by name.
"""

from __future__ import annotations

import math
from typing import Any

from generator.expressions.errors import TOO_LARGE, TYPE, Place, refusal, shown

MAX_TEXT = 1 << 20
"""Characters that any text made by an expression may have; etcd's own limit for an object is 1.5 MiB."""
_SMALLEST, _LARGEST = -(1 << 63), (1 << 63) - 1

_KINDS = {
    str: "text",
    bool: "a boolean",
    int: "a number",
    float: "a number",
    type(None): "null",
    list: "a list",
    dict: "a map",
}


def kind(value: Any) -> str:
    """Return the name of a value's kind, with its article."""
    return _KINDS.get(type(value), "text" if isinstance(value, str) else "a value of no known kind")


def is_scalar(value: Any) -> bool:
    """Say whether a value may be the result of an expression."""
    return isinstance(value, str | int | float)


def described(value: Any) -> str:
    """Return a value for a message: its kind, and for a scalar what it is."""
    if isinstance(value, str):
        return f"the text '{shown(value[:100])}'"
    return f"{kind(value)} ({scalar_text(value)})" if is_scalar(value) and is_small(value) else kind(value)


def is_small(value: float) -> bool:
    """Say whether a number can be written out: an integer of 64 bits, or a float."""
    return isinstance(value, float) or _SMALLEST <= value <= _LARGEST


def text_of(value: Any, place: Place) -> str:
    """Return a scalar as text, written as YAML writes it. Raises Refusal for null, lists, maps and huge integers."""
    if isinstance(value, str):
        return value
    if not is_scalar(value):
        raise refusal(place, TYPE, f"{kind(value)} cannot be part of a text", _hint(value))
    if not is_small(value):
        raise refusal(place, TOO_LARGE, "the integer does not fit into 64 bits", "Write it as text, in quotes.")
    return scalar_text(value)


def scalar_text(value: str | float) -> str:
    """Return a scalar as YAML writes it, without quotes. An integer must be small."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _float_text(value) if isinstance(value, float) else str(value)


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    text = repr(value)
    # YAML 1.1 takes 1e+20 for text, since its floats have a dot.
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


def _hint(value: Any) -> str:
    if value is None:
        return "Give a fallback: | default('...')."
    return "Take one of its values by name or index, or write it as text: | join(', ') for a list, | tojson for both."


def bounded(text: str, place: Place) -> str:
    """Return the text. Raises Refusal where it is longer than any object can hold."""
    check_size(len(text), place)
    return text


def check_size(size: int, place: Place) -> None:
    """Raise Refusal where a text of this many characters would be too long."""
    if size > MAX_TEXT:
        raise refusal(
            place, TOO_LARGE, f"the text would be longer than {MAX_TEXT} characters", "No object can hold that much."
        )


def same(left: Any, right: Any, place: Place) -> bool:
    """Say whether two scalars are equal. Raises Refusal where their kinds differ, unless one is null."""
    if left is None or right is None:
        return left is right
    if kind(left) != kind(right) or not is_scalar(left):
        raise refusal(
            place,
            TYPE,
            f"{described(left)} is compared with {described(right)}",
            "Compare values of one kind: | int makes a number of text, | string makes text of a number."
            if is_scalar(left) and is_scalar(right)
            else "Only text, numbers and booleans can be compared; | length counts a list or map.",
        )
    return bool(left == right)


def in_order(left: Any, right: Any, place: Place) -> tuple[float, float]:
    """Return two numbers that are to be ordered. Raises Refusal for other kinds: '8.10' as text is below '8.9'."""
    if kind(left) == kind(right) == "a number":
        return left, right
    raise refusal(
        place,
        TYPE,
        f"{described(left)} and {described(right)} have no order",
        "Only numbers are ordered; | int makes a number of text. Versions can only be equal or not.",
    )


def holds(container: Any, item: Any, place: Place) -> bool:
    """Say whether a text holds a text, a list an item, or a map a key. Raises Refusal for other kinds."""
    if isinstance(container, list):
        return any(same(item, member, place) for member in container)
    if isinstance(container, dict | str) and isinstance(item, str):
        return item in container
    raise refusal(
        place,
        TYPE,
        f"'in' cannot look for {described(item)} in {described(container)}",
        "Look for a text in a text, an item in a list, or a key in a map.",
    )
