"""What rules ask of a template's tree."""

from __future__ import annotations

import pytest

from generator.gotemplate import Template, parse
from generator.gotemplate.nodes import Action, Block, Branch, Call, Constant, Field, Jump, Pipe, Text
from generator.gotemplate.uses import Kinds, branches_of, comparisons, data_uses, is_blank, nodes_of, texts_of
from tests.gotemplate.corpus import corpus


def parsed(text: str) -> Template:
    template = parse(text)
    assert isinstance(template, Template), template
    return template


def used(text: str) -> list[tuple[str, str]]:
    """Return the names that are looked up in the data, and the text that does it."""
    return [(".".join(use.path), text[use.start : use.stop]) for use in data_uses(parsed(text))]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("{{ .A }} {{ .B.C }} {{ $.D }}", [("A", ".A"), ("B.C", ".B.C"), ("D", "$.D")]),
        ("{{ if .A }}{{ .B }}{{ else }}{{ .C }}{{ end }}", [("A", ".A"), ("B", ".B"), ("C", ".C")]),
        ("{{ range .L }}{{ . }}{{ .x }}{{ $.Y }}{{ else }}{{ .Z }}{{ end }}", [("L", ".L"), ("Y", "$.Y"), ("Z", ".Z")]),
        ("{{ with .A }}{{ .b }}{{ else }}{{ .C }}{{ end }}", [("A", ".A"), ("C", ".C")]),
        ("{{ printf `%d` (len .A) | print .B }}", [("A", ".A"), ("B", ".B")]),
        ('{{ index .A "k" }}', [("A.k", 'index .A "k"'), ("A", ".A")]),
        ('{{ (index . "A").b }}', [("A", 'index . "A"')]),
        ('{{ index .A 0 "k" }}', [("A", ".A")]),
        ("{{ $x := .A }}{{ $x.b }}{{ (.C).d }}", [("A", ".A"), ("C", ".C")]),
        ('{{ define "t" }}{{ .A }}{{ $.B }}{{ end }}{{ template "t" . }}', [("A", ".A"), ("B", "$.B")]),
        ('{{ define "t" }}{{ .a }}{{ end }}{{ template "t" .B }}', [("B", ".B")]),
        ('{{ define "t" }}{{ .a }}{{ end }}', []),
        ('{{ range .L }}{{ template "t" $ }}{{ end }}{{ define "t" }}{{ .A }}{{ end }}', [("A", ".A"), ("L", ".L")]),
        ('{{ block "t" . }}{{ .A }}{{ end }}', [("A", ".A")]),
        ("{{ . }}{{ $ }}text{{/* .A */}}", []),
    ],
)
def test_data_uses(text: str, uses: list[tuple[str, str]]) -> None:
    assert used(text) == uses


KINDS: Kinds = {("TP_SIZE",): "int", ("NAME",): "string", ("ON",): "bool"}.get


@pytest.mark.parametrize(
    ("text", "function", "kinds", "piece"),
    [
        ("{{ if gt .TP_SIZE 1 }}{{ end }}", "gt", ("int", "int"), "gt .TP_SIZE 1"),
        ('{{ eq .TP_SIZE "1" }}', "eq", ("int", "string"), 'eq .TP_SIZE "1"'),
        ("{{ eq .NAME $.NAME }}", "eq", ("string", "string"), "eq .NAME $.NAME"),
        ("{{ .TP_SIZE | eq 1.5 }}", "eq", ("float", "int"), "eq 1.5"),
        ("{{ eq .ON true 1i 'a' }}", "eq", ("bool", "bool", "complex", "int"), "eq .ON true 1i 'a'"),
        ("{{ lt (len .L) (print .A) }}", "lt", ("int", "string"), "lt (len .L) (print .A)"),
        ("{{ ne (not .A) (index .L 0) }}", "ne", ("bool", None), "ne (not .A) (index .L 0)"),
        ("{{ le .OTHER nil }}", "le", (None, None), "le .OTHER nil"),
        ("{{ range .L }}{{ ge .TP_SIZE 1 }}{{ end }}", "ge", (None, "int"), "ge .TP_SIZE 1"),
        ("{{ print (eq .TP_SIZE 2) }}", "eq", ("int", "int"), "eq .TP_SIZE 2"),
    ],
)
def test_comparisons(text: str, function: str, kinds: tuple[str | None, ...], piece: str) -> None:
    (found,) = comparisons(parsed(text), KINDS)
    assert (found.function, found.kinds, text[found.start : found.stop]) == (function, kinds, piece)


def test_branches_and_what_they_hold() -> None:
    text = "{{ if .A }} \n {{ else if .B }}b{{ else }}{{ end }}{{ range .L }}{{/* c */}}{{ end }}"
    first, second, third = branches_of(parsed(text))
    assert [branch.keyword for branch in (first, second, third)] == ["if", "if", "range"]
    assert [is_blank(branch.body) for branch in (first, second, third)] == [True, False, True]
    assert first.otherwise is not None
    assert first.otherwise.nodes == (second,)
    assert second.otherwise is not None
    assert is_blank(second.otherwise)
    assert text[first.body.start : first.body.stop] == " \n "
    assert text[first.start : first.stop] == "{{ if .A }}"


def test_texts_are_as_trimmed_and_where_they_stand() -> None:
    text = " a {{- 1 -}} b\n{{- 2 }} c"
    assert [(one.text, one.start) for one in texts_of(parsed(text))] == [(" a", 0), ("b", 13), (" c", 23)]


def test_nodes_cannot_be_changed() -> None:
    template = parsed("{{ .A }}")
    with pytest.raises(AttributeError):
        template.body.nodes[0].start = 5  # type: ignore[misc]
    with pytest.raises(TypeError):
        template.definitions["x"] = template.body  # type: ignore[index]


def test_every_node_of_the_corpus_stands_where_it_says() -> None:
    seen_kinds = set()
    for case in corpus():
        template = parse(case.question["template"])
        if not isinstance(template, Template):
            continue
        for seen in nodes_of(template):
            node, piece = seen.node, template.text[seen.node.start : seen.node.stop]
            seen_kinds.add(type(node))
            match node:
                case Text():
                    assert piece == node.text, case.place
                case Constant():
                    assert piece == node.written, case.place
                case Field():
                    assert piece == "." + ".".join(node.names), case.place
                case Action() | Call() | Jump():
                    assert (piece[:2], piece[-2:]) == ("{{", "}}"), case.place
                case Branch():
                    assert piece.startswith(("{{", node.keyword)), case.place
                    assert piece.endswith("}}"), case.place
                case Pipe():
                    assert piece == piece.strip(), case.place
    assert {Text, Constant, Field, Action, Call, Jump, Branch, Pipe} <= seen_kinds
    assert Block not in seen_kinds
