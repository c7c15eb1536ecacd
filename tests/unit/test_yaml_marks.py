"""Where the keys and values of a definition stand, by hand and for all that can be read."""

from __future__ import annotations

from typing import Any

from generator.place import Mark, Span
from generator.yaml.marks import read_marks
from generator.yaml.strict import read_document
from tests.yaml_texts import ANYTHING, documents

PATH = "clusters/one/cluster.yaml"

MARKED = """\
# comment
name: "x\\ty"   # tail
版本: 1.5
text: |+
    one
      two

empty:
list:
- a b
-
  - {k: 'v', l: [1]}
anchored: &x
  in: 0
alias: *x
tagless: &y plain
folded: >-
  a
  b
last: [*y]
"""


def span(*numbers: int) -> Span:
    return Span(PATH, *numbers)


def test_marks() -> None:
    marks = read_marks(PATH, MARKED.encode())
    assert marks == {
        (): Mark(span(2, 1, 20, 11), span(2, 1, 20, 11), None),
        ("name",): Mark(span(2, 1, 2, 5), span(2, 7, 2, 13), '"x\\ty"'),
        ("版本",): Mark(span(3, 1, 3, 3), span(3, 5, 3, 8), "1.5"),
        ("text",): Mark(span(4, 1, 4, 5), span(4, 7, 6, 10), "|+\n    one\n      two"),
        ("empty",): Mark(span(8, 1, 8, 6), span(8, 7, 8, 7), ""),
        ("list",): Mark(span(9, 1, 9, 5), span(10, 1, 12, 21), None),
        ("list", 0): Mark(span(10, 3, 10, 6), span(10, 3, 10, 6), "a b"),
        ("list", 1): Mark(span(12, 3, 12, 21), span(12, 3, 12, 21), None),
        ("list", 1, 0): Mark(span(12, 5, 12, 21), span(12, 5, 12, 21), None),
        ("list", 1, 0, "k"): Mark(span(12, 6, 12, 7), span(12, 9, 12, 12), "'v'"),
        ("list", 1, 0, "l"): Mark(span(12, 14, 12, 15), span(12, 17, 12, 20), None),
        ("list", 1, 0, "l", 0): Mark(span(12, 18, 12, 19), span(12, 18, 12, 19), "1"),
        ("anchored",): Mark(span(13, 1, 13, 9), span(13, 11, 14, 8), None),
        ("anchored", "in"): Mark(span(14, 3, 14, 5), span(14, 7, 14, 8), "0"),
        ("alias",): Mark(span(15, 1, 15, 6), span(15, 8, 15, 10), None),
        ("alias", "in"): Mark(span(14, 3, 14, 5), span(14, 7, 14, 8), "0", (span(15, 8, 15, 10),)),
        ("tagless",): Mark(span(16, 1, 16, 8), span(16, 13, 16, 18), "plain"),
        ("folded",): Mark(span(17, 1, 17, 7), span(17, 9, 19, 4), ">-\n  a\n  b"),
        ("last",): Mark(span(20, 1, 20, 5), span(20, 7, 20, 11), None),
        ("last", 0): Mark(span(20, 8, 20, 10), span(20, 8, 20, 10), "*y"),
    }


def test_marks_of_a_file_that_breaks_off() -> None:
    marks = read_marks(PATH, b"a: 1\nb: [x, y\nc: 2\n")
    assert marks[("a",)].value == span(1, 4, 1, 5)
    assert marks[("b", 0)].value == span(2, 5, 2, 6)


def test_marks_of_a_file_that_is_no_text() -> None:
    assert read_marks(PATH, b"\xff") == {(): Mark(Span(PATH), Span(PATH), None)}
    assert read_marks(PATH, b"") == {(): Mark(Span(PATH), Span(PATH), None)}


def test_marks_name_what_the_value_holds() -> None:
    def steps(value: Any, here: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {here}.union(*(steps(item, (*here, step)) for step, item in items))

    for text in documents(11, ANYTHING, 500):
        document, _ = read_document(PATH, text.encode())
        if document is not None:
            assert set(read_marks(PATH, text.encode())) == steps(document.value)
