"""What is emitted: its looks by hand; that PyYAML twice, ruamel and Go read it back unchanged, by hypothesis."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
import ruamel.yaml
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.emit import emit
from generator.yaml.strict import read_document
from tests.oracle import ask
from tests.yaml_texts import exactly

SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

PIECES = st.sampled_from(
    [
        *"ab \n\t:#-?%@`\"'|>&*!=~,[]{}\\/$._+x0179e<",
        *(
            ": ",
            " #",
            "- ",
            "? ",
            "---",
            "...",
            "\n\n",
            "  ",
            "\n ",
            " \n",
            "\n\t",
            "yes",
            "No",
            "on",
            "n",
            "true",
            "null",
        ),
        *(
            "0x1",
            "0o7",
            "0777",
            "1e3",
            "12:30",
            "1_000",
            "2026-01-05",
            ".inf",
            ".nan",
            "<<",
            "16Gi",
            "1.2.3",
            "{{ .A }}",
        ),
        *"\x00\x07\x1b\r\x7f\x80\x85\xa0\xad\u200b\u2028\u2029\u202e\u3000\ufeff\ufffd\ufffe\uffffé中😀\U000e0001\U0010ffff",
    ]
)
TEXTS = (
    st.lists(PIECES, max_size=6).map("".join)
    | st.text(max_size=20)
    | st.sampled_from(["k" * 121, "k" * 1100, "k\n" * 70])
)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
TREES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=12
)


def by_key(value: Any) -> Any:
    """Return a value in a form in which types differ, and the order of keys does not matter."""
    if isinstance(value, dict):
        return {key: by_key(item) for key, item in value.items()}
    return [by_key(item) for item in value] if isinstance(value, list) else exactly(value)


def as_json(value: Any) -> Any:
    """Return a value as JSON tells it: numbers have no types."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return ("number", float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


@SETTINGS
@given(st.lists(TREES, min_size=1, max_size=25))
def test_all_readers_get_back_what_was_emitted(values: list[Any]) -> None:
    texts = [emit(value) for value in values]
    for value, text, answer in zip(values, texts, ask("yamlread", texts), strict=True):
        assert by_key(yaml.load(text, Loader=yaml.CSafeLoader)) == by_key(value), text
        assert by_key(yaml.load(text, Loader=yaml.SafeLoader)) == by_key(value), text
        assert by_key(ruamel.yaml.YAML(typ="safe", pure=True).load(text)) == by_key(value), text
        assert as_json(answer["json"]) == as_json(value), text


@SETTINGS
@given(TREES)
def test_what_is_emitted_is_a_definition_by_our_own_rules(value: Any) -> None:
    document, diagnostics = read_document("x.yaml", emit({"root": value}).encode())
    assert document is not None, diagnostics
    assert by_key(document.value) == by_key({"root": value})


@SETTINGS
@given(TREES)
def test_nothing_invisible_and_nothing_folded(value: Any) -> None:
    text = emit(value)
    assert text.endswith("\n")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\ufeff\ufffe\uffff]", text)
    assert not any(isinstance(event, yaml.ScalarEvent) and event.style == ">" for event in yaml.parse(text))
    assert all("\n" not in text[e.start_mark.index : e.end_mark.index] for e in yaml.parse(text) if is_flow_scalar(e))


def is_flow_scalar(event: Any) -> bool:
    return isinstance(event, yaml.ScalarEvent) and event.style not in ("|", ">")


@SETTINGS
@given(TREES)
def test_same_value_same_bytes(value: Any) -> None:
    assert emit(value) == emit(turned(value))


def turned(value: Any) -> Any:
    """Return an equal value whose mappings are made in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(item) for item in value] if isinstance(value, list) else value


# What it looks like

OBJECT = {
    "status": {},
    "spec": {
        "volumes": [],
        "containers": [
            {
                "image": "quay.io/ascend/vllm-ascend:v0.18.0rc1",
                "args": ["--port=8080", "-c", "0.9", 8, "{{ .Name }}"],
                "name": "kserve-container",
                "env": [{"value": "", "name": "HOME"}, {"name": "X", "value": None}],
                "command": ["bash", "-c", "set -e\n\nexec run \\\n  --x  # tail\n", "bash"],
            }
        ],
        "weights": [[1, 2.5], [{"b": True, "a": -0.0}]],
    },
    "metadata": {
        "labels": {"b": "12.1", "a": "yes"},
        "name": "x",
        "annotations": {"k/y": '{"a": "b"}', "k/x": "a: b"},
    },
    "kind": "ClusterServingRuntime",
    "apiVersion": "serving.kserve.io/v1alpha1",
}

EMITTED = """\
apiVersion: serving.kserve.io/v1alpha1
kind: ClusterServingRuntime
metadata:
  name: x
  annotations:
    k/x: "a: b"
    k/y: '{"a": "b"}'
  labels:
    a: "yes"
    b: "12.1"
spec:
  containers:
  - name: kserve-container
    args:
    - "--port=8080"
    - "-c"
    - "0.9"
    - 8
    - "{{ .Name }}"
    command:
    - bash
    - "-c"
    - |
      set -e

      exec run \\
        --x  # tail
    - bash
    env:
    - name: HOME
      value: ""
    - name: X
      value: null
    image: quay.io/ascend/vllm-ascend:v0.18.0rc1
  volumes: []
  weights:
  - - 1
    - 2.5
  - - a: -0.0
      b: true
