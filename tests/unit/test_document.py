"""Documents know where their values stand, and find out only when asked."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from generator.place import Mark, Span
from generator.yaml import document as module
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside
from generator.yaml.quoted import quoted_pieces

TEXT = b"name: x\nlist:\n- {a: 'b ${{ c }}'}\n"
LIST_ITEM = Span("f.yaml", 3, 3, 3, 20)


def document() -> Document:
    return Document("f.yaml", TEXT, {"name": "x", "list": [{"a": "b ${{ c }}"}]})


def test_a_mark_is_that_of_the_value() -> None:
    assert document().mark(("list", 0, "a")) == Mark(
        Span("f.yaml", 3, 4, 3, 5), Span("f.yaml", 3, 7, 3, 19), "'b ${{ c }}'"
    )


@pytest.mark.parametrize("steps", [("list", 0, "b"), ("list", 0, "b", "c", 5), ("list", 0, 7)])
def test_what_the_file_does_not_hold_has_the_mark_of_what_should_hold_it(steps: tuple[str | int, ...]) -> None:
    assert document().mark(steps).value == LIST_ITEM


def test_the_root_is_the_last_resort() -> None:
    whole = Span("f.yaml", 1, 1, 3, 20)
    assert document().mark(("spec", "containers", 0)).value == whole
    assert document().mark(()).value == whole
    assert Document("f.yaml", b"\xff", None).mark(("a",)).value == Span("f.yaml")


def test_marks_are_made_when_asked_for_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    real = module.read_marks
    monkeypatch.setattr(module, "read_marks", lambda path, data: calls.append(path) or real(path, data))
    asked = document()
    assert calls == []
    assert asked.marks() is asked.marks()
    asked.mark(("name",))
    assert calls == ["f.yaml"]


@pytest.mark.parametrize(
    ("source", "offset", "length", "columns"),
    [
        (b"a: x ${{ y }} z\n", 2, 8, (6, 14)),
        (b"a: 'x ${{ y }}'\n", 2, 8, (7, 15)),
        (b'a: "x ${{ y }}"\n', 2, 8, (7, 15)),
        (b"a: xy\n", 1, 0, (4, 6)),
        (b"a: xy\n", 1, 99, (5, 6)),
        (b'a: "\\u0078 ${{ y }}"\n', 2, 8, (12, 20)),
        (b'a: "\\x78\\t\\U00000041\\"\\\\ ${{ y }}"\n', 6, 8, (26, 34)),
        (b'a: "x ${{ \\"y\\" }} z"\n', 2, 10, (7, 19)),
        (b"a: 'it''s ${{ y }}'\n", 5, 8, (11, 19)),
        (b"a: 'x ${{ ''y'' }} z'\n", 2, 10, (7, 19)),
        (b'a: "x"\n', 5, 3, (4, 7)),
        (b"a: [x]\n", 0, 1, (4, 7)),
    ],
)
def test_the_place_of_a_piece_of_text(source: bytes, offset: int, length: int, columns: tuple[int, int]) -> None:
    place = span_inside(Document("f.yaml", source, None).mark(("a",)), offset, length)
    assert place == Span("f.yaml", 1, columns[0], 1, columns[1])


@pytest.mark.parametrize(
    ("source", "offset", "place"),
    [
        (b"a: |\n  x ${{ y }}\n", 2, (2, 5, 2, 13)),
        (b"a: |-\n\n    x\n      ${{ y }}", 5, (4, 7, 4, 15)),
        (b"a: | # comment\n  x\n\n  ${{ y }}\n", 3, (4, 3, 4, 11)),
        (b"- a: |+\n    ${{ y }}\n\n", 0, (2, 5, 2, 13)),
        # Indented as the block's beginning says, from the key on.
        (b"a: |2\n  x ${{ y }}\n", 2, (2, 5, 2, 13)),
        (b"- a: |2\n      ${{ y }}\n", 2, (2, 7, 2, 15)),
        (b"- a: |-2 # comment\n\n       x\n    ${{ y }}", 6, (4, 5, 4, 13)),
        (b"b:\n- a: &x |1-\n     x\n\n    ${{ y }}\n", 6, (5, 5, 5, 13)),
    ],
)
def test_a_piece_of_a_literal_block_has_its_own_line(source: bytes, offset: int, place: tuple[int, ...]) -> None:
    marks = Document("f.yaml", source, None).marks()
    [mark] = [mark for steps, mark in marks.items() if steps[-1:] == ("a",)]
    assert span_inside(mark, offset, 8) == Span("f.yaml", *place)


@pytest.mark.parametrize(
    ("source", "value", "place"),
    [
        (b"a: >-\n  x ${{ y }}\n", "x ${{ y }}", (2, 5, 2, 13)),
        (b"a: > # comment\n  x\n  z ${{ y }}\n", "x z ${{ y }}\n", (3, 5, 3, 13)),
        (b"a: >\n  it''s \\\n\n  x\n    ${{ y }}\n", "it''s \\\nx\n  ${{ y }}\n", (5, 5, 5, 13)),
        (b"a: >-\n  x ${{\n  y }} z\n", "x ${{ y }} z", (2, 5, 3, 7)),
        (b"- a: x\n    ${{ y }}\n", "x ${{ y }}", (2, 5, 2, 13)),
        (b"- a: x ${{\n    y }}\n", "x ${{ y }}", (1, 8, 2, 9)),
        (b"a: 'x\n  ${{ y }}'\n", "x ${{ y }}", (2, 3, 2, 11)),
        (b'a: "x\n\n  ${{ y }}"\n', "x\n${{ y }}", (3, 3, 3, 11)),
        (b"a: 'it''s  \n\n\n  ${{\n  y }}'\n", "it's\n\n${{ y }}", (4, 3, 5, 7)),
        (b'a: "x\\\n  ${{ y }}"\n', "x${{ y }}", (2, 3, 2, 11)),
        (b'a: "x \\\n\n\n  \\\ty ${{ y }}"\n', "x \n\n\ty ${{ y }}", (4, 7, 4, 15)),
        (b'a: "x\\ \n  ${{ y }}"\n', "x  ${{ y }}", (2, 3, 2, 11)),
    ],
)
def test_a_piece_of_folded_lines_stands_where_it_is_written(source: bytes, value: str, place: tuple[int, ...]) -> None:
    marks = Document("f.yaml", source, None).marks()
    [mark] = [mark for steps, mark in marks.items() if steps[-1:] == ("a",)]
    assert span_inside(mark, value.index("${{"), len("${{ y }}")) == Span("f.yaml", *place)


@pytest.mark.parametrize("before", ["- ", "-   ", "- - ", "a:\n  - ", "a:\n- !!str "])
def test_a_block_in_a_list_that_says_its_indentation(before: str) -> None:
    lines = "     one\n    ${{ y }}\n"
    document = Document("f.yaml", f"{before}|1\n{lines}".encode(), None)
    [text] = [each for each in yaml.safe_load(f"{before}|1\n{lines}".replace("a:\n", "")) if each]
    text = text[0] if isinstance(text, list) else text
    [mark] = [mark for mark in document.marks().values() if (mark.text or "").startswith("|")]
    line = before.count("\n") + 3
    assert span_inside(mark, text.index("${{"), 8) == Span("f.yaml", line, 5, line, 13)


@given(st.text(st.sampled_from("ab \t\n'\"\\\x07\u00e9\U0001f600")), st.sampled_from("'\""), st.integers(0, 30))
def test_each_character_of_a_quoted_scalar_has_its_place(value: str, quote: str, width: int) -> None:
    """What a YAML writer makes of a text, in lines of any width, is taken apart into as many pieces."""
    source = yaml.dump(value, default_style=quote, width=width, allow_unicode=True).rstrip("\n")
    pieces = [source[start:stop] for start, stop in quoted_pieces(source)]
    assert len(pieces) == len(value)
    assert all(_gives(source[0], piece, one) for piece, one in zip(pieces, value, strict=True))


def _gives(quote: str, piece: str, character: str) -> bool:
    """Say whether a piece of a quoted scalar's source gives a character: a fold, an escape, or the character."""
    if "\n" in piece:
        return character in " \n"
    return character == (yaml.safe_load(quote + piece + quote) if len(piece) > 1 else piece)


@pytest.mark.parametrize("header", [b">2", b">-2"])
def test_a_piece_of_another_block_is_the_whole_block(header: bytes) -> None:
    mark = Document("f.yaml", b"a: " + header + b"\n  x ${{ y }}\n", None).mark(("a",))
    assert span_inside(mark, 2, 8) == mark.value
    assert (mark.value.line, mark.value.column, mark.value.end_line) == (1, 4, 2)


def test_spans_sort_by_place() -> None:
    spans = [Span("b", 1, 1), Span("a", 2, 1), Span("a", 1, 9), Span("a", 1, 10)]
    assert sorted(spans) == [Span("a", 1, 9), Span("a", 1, 10), Span("a", 2, 1), Span("b", 1, 1)]
