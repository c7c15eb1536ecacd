"""The filters that expressions may use. Each takes the value, its arguments and its place, and returns a value.

They bear the names of Jinja's own and give the same results for what they accept, but accept less: what Jinja
turns into text, zero or nothing without a word is refused here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from generator.expressions.errors import TYPE, UNKNOWN_NAME, ExpressionError, Missing, Place, refusal
from generator.expressions.values import bounded, check_size, described, is_small, text_of

_TRIMMED = 64
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, allow_nan=False)


class Filter(Struct, frozen=True):
    """A filter: what it does, how many arguments it takes at least and at most, and how it is written."""

    apply: Callable[[Any, list[Any], Place], Any]
    least: int
    most: int
    usage: str


def _default(value: Any, arguments: list[Any], place: Place) -> Any:
    fallback, *also_empty = arguments
    if not also_empty:
        return fallback if value is None else value
    if not isinstance(also_empty[0], bool):
        raise refusal(place, TYPE, f"default's second argument is {described(also_empty[0])}", "It is true or false.")
    return fallback if value is None or (also_empty[0] and not value) else value


def _lower(value: Any, _arguments: list[Any], place: Place) -> str:
    return bounded(_text(value, place).lower(), place)


def _upper(value: Any, _arguments: list[Any], place: Place) -> str:
    return bounded(_text(value, place).upper(), place)


def _replace(value: Any, arguments: list[Any], place: Place) -> str:
    text, old, new = (_text(item, place) for item in (value, *arguments))
    if not old:
        raise refusal(place, TYPE, "replace looks for an empty text", "Say which text is to be replaced.")
    check_size(len(text) + text.count(old) * (len(new) - len(old)), place)
    return text.replace(old, new)


def _trim(value: Any, arguments: list[Any], place: Place) -> str:
    if not arguments:
        return _text(value, place).strip()
    characters = _text(arguments[0], place)
    if len(characters) > _TRIMMED:
        raise refusal(place, TYPE, f"trim is given more than {_TRIMMED} characters", "Trim takes a few characters.")
    return _text(value, place).strip(characters)


def _join(value: Any, arguments: list[Any], place: Place) -> str:
    separator = _text(arguments[0], place) if arguments else ""
    items = _list(value, place)
    size, texts = 0, []
    for item in items:
        texts.append(text_of(item, place))
        size += len(texts[-1]) + len(separator)
        check_size(size - len(separator), place)
    return separator.join(texts)


def _first(value: Any, _arguments: list[Any], place: Place) -> Any:
    return _item(_list(value, place), 0, place)


def _last(value: Any, _arguments: list[Any], place: Place) -> Any:
    return _item(_list(value, place), -1, place)


def _length(value: Any, _arguments: list[Any], place: Place) -> int:
    if isinstance(value, str | list | dict):
        return len(value)
    raise _unsuitable(value, "a text, a list or a map", place)


def _int(value: Any, _arguments: list[Any], place: Place) -> int:
    digits = isinstance(value, str) and len(value) <= _TRIMMED and _INTEGER.fullmatch(value.strip())
    whole = type(value) is int or (isinstance(value, float) and value.is_integer())
    if not digits and not whole:
        raise _unsuitable(value, "a whole number in decimal digits", place)
    number = int(value)
    if not is_small(number):
        raise _unsuitable(value, "a whole number of 64 bits", place)
    return number


def _string(value: Any, _arguments: list[Any], place: Place) -> str:
    return text_of(value, place)


def _tojson(value: Any, _arguments: list[Any], place: Place) -> str:
    size, texts = 0, []
    try:
        # Piece by piece, because a map that anchors share can be far larger as text than in memory.
        for piece in _ENCODER.iterencode(value):
            texts.append(piece)
            size += len(piece)
            check_size(size, place)
    except ValueError:
        raise _unsuitable(value, "what JSON can hold: no infinite and no huge number", place) from None
    return "".join(texts)


def _item(items: list[Any], index: int, place: Place) -> Any:
    if items:
        return items[index]
    message, help_text = "the list is empty", "Give a fallback: | default('...')."
    raise Missing(ExpressionError(UNKNOWN_NAME, message, help_text, *place))


def _text(value: Any, place: Place) -> str:
    if isinstance(value, str):
        return value
    raise _unsuitable(value, "a text; | string makes one of a number", place)


def _list(value: Any, place: Place) -> list[Any]:
    if isinstance(value, list):
        return value
    raise _unsuitable(value, "a list", place)


def _unsuitable(value: Any, due: str, place: Place) -> Exception:
    return refusal(place, TYPE, f"the filter cannot take {described(value)}", f"It takes {due}.")


FILTERS = {
    "default": Filter(_default, 1, 2, "default('...')"),
    "lower": Filter(_lower, 0, 0, "lower"),
    "upper": Filter(_upper, 0, 0, "upper"),
    "replace": Filter(_replace, 2, 2, "replace('old', 'new')"),
    "trim": Filter(_trim, 0, 1, "trim or trim('/')"),
    "join": Filter(_join, 0, 1, "join(', ')"),
    "first": Filter(_first, 0, 0, "first"),
    "last": Filter(_last, 0, 0, "last"),
    "length": Filter(_length, 0, 0, "length"),
    "int": Filter(_int, 0, 0, "int"),
    "string": Filter(_string, 0, 0, "string"),
    "tojson": Filter(_tojson, 0, 0, "tojson"),
}
