"""What is wrong with a template, and where: values that point at the right piece of the text."""

from __future__ import annotations

import pytest

from generator.gotemplate import ExecError, Template, TemplateProblem, execute, parse
from generator.gotemplate.html import escape
from tests.gotemplate.corpus import corpus


def problem_of(text: str) -> TemplateProblem:
    problem = parse(text)
    assert isinstance(problem, TemplateProblem), problem
    return problem


@pytest.mark.parametrize(
    ("text", "piece", "message"),
    [
        ("a {{ foo 1 }}", "foo", 'function "foo" not defined'),
        ("a {{ $x }}", "$x", 'undefined variable "$x"'),
        ("é {{ .a | 5 }}", "5", "non executable command in pipeline stage 2"),
        ("{{ .a \\ }}", "\\", 'unexpected "\\\\" in operand'),
        ('{{ index .a \\"k\\" }}', "\\", 'unexpected "\\\\" in operand'),
        ("{{ .a-b }}", "-", "bad character U+002D '-'"),
        ("{{ .a == 1 }}", "=", 'unexpected "=" in operand'),
        ("{{ 1_ }}", "1_", 'illegal number syntax: "1_"'),
        ("{{ 0xg }}", "0", 'bad number syntax: "0xg"'),
        ('{{ "\\q" }}', '"\\q"', "invalid syntax"),
        ("{{ if }}x{{ end }}", "}}", "missing value for if"),
        ("x{{ if .a }}y", "{{", "unexpected EOF"),
        ("x{{ end }}", "end", "unexpected {{end}}"),
        ("{{ if .a }}{{ else }}{{ else }}{{ end }}", "else", "expected end; found {{else}}"),
        ("x {{ .a", "{", "unclosed action"),
        ('x {{ "a }}', '"', "unterminated quoted string"),
        ("x {{/* a", "/", "unclosed comment"),
        ("x {{/* a */ }}", " ", "comment ends before closing delimiter"),
        ("{{ ((.a) }}", "(", "unclosed left paren"),
        ("{{ .a) }}", ")", "unexpected right paren"),
        ("{{ break }}", "break", "{{break}} outside {{range}}"),
        ("{{ § }}", "§", "unrecognized character in action: U+00A7 '§'"),
        ("{{ true.a }}", ".a", 'unexpected . after term "true"'),
        ('{{define "t"}}x{{end}}{{define "t"}}y{{end}}', '"t"', 'template: multiple definition of template "t"'),
    ],
)
def test_problem_points_at_the_piece(text: str, piece: str, message: str) -> None:
    problem = problem_of(text)
    assert problem.message == message
    shown = text[problem.offset : problem.offset + problem.length]
    assert shown == piece
    assert problem.help
    assert problem.go == f"template: template:1: {message}"


def test_the_second_of_two_definitions_is_the_wrong_one() -> None:
    text = '{{define "t"}}x{{end}}{{define "t"}}y{{end}}'
    assert problem_of(text).offset == text.rindex('"t"')


def test_the_block_without_end_is_shown_and_not_the_end_of_the_text() -> None:
    problem = problem_of("a\n  {{ if .a }}{{ with .b }}{{ end }}\n\n")
    assert (problem.line, problem.column, problem.offset) == (2, 3, 4)
    assert problem.go == "template: template:4: unexpected EOF"


def test_lines_and_columns_count_characters_from_one() -> None:
    problem = problem_of("日本\né🙂{{ foo }}")
    assert (problem.line, problem.column, problem.offset) == (2, 6, 8)
    assert problem.go == 'template: template:2: function "foo" not defined'


def test_an_open_string_is_shown_where_it_opens() -> None:
    problem = problem_of("a\n{{ `b\nc\n")
    assert (problem.line, problem.column) == (2, 4)
    assert problem.go == "template: template:2: unterminated raw quoted string"


