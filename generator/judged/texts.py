"""The texts in a value, with the steps to them."""

from __future__ import annotations

from typing import Any

from msgspec import json

from generator.place import Steps

_encode = json.Encoder(enc_hook=str).encode
"""Subclasses of str are written by their text."""


def texts_with(part: str, value: Any) -> list[tuple[str, Steps]]:
    """Return each text that has a part in it, with the steps to it."""
    found: list[tuple[str, Steps]] = []
    if may_hold(encoded(value), part):
        _collect(part, value, (), found)
    return found


def encoded(value: Any) -> bytes | None:
    """Return what holds each text and key of a value; None for one that cannot be encoded.

    An encoder looks at a whole object in the time in which a walk looks at three of its texts.
    """
    try:
        return _encode(value)
    except (ValueError, OverflowError, RecursionError):  # half a surrogate pair, a huge number
        return None


def may_hold(text: bytes | None, part: str) -> bool:
    """Say whether a part may stand in some text or key of what was encoded: no is certain.

    A part is ASCII, without quotes and backslashes.
    """
    return text is None or part.encode() in text


def _collect(part: str, value: Any, steps: Steps, found: list[tuple[str, Steps]]) -> None:
    for key, item in value.items() if value.__class__ is dict else enumerate(value):
        if item.__class__ is dict or item.__class__ is list:
            _collect(part, item, (*steps, key), found)
        elif isinstance(item, str) and part in item:
            found.append((item, (*steps, key)))
