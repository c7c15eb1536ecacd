"""What plain scalars mean: YAML 1.2's own tables by hand, YAML 1.1 by PyYAML, Kubernetes by Go."""

from __future__ import annotations

import math
from random import Random
from typing import Any

import pytest
import ruamel.yaml
import yaml
import yaml_rs

from generator.yaml.scalars import OldType, is_ambiguous, read_core, read_kubernetes, read_yaml_1_1, same, write_number
from tests.oracle import ask

PIECES = (
    *"0123456789abcdefxoEXOB_+-.:=~<TZ ynYN",
    *("0x", "0o", "0b", "1_000", "1e3", "yes", "No", "ON", "off", "true", "NULL", ".inf", ".NaN", "-.INF", "<<"),
    *("2026-01-05", "T07:02:33", "12:30", ":30", "0777", "e+16", ".5"),
)


def scalars() -> list[str]:
    """Return texts near all that any reader takes for a number, a word or a date; the same in every run."""
    random = Random(20260105)
    made = ("".join(random.choices(PIECES, k=random.randint(1, 4))).strip() for _ in range(20_000))
    return sorted({text for text in made if text and is_plain(text)})


def is_plain(text: str) -> bool:
    """Say whether the text is a plain scalar at all, as the value of a key."""
    begins_plainly = text[0] not in "-:" or text[1:2] not in ("", " ")
    return begins_plainly and ": " not in text and not text.endswith(":")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # YAML 1.2.2, §10.3.2, and example 10.3's neighbours
        ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None), ("nULL", "nULL"),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
        ("tRUE", "tRUE"), ("yes", "yes"), ("off", "off"), ("y", "y"),
        ("0", 0), ("-0", 0), ("+12", 12), ("-19", -19), ("0777", 777), ("08", 8), ("00", 0),
        ("0o14", 12), ("0o8", "0o8"), ("0x3A", 58), ("0X3A", "0X3A"), ("-0x1", "-0x1"), ("0b1", "0b1"),
        ("0.", 0.0), ("-0.0", -0.0), (".5", 0.5), ("+12e03", 12000.0), ("-2E+05", -200000.0), ("1e3", 1000.0),
        ("12.1", 12.1), ("0.20", 0.2), (".", "."), ("1.2.3", "1.2.3"), ("1_000", "1_000"), ("1e", "1e"), ("e1", "e1"),
        (".inf", math.inf), ("-.Inf", -math.inf), ("+.INF", math.inf), (".inF", ".inF"), ("inf", "inf"),
        ("12:30", "12:30"), ("2026-01-05", "2026-01-05"), ("=", "="), ("<<", "<<"), ("16Gi", "16Gi"), ("v1", "v1"),
        ("9223372036854775808", 9223372036854775808),
    ],
)  # fmt: skip
def test_core_schema(text: str, value: Any) -> None:
    read = read_core(text)
    assert (type(read), repr(read)) == (type(value), repr(value))


def test_not_a_number() -> None:
    for text in (".nan", ".NaN", ".NAN"):
        value = read_core(text)
        assert isinstance(value, float)
        assert math.isnan(value)


def test_digits_without_end_are_a_number_out_of_every_range() -> None:
    assert isinstance(read_core("9" * 100_000), int)
    assert read_core("-" + "9" * 100_000) < -(2**64)  # type: ignore[operator]
    assert read_core("0" * 100_000 + "7") == 7


@pytest.mark.parametrize(
    "text",
    [
        "no", "on", "y", "N", "Yes", "OFF", "0777", "08", "0o17", "12:30", "1:2.5", "1_000", "2026-01-05", "1e3",
        "1.5e3", "2026-1-5 7:02:33", "2026-01-05T07:02:33Z", "0b1", "0B1", "0X1F", "-0x1F", "+.5", "=", "<<",
        "0x_1", "-_1", "1e400",
    ],
)  # fmt: skip
def test_ambiguous(text: str) -> None:
    assert is_ambiguous(text)


@pytest.mark.parametrize(
    "text",
    [
        "true", "False", "null", "~", "", "0", "7", "-1", "+1", "00", "007", "0x1F", "1.5", ".5", "5.", "-0.0",
        "1.0e+3", "1.2.3", "v1", "16Gi", "100m", "2026-01", "25.02-py3", "nO", "yEs", "-c", "--port=80", "a:b",
        "12:60", ".", "_1",
    ],
)  # fmt: skip
def test_not_ambiguous(text: str) -> None:
    assert not is_ambiguous(text)


def by_pyyaml(text: str) -> Any:
    """Return PyYAML's value; for what only YAML 1.1 has, its tag's name."""
    loader = yaml.SafeLoader("")
    tag = loader.resolve(yaml.ScalarNode, text, (True, False))
    kind = tag.rpartition(":")[2]
    if kind in ("timestamp", "value", "merge") or (kind in ("int", "float") and ":" in text):
        return kind if kind in ("timestamp", "value", "merge") else "base 60"
    try:
        return loader.construct_object(yaml.ScalarNode(tag, text))
    except ValueError:
        return kind  # PyYAML's own pattern takes 0x_ for a number, and cannot make one


OLD_TYPES = {
    OldType.TIME: "timestamp",
    OldType.BASE_60: "base 60",
    OldType.VALUE_MARK: "value",
    OldType.MERGE_MARK: "merge",
}


def test_yaml_1_1_is_what_pyyaml_reads() -> None:
    for text in scalars():
        if text in ("y", "Y", "n", "N"):
            assert isinstance(read_yaml_1_1(text), bool)  # booleans of YAML 1.1 that PyYAML leaves out
            continue
        value = read_yaml_1_1(text)
        expected = by_pyyaml(text)
        if isinstance(value, OldType):
            assert OLD_TYPES[value] == expected, text
        elif expected == "int" and text != "int":
            assert isinstance(value, int), text
        else:
            assert same(value, expected), text


def as_json(value: Any) -> Any:
    """Return a number without its type, which JSON does not tell."""
    return ("number", float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def test_kubernetes_reads_as_go() -> None:
    texts = scalars()
    for text, answer in zip(texts, ask("yamlread", [f"key: {text}\n" for text in texts]), strict=True):
        value = read_kubernetes(text)
        if isinstance(value, float) and not math.isfinite(value):
            assert "unsupported value" in answer["error"], text
        elif isinstance(value, str):
            assert answer == {"json": {"key": text}}
        else:
            assert as_json(answer["json"]["key"]) == as_json(value), text


def test_what_is_not_ambiguous_is_one_value_to_all() -> None:
    for text in scalars():
        if is_ambiguous(text):
            continue
        source = f"key: {text}\n"
        readings = {"PyYAML": yaml.load(source, Loader=yaml.CSafeLoader)}
        if "_" not in text and text not in (".", "+.", "-."):  # what these two read amiss
            readings["ruamel"] = ruamel.yaml.YAML(typ="safe", pure=True).load(source)
            readings["yaml_rs"] = yaml_rs.loads(source, parse_datetime=False)
        for name, read in readings.items():
            assert same(read["key"], read_core(text)), (name, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (-5, "-5"), (2**64, "18446744073709551616"), (1.0, "1.0"), (0.2, "0.2"), (-0.0, "-0.0"),
        (1e16, "1.0e+16"), (1e-7, "1.0e-07"), (1.5e300, "1.5e+300"), (5e-324, "5.0e-324"),
    ],
)  # fmt: skip
def test_numbers_are_written_for_all_readers(value: float, text: str) -> None:
    assert write_number(value) == text


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_no_number_for_infinity(value: float) -> None:
    with pytest.raises(ValueError, match="no JSON form"):
        write_number(value)
