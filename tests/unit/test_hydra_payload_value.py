"""A payload as plain values: as sigs.k8s.io/yaml understands it, aliases and merge keys followed."""

from __future__ import annotations

from typing import Any

import pytest

from generator.hydra.payload import Payload, read
from generator.hydra.payload_value import payload_value
from tests.oracle import ask


def value_of(text: str) -> Any:
    payload = read(text)
    assert isinstance(payload, Payload)
    return payload_value(payload)


SOUND: dict[str, Any] = {
    "a:": {"a": None},
    "{a: yes, b: 'yes', c: \"1\", d: !!str 1}": {"a": True, "b": "yes", "c": "1", "d": "1"},
    "{a: 0777, b: 2026-01-05, c: !!int '5', d: !x 1}": {"a": 511, "b": "2026-01-05", "c": 5, "d": "1"},
    "{on: 1, 2: 3, '<<': 4}": {"true": 1, "2": 3, "<<": 4},
    "a: &x [1, {b: 2}]\nc: *x": {"a": [1, {"b": 2}], "c": [1, {"b": 2}]},
    "a: &x {b: 1}\nd: {c: 3, <<: *x}": {"a": {"b": 1}, "d": {"b": 1, "c": 3}},
    "<<: [{a: 1}, {b: 3}]": {"a": 1, "b": 3},
    "a: |\n  x\n": {"a": "x\n"},
}
LENIENT: dict[str, Any] = {
    "": None,
    "a: &x {b: 1, c: 2}\nd: {c: 3, <<: *x}": {"a": {"b": 1, "c": 2}, "d": {"b": 1, "c": 3}},
    "<<: [{a: 1}, {a: 2, b: 3}]": {"a": 1, "b": 3},
    "{<<: 5, a: 1}": {"a": 1},
}
"""What Go reads in its lenient mode only, or not at all: a mapping's own keys win, then those that are named first."""


@pytest.mark.parametrize("text", SOUND | LENIENT)
def test_values(text: str) -> None:
    assert value_of(text) == (SOUND | LENIENT)[text]


def test_go_reads_the_same_values() -> None:
    assert ask("yamlread", list(SOUND)) == [{"json": value} for value in SOUND.values()]


def test_what_is_repeated_is_one_object() -> None:
    """Aliases of aliases double with each line in a copy."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 40))]
    value = value_of("\n".join(lines))
    assert value["a39"][0] is value["a38"]
