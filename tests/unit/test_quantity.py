"""The comparison that the seeds' tests rest on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.quantities import amount, differences


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (0, 0),
        (2, 2),
        ("2", 2),
        ("2000m", 2),
        ("2.0", 2),
        ("2.", 2),
        (".5", Fraction(1, 2)),
        (0.5, Fraction(1, 2)),
        ("500m", Fraction(1, 2)),
        ("1u", Fraction(1, 10**6)),
        ("1n", Fraction(1, 10**9)),
        ("0.1n", Fraction(1, 10**9)),
        ("-0.1n", Fraction(-1, 10**9)),
        ("1k", 1000),
        ("1M", 10**6),
        ("1E", 10**18),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1e-3", Fraction(1, 1000)),
        ("1Ki", 1024),
        ("1Gi", 1073741824),
        ("1.5Gi", 1610612736),
        ("1Ei", 1152921504606846976),
        ("-1Mi", -1048576),
        ("+3", 3),
    ],
)
def test_amount_is_what_kubernetes_counts(quantity: str | int | float, expected: int | Fraction) -> None:
    assert amount(quantity) == expected


@pytest.mark.parametrize(
    "text", ["", "Gi", "1gi", "1 Gi", "1K", "1Kii", "0x10", "1e", "1m5", "--1", "1_000", True, "1Gi\n"]
)
def test_what_is_no_quantity_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a quantity"):
        amount(text)


def container(**limits: Any) -> dict[str, Any]:
    return {"resources": {"limits": limits}}


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (container(cpu=2), container(cpu="2")),
        (container(cpu="2"), container(cpu="2000m")),
        (container(memory="1Gi"), container(memory="1024Mi")),
        ({"emptyDir": {"sizeLimit": "1Gi"}}, {"emptyDir": {"sizeLimit": "1024Mi"}}),
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}),
    ],
)
def test_equal_values_have_no_difference(expected: Any, actual: Any) -> None:
    assert differences(expected, actual) == []


@pytest.mark.parametrize(
    ("expected", "actual", "line"),
    [
        (container(memory="1Gi"), container(memory="1G"), ".resources.limits.memory: expected '1Gi', got '1G'"),
        (container(cpu=1), container(cpu=True), ".resources.limits.cpu: expected 1, got True"),
        (container(cpu="2"), container(), ".resources.limits.cpu: expected '2', is absent"),
        (container(), container(cpu="2"), ".resources.limits.cpu: not expected, got '2'"),
        ({"limits": {"cpu": 2}}, {"limits": {"cpu": "2"}}, ".limits.cpu: expected 2, got '2'"),
        ({"port": 8080}, {"port": "8080"}, ".port: expected 8080, got '8080'"),
        ({"value": "2"}, {"value": "2000m"}, ".value: expected '2', got '2000m'"),
        ({"on": True}, {"on": 1}, ".on: expected True, got 1"),
        ({"n": 1}, {"n": 1.0}, ".n: expected 1, got 1.0"),
        ({"a": None}, {}, ".a: expected None, is absent"),
        ({"a": [1, 2]}, {"a": [2, 1]}, ".a[0]: expected 1, got 2"),
        ({"a": [1]}, {"a": [1, 2]}, ".a: expected [1], got [1, 2]"),
        ({"a": {}}, {"a": []}, ".a: expected {}, got []"),
        ("a", "b", ".: expected 'a', got 'b'"),
    ],
)
def test_a_difference_names_place_and_values(expected: Any, actual: Any, line: str) -> None:
    assert differences(expected, actual)[0] == line


def test_all_differences_are_listed() -> None:
    assert len(differences({"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 3, "d": 4})) == 3
