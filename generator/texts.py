"""The texts in a value, with the steps to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.source import Steps


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
