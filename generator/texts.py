"""The texts in a value, with the steps to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec import json

from generator.source import Steps

_encode = json.Encoder(enc_hook=str).encode
"""Subclasses of str are written by their text."""


def texts_of(value: Any, steps: Steps = ()) -> Iterator[tuple[str, Steps]]:
    """Yield each text in a value of mappings and lists, in their order; keys are none."""
    if isinstance(value, str):
        yield value, steps
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(item, (*steps, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from texts_of(item, (*steps, index))


def texts_with(part: str, value: Any) -> list[tuple[str, Steps]]:
    """Return each text that has a part in it, with the steps to it."""
    found: list[tuple[str, Steps]] = []
    if mentions(value, part):
        _collect(part, value, (), found)
    return found


def mentions(value: Any, *parts: str) -> bool:
    """Say whether a part may stand in some text or key: no is certain. Parts are ASCII, without quotes and backslashes.

    An encoder looks at a whole object in the time in which a walk looks at three of its texts.
    """
    try:
        encoded = _encode(value)
    except (ValueError, OverflowError, RecursionError):  # half a surrogate pair, a huge number
        return True
    return any(part.encode() in encoded for part in parts)


def _collect(part: str, value: Any, steps: Steps, found: list[tuple[str, Steps]]) -> None:
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(item, str):
            if part in item:
                found.append((item, (*steps, key)))
        elif isinstance(item, dict | list):
            _collect(part, item, (*steps, key), found)
