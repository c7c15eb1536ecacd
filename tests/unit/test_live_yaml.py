"""Files in live/: read as Go's sigs.k8s.io/yaml reads them, bounded, and with places in the text that they carry."""

from __future__ import annotations

from typing import Any

import pytest

from generator.place import Span
from generator.yaml.live import LiveDocument, read_live
from tests.oracle import ask
from tests.yaml_texts import ANYTHING, documents, exactly, scraps

PATH = "clusters/one/live/hydra-agent.yaml"


def live(text: str) -> LiveDocument:
    document, diagnostics = read_live(PATH, text.encode())
    assert diagnostics == ()
    assert document is not None
    return document


def findings(text: str | bytes) -> list[tuple[str, int, int]]:
    document, diagnostics = read_live(PATH, text if isinstance(text, bytes) else text.encode())
    assert document is None
    assert all(diagnostic.help.endswith(".") for diagnostic in diagnostics)
    return [(diagnostic.rule, diagnostic.span.line, diagnostic.span.column) for diagnostic in diagnostics]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: yes\nb: Off\nc: y\n", {"a": True, "b": False, "c": True}),
        ("on: a\n1: b\n0x10: c\n", {"true": "a", "1": "b", "16": "c"}),
        ("a: 0777\nb: 0o17\nc: 1_000\nd: 0b11\ne: 08\n", {"a": 511, "b": 15, "c": 1000, "d": 3, "e": 8.0}),
        ("a: 12:30\nb: 2026-01-05\nc: 2026-01-05T07:02:33Z\n",
         {"a": "12:30", "b": "2026-01-05", "c": "2026-01-05T07:02:33Z"}),
        ("a: 1e3\nb: 18446744073709551615\nc: 99999999999999999999\n", {"a": 1000.0, "b": 2**64 - 1, "c": 1e20}),
        ("a: !!str no\nb: !!str 012\n", {"a": "no", "b": "012"}),
        ("a: &x [1]\nb: *x\nc: =\n", {"a": [1], "b": [1], "c": "="}),
        ("a:\t1\nb: \"x\ty\"\n", {"a": 1, "b": "x\ty"}),
        ("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n", {"a": 1, "b": "x\ny\n"}),
        ("# exported\n---\na: '1'\n...\n", {"a": "1"}),
        ("a: ~\nb:\nc: {}\n", {"a": None, "b": None, "c": {}}),
    ],
)  # fmt: skip
def test_values_as_go_reads_them(text: str, value: Any) -> None:
    assert exactly(live(text).value) == exactly(value)
    (answer,) = ask("yamlread", [text])
    assert answer["json"] == value


def test_whatever_is_read_go_reads_the_same() -> None:
    texts = [*documents(21, ANYTHING, 2500)]
    read = [(text, document.value) for text in texts for document in [read_live(PATH, text.encode())[0]] if document]
    assert len(read) > 700
    for (text, value), answer in zip(read, ask("yamlread", [text for text, _ in read]), strict=True):
        assert answer.get("json") == value, text


def test_whatever_comes_is_answered() -> None:
    for text in scraps(22, 3000):
        document, diagnostics = read_live(PATH, text.encode())
        assert (document is None) == bool(diagnostics), text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", [("duplicate-key", 2, 1)]),
        ("1: a\n'1': b\n", [("duplicate-key", 2, 1)]),
        ("on: a\nyes: b\n", [("duplicate-key", 2, 1)]),
        ("a: &x {b: 1}\nc: {<<: *x}\n", [("merge-key", 2, 5)]),
        ("a: !!binary eA==\n", [("yaml-tag", 1, 13)]),
        ("a: .inf\n", [("number-out-of-range", 1, 4)]),
        ("1.5: a\n~: b\n", [("non-string-key", 1, 1), ("non-string-key", 2, 1)]),
        ("[a]: b\n", [("non-string-key", 1, 1)]),
        ("a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
        ("- a\n", [("not-an-object", 1, 1)]),
        ("text\n", [("not-an-object", 1, 1)]),
        ("", [("not-an-object", 1, 1)]),
        ("a: [\n", [("yaml-syntax", 1, 4)]),
        ("a: *x\n", [("unknown-alias", 1, 4)]),
        (b"a: \xff\n", [("not-utf8", 1, 4)]),
        ("a: \x07\n", [("control-character", 1, 4)]),
        ("a: " + "[" * 100_000, [("too-deep", 1, 67)]),
        ("a: " + "x" * (1 << 20), [("file-too-large", 1, 1)]),
        ("a: &a x\nb: [" + "*a, " * 10_001 + "]\n", [("alias-limit", 2, 40_005)]),
    ],
)  # fmt: skip
def test_refused(text: str | bytes, expected: list[tuple[str, int, int]]) -> None:
    assert findings(text) == expected


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: hydra-agent}
data:
  literal: |
    # agents
    list:

      - a
  shifted: |2-
      two more
    none more
  blank: |+
\x20\x20\x20
     x
  quoted: "a: 1\\nb: 2\\n"
  folded: >
    a
    b
"""


@pytest.mark.parametrize(
    ("key", "line", "column", "expected"),
    [
        ("literal", 1, 1, (6, 5, 6, 6)),
        ("literal", 2, 3, (7, 7, 7, 8)),
        ("literal", 4, 5, (9, 9, 9, 10)),
        ("shifted", 1, 3, (11, 7, 11, 8)),
        ("shifted", 2, 1, (12, 5, 12, 6)),
        ("blank", 2, 1, (15, 6, 15, 7)),
        ("quoted", 2, 1, (16, 11, 16, 25)),
        ("folded", 1, 3, (17, 11, 19, 6)),
    ],
)
def test_places_inside_a_payload(key: str, line: int, column: int, expected: tuple[int, int, int, int]) -> None:
    assert live(CONFIG_MAP).payload_span(("data", key), line, column) == Span(PATH, *expected)


def test_places_of_values() -> None:
    document = live(CONFIG_MAP)
    assert document.span(("metadata", "name")) == Span(PATH, 3, 18, 3, 29)
    assert document.span(("metadata", "labels", "x")) == Span(PATH, 3, 11, 3, 30)