def test_unknown_function_gets_the_nearest_name() -> None:
    assert problem_of("{{ pritnf .a }}").help.startswith("Did you mean 'printf'? ")
    assert ".MODEL_PATH" in problem_of("{{ MODEL_PATH }}").help


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("a {{ .A --b {{ .C }}", "{{ .A --b"),
        ("a {{ .A } --b {{ .C }}", "{{ .A"),
        ("a {{ .A } --b", "{{ .A"),
        ("a {{ if .A\n{{ end }}", "{{ if .A"),
        ("a {{- .A --b {{ .C }}", "{{- .A --b"),
        ('a {{ eq .A "}}" {{ .C }}', "{{ eq .A"),
        ("{{ .B }} a {{ .A", "{{ .A"),
    ],
)
def test_an_action_that_is_not_closed_is_shown(text: str, opening: str) -> None:
    problem = problem_of(text)
    assert problem.unclosed is not None
    assert text[problem.unclosed :].startswith(opening)
    assert problem.help == f"Close the action that begins with '{opening}' by }}}}."


@pytest.mark.parametrize(
    "text",
    [
        "{{ .A == 1 }}",
        "{{ if .A }}",
        "{{ end }}",
        '{{ "a }}',
        "{{ .A-b }} {{ .C }}",
        '{{ eq "{{" == }}',
        "{{/* a",
        "{{- /* a {{ b }}",
    ],
)
def test_another_mistake_is_not_called_an_open_action(text: str) -> None:
    assert problem_of(text).unclosed is None


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("{{ if .A == 1 }}", "There are no operators"),
        ("{{ if .A && .B }}", "There are no operators"),
        ("{{ !.A }}", "There are no operators"),
        ("{{ 1 + 2 }}", "There are no operators"),
        ("{{ .aml-model-repo }}", "Names have letters"),
        ('{{ index .A \\"k\\" }}', "write strings in backquotes"),
        ("{{ if .A }}", "with {{ end }}"),
        ("{{ range }}{{ end }}", "what the action is about"),
        ("{{ ? }}", "https://pkg.go.dev/text/template"),
    ],
)
def test_help_says_what_to_do(text: str, advice: str) -> None:
    assert advice in problem_of(text).help


def test_name_is_the_callers() -> None:
    problem = parse("{{", name="argsTemplate[0]")
    assert isinstance(problem, TemplateProblem)
    assert problem.go == "template: argsTemplate[0]:1: unclosed action"


def test_every_problem_of_the_corpus_has_a_place_and_help() -> None:
    for case in corpus():
        text = case.question["template"]
        result = parse(text)
        if isinstance(result, Template) and case.question["engine"] == "html":
            result = escape(result)
        if isinstance(result, TemplateProblem):
            assert result.message, case.place
            assert result.help, case.place
            assert 0 <= result.offset <= result.offset + result.length <= len(text), case.place
            assert text.count("\n", 0, result.offset) == result.line - 1, case.place


def error_of(text: str, data: object) -> ExecError:
    template = parse(text)
    assert isinstance(template, Template), template
    error = execute(template, data)
    assert isinstance(error, ExecError), error
    return error


def test_execution_error_says_where() -> None:
    error = error_of("日\n日 {{ .a.b.c }}", {"a": {"b": "x"}})
    assert error.message == "can't evaluate field c in type interface {}"
    assert (error.line, error.column, error.offset, error.length) == (2, 6, 7, 6)
    assert error.go == (
        'template: template:2:9: executing "template" at <.a.b.c>: can\'t evaluate field c in type interface {}'
    )


def test_execution_error_in_a_definition_names_it() -> None:
    error = error_of('{{define "t"}}{{index . 9}}{{end}}{{template "t" .l}}', {"l": []})
    assert (error.name, error.offset, error.length) == ("t", 16, 9)
    assert error.message == "error calling index: index out of range: 9"


def test_comparison_of_unlike_types_points_at_the_comparison() -> None:
    error = error_of("{{ if gt .TP_SIZE 1 }}x{{ end }}", {"TP_SIZE": "4"})
    assert error.message == "error calling gt: incompatible types for comparison: string and int"
    assert (error.offset, error.length) == (6, 13)


def test_html_problem_points_at_the_tag_or_says_how_it_ends() -> None:
    template = parse("x <b {{ .a }}")
    assert isinstance(template, Template)
    problem = escape(template)
    assert isinstance(problem, TemplateProblem)
    assert problem.message.startswith("ends in a non-text context: {stateAttrName ")
    assert problem.help
