"""Where html/template's model ends, and what it does on the way, with values written by hand."""

from __future__ import annotations

import pytest

from generator.gotemplate import Template, TemplateProblem, execute, parse
from generator.gotemplate.html import escape


def escaped(text: str) -> Template | TemplateProblem:
    template = parse(text)
    assert isinstance(template, Template), template
    return escape(template)


def rendered(text: str, data: object) -> str:
    template = escaped(text)
    assert isinstance(template, Template), template
    result = execute(template, data)
    assert isinstance(result, str), result
    return result


@pytest.mark.parametrize(
    ("value", "arrives_as"),
    [
        ("Qwen3.5-0.8B", "Qwen3.5-0.8B"),
        ("a/b:c@d=e%f_g h", "a/b:c@d=e%f_g h"),
        ("a+b&c", "a&#43;b&amp;c"),
        ("<'\">", "&lt;&#39;&#34;&gt;"),
        ("tab\tand\\", "tab\tand\\"),
    ],
)
def test_values_arrive_as_html(value: str, arrives_as: str) -> None:
    assert rendered("--name={{ index .Annotations `k` }}", {"Annotations": {"k": value}}) == f"--name={arrives_as}"


def test_missing_values_are_empty() -> None:
    assert rendered("[{{ .none }}][{{ .a.none }}][{{ index .a `none` }}]", {"a": {}}) == "[][][]"


def test_lone_less_than_signs_become_entities() -> None:
    assert rendered("[ 1 < {{ .n }} ] <3 << x", {"n": 2}) == "[ 1 &lt; 2 ] &lt;3 &lt;&lt; x"


def test_json_of_a_container_is_left_alone() -> None:
    text = '{"command":["bash","-c","if [ 1 \\u003c 2 ]; then serve {{.Name}}; fi"],"name":"kserve-container"}'
    assert rendered(text, {"Name": "svc"}) == text.replace("{{.Name}}", "svc")


def test_a_template_is_not_changed_by_escaping() -> None:
    template = parse("< {{ . }}")
    assert isinstance(template, Template)
    assert rendered("< {{ . }}", "<") == "&lt; &lt;"
    assert execute(template, "<") == "< <"


def test_functions_of_html_template_are_not_for_templates() -> None:
    problem = parse("{{ _html_template_htmlescaper . }}")
    assert isinstance(problem, TemplateProblem)
    assert problem.message == 'function "_html_template_htmlescaper" not defined'


@pytest.mark.parametrize(
    ("text", "piece", "what"),
    [
        ("x <script>{{ . }}</script>", "<", "the body of <script>"),
        ("<STYLE>a</STYLE>", "<", "the body of <style>"),
        ('<a href="{{ . }}">', "{", "a value inside a URL of a tag"),
        ("<a href={{ . }}>", "{", "a value inside a URL of a tag"),
        ('<p onclick="{{ . }}">', "{", "a value inside a script of a tag"),
        ('<p style="a{{ . }}">', "a", "a value inside a style of a tag"),
        ('<img srcset="{{ . }}">', "{", "a value inside a srcset of a tag"),
        ('<meta content="{{ . }}">', "{", "a value inside content of a tag"),
        ('<p data-my-url="{{ . }}">', "{", "a value inside a URL of a tag"),
        ('<p xmlns:a="{{ . }}">', "{", "a value inside a URL of a tag"),
        ('<p x:href="{{ . }}">', "{", "a value inside a URL of a tag"),
    ],
)
def test_what_is_not_modelled_is_refused(text: str, piece: str, what: str) -> None:
    problem = escaped(text)
    assert isinstance(problem, TemplateProblem)
    assert (problem.message, problem.go) == (f"{what} is not modelled", None)
    assert text[problem.offset] == piece
    assert problem.help


def test_closed_attributes_of_any_kind_are_text_to_the_model() -> None:
    text = '<a href="x?y" onclick="f(\'{\')" style=color:red>{{ . }}</a>'
    assert rendered(text, "<") == text.replace("{{ . }}", "&lt;")
