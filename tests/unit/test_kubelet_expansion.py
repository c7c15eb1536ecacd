"""kubelet's dollar signs, and the order in which KServe merges lists."""

from __future__ import annotations

import random

import pytest

from generator.command_line.kubelet_expansion import halved, in_comment, references
from generator.kserve.list_order import merged_order
from tests.oracle import ask


@pytest.mark.parametrize(
    ("text", "names", "pairs"),
    [
        ("$(A)", ["A"], []),
        ("a$(A)b$(B_1)", ["A", "B_1"], []),
        # The examples of Kubernetes' documentation: the second sign escapes the reference.
        ("$$(A)", [], [0]),
        ("$$$(A)", ["A"], [0]),
        ("$$$$(A)", [], [0, 2]),
        ("$A ${A} $", [], []),
        ("$(A", [], []),
        ("$(a $(A) b)", ["a $(A"], []),
        ("$($(A))", ["$(A"], []),
        ("$()", [""], []),
        ("$x$(A)", ["A"], []),
    ],
)
def test_what_kubelet_looks_up(text: str, names: list[str], pairs: list[int]) -> None:
    assert [found.name for found in references(text)] == names
    assert list(halved(text)) == pairs
    for found in references(text):
        assert text[found.offset : found.offset + found.length] == f"$({found.name})"


def test_many_open_references_take_linear_time() -> None:
    assert references("$(" * 500_000) == ()


def test_a_comment_is_a_line() -> None:
    text = "a # b\n  # c\nd"
    assert [in_comment(text, text.index(letter)) for letter in "abcd"] == [False, False, True, False]


def test_the_order_is_that_of_strategicpatch() -> None:
    """Go says what KServe's merge makes of two thousand pairs of env lists."""
    chance = random.Random(5)
    pairs = [(_names(chance), _names(chance)) for _ in range(2000)]
    questions = [{"base": _pod(base), "patch": _pod(patch)} for base, patch in pairs]
    for (base, patch), answer in zip(pairs, ask("strategicpatch", questions), strict=True):
        [container] = answer["result"]["spec"]["containers"]
        assert merged_order(base, patch) == tuple(entry["name"] for entry in container.get("env", ())), (base, patch)


def _names(chance: random.Random) -> list[str]:
    return chance.sample("ABCDEFGH", chance.randint(0, 6))


def _pod(names: list[str]) -> dict[str, object]:
    return {"spec": {"containers": [{"name": "c", "env": [{"name": name, "value": "1"} for name in names]}]}}