status: {}
"""


def test_an_object() -> None:
    assert emit(OBJECT) == EMITTED


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("server", "server"), ("16Gi", "16Gi"), ("100m", "100m"), ("1.2.3", '"1.2.3"'), ("25.02-py3", "25.02-py3"),
        ("/mnt/models", "/mnt/models"), ("$(VAR)", "$(VAR)"), ("--a=b", '"--a=b"'), ("a b", "a b"), ("a,b [c] {d}", "a,b [c] {d}"),
        ("http://x:80/", "http://x:80/"), ("中文", "中文"), ("a#b", "a#b"), ("it's", "it's"), ('say "hi"', 'say "hi"'),
        ("", '""'), (" a", '" a"'), ("a ", '"a "'), ("a: b", '"a: b"'), ("a:", '"a:"'), ("a #b", '"a #b"'), ("#", '"#"'),
        ("no", '"no"'), ("On", '"On"'), ("y", '"y"'), ("TRUE", '"TRUE"'), ("null", '"null"'), ("~", '"~"'), ("nO", '"nO"'),
        ("1", '"1"'), ("0777", '"0777"'), ("1e3", '"1e3"'), ("0x1F", '"0x1F"'), ("0o17", '"0o17"'), ("12:30", '"12:30"'),
        ("1_000", '"1_000"'), ("2026-01-05", '"2026-01-05"'), ("12.1", '"12.1"'), (".5", '".5"'), ("-1", '"-1"'),
        ("=", '"="'), ("<<", '"<<"'), (".inf", '".inf"'), ("---", '"---"'), ("...", '"..."'), ("-", '"-"'), ("?", '"?"'),
        ("- a", '"- a"'), ("? a", '"? a"'), ("%a", '"%a"'), ("@a", '"@a"'), ("`a", '"`a"'), ("!a", '"!a"'), ("&a", '"&a"'),
        ("*a", '"*a"'), ("[a", '"[a"'), ("{a", '"{a"'), ("|", '"|"'), (">", '">"'), ("\\d", "'\\d'"), ('"a" b', "'\"a\" b'"),
        ('"it\'s"', '"\\"it\'s\\""'), ("''\"", "\"''\\\"\""), ("a\tb", '"a\\tb"'), ("a\rb", '"a\\rb"'),
        ("\x00\x7f\x85", '"\\0\\x7F\\x85"'), ("\u2028\ufeff", '"\\u2028\\uFEFF"'), ("\U000e0001", '"\\U000E0001"'),
        ("\n", '"\\n"'), ("a \n ", '"a \\n "'), ("a\r\nb", '"a\\r\\nb"'),
        ("a\nb", "|-\n    a\n    b"), ("a\n", "|\n    a"), ("a\n\n", "|+\n    a\n"), ("a\n\n\nb\n", "|\n    a\n\n\n    b"),
        ("  a\nb", "|2-\n      a\n    b"), ("\n\na\n", "|\n\n\n    a"), ("\ta\n", "|2\n    \ta"), ("# a\n: b\n", "|\n    # a\n    : b"),
        ("a\n \nb\n", "|\n    a\n     \n    b"), ("\u3000\n中\n", "|\n    \u3000\n    中"),
        ("word " * 100 + "end", "word " * 100 + "end"),
    ],
)  # fmt: skip
def test_texts(text: str, written: str) -> None:
    assert emit({"a": {"k": text}}) == f"a:\n  k: {written}\n"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("name", "name: 1"), ("cpaas.io/class", "cpaas.io/class: 1"), ("no", '"no": 1'), ("1", '"1": 1'), ("", '"": 1'),
        ("a b", "a b: 1"), ("a: b", '"a: b": 1'), ("<<", '"<<": 1'), ("a\nb", '? "a\\nb"\n: 1'), ("k" * 128, "k" * 128 + ": 1"),
        ("k" * 129, f'? "{"k" * 129}"\n: 1'),
    ],
)  # fmt: skip
def test_keys(key: str, written: str) -> None:
    assert emit({key: 1}) == written + "\n"


LONG_KEYS = """\
? KEY
:
  ? KEY
  :
    - 1
    - ? KEY
      : |
        a
        b
      z: {}
l:
- - ? KEY
    : []
"""


def test_long_keys_hold_anything() -> None:
    key = "k" * 129
    value = {key: {key: [1, {key: "a\nb\n", "z": {}}]}, "l": [[{key: []}]]}
    assert emit(value) == LONG_KEYS.replace("KEY", f'"{key}"')


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({}, "{}"),
        ([], "[]"),
        (None, "null"),
        ("a\nb", '"a\\nb"'),
        (1, "1"),
        ([[]], "- []"),
        ({"a": 2**70}, f"a: {2**70}"),
    ],
)
def test_roots(value: Any, written: str) -> None:
    assert emit(value) == written + "\n"


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan])
def test_infinity_is_not_emitted(number: float) -> None:
    with pytest.raises(ValueError, match="no JSON form"):
        emit({"a": [number]})


def test_half_a_character_is_not_emitted() -> None:
    for text in ("a\ud800", "\udfff\nb\n"):
        with pytest.raises(ValueError, match="half a character"):
            emit([text])


@pytest.mark.parametrize("value", [(1,), {1}, b"x", object()])
def test_other_types_are_not_emitted(value: Any) -> None:
    with pytest.raises(TypeError, match="no YAML for a"):
        emit({"a": value})
