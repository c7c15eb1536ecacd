"""No template takes more time, memory or stack than the limits allow, whatever it asks for."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from generator.gotemplate import ExecError, Template, TemplateProblem, execute, parse
from generator.gotemplate.html import escape
from generator.gotemplate.limits import MAX_NESTING, MAX_NUMBER, MAX_TEXT
from generator.gotemplate.uses import comparisons, data_uses, nodes_of

FRAMES = 650
"""What the deepest template that is allowed takes of Python's stack, at most."""

STEPS = "it takes more than 400000 steps"
LONG = "it makes a text of more than 1048576 characters"
MUCH = "it makes more than 4194304 characters"
DEEP = "templates, branches and parentheses are nested more than 100 deep"


def parsed(text: str) -> Template:
    template = parse(text)
    assert isinstance(template, Template), template
    return template


def nested(opening: str, inside: str, closing: str, times: int) -> str:
    return opening * times + inside + closing * times


NESTINGS = {
    "if": lambda times: nested("{{if 1}}", "x", "{{end}}", times),
    "range": lambda times: nested("{{range 1}}", "x", "{{end}}", times),
    "else if": lambda times: "{{if 0}}" + "{{else if 0}}" * (times - 1) + "{{else}}x{{end}}",
    "parentheses": lambda times: "{{" + nested("(", '"x"', ")", times) + "}}",
    "functions": lambda times: "{{" + nested("(print ", '"x"', ")", times) + "}}",
    "blocks": lambda times: "".join(f'{{{{block "{n}" .}}}}' for n in range(times)) + "x" + "{{end}}" * times,
}


@pytest.mark.parametrize("kind", NESTINGS)
def test_nesting(kind: str) -> None:
    template = parsed(NESTINGS[kind](MAX_NESTING))
    assert execute(template, {}) == "x"
    escaped = escape(template)
    assert isinstance(escaped, Template)
    assert execute(escaped, {}) == "x"
    problem = parse(NESTINGS[kind](MAX_NESTING + 1))
    assert isinstance(problem, TemplateProblem)
    assert problem.message == "actions and parentheses are nested more than 100 deep"
    assert problem.go is None
    assert problem.help


@pytest.mark.parametrize("kind", NESTINGS)
def test_nesting_needs_little_stack(kind: str) -> None:
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(_stack_depth() + FRAMES)
    try:
        template = parsed(NESTINGS[kind](MAX_NESTING))
        assert execute(template, {"a": [[[[[[[[1]]]]]]]]}) == "x"
        assert isinstance(escape(template), Template)
        assert len(list(nodes_of(template))) > 1
        assert list(data_uses(template)) == list(comparisons(template, lambda _: None)) == []
    finally:
        sys.setrecursionlimit(limit)


def _stack_depth() -> int:
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    return depth


def test_too_long_a_template() -> None:
    assert execute(parsed("a" * MAX_TEXT), None) == "a" * MAX_TEXT
    problem = parse("a" * (MAX_TEXT + 1))
    assert isinstance(problem, TemplateProblem)
    assert (problem.message, problem.offset, problem.go) == (
        "the template has more than 1048576 characters",
        MAX_TEXT,
        None,
    )


def test_too_long_a_number() -> None:
    assert execute(parsed("{{0." + "0" * (MAX_NUMBER - 2) + "}}"), None) == "0"
    problem = parse("x\n{{0." + "0" * MAX_NUMBER + "}}")
    assert isinstance(problem, TemplateProblem)
    assert (problem.message, problem.offset, problem.go) == ("the number has more than 1000 characters", 4, None)


GREATEST = {
    "dots": "{{.}}" * (MAX_TEXT // 5),
    "open braces": "{{" * (MAX_TEXT // 2),
    "trim markers": ' {{- "" -}} ' * (MAX_TEXT // 12),
    "comments": "{{/**/}}" * (MAX_TEXT // 8),
    "unclosed comments": "{{/*" * (MAX_TEXT // 4),
    "unclosed strings": '{{"' + '\\"' * (MAX_TEXT // 2 - 2),
    "unclosed raw strings": "{{`" * (MAX_TEXT // 3),
    "spaces": "{{" + " " * (MAX_TEXT - 5) + "-}}",
    "letters": "{{" + "é" * (MAX_TEXT - 4) + "}}",
    "pipes": "{{1" + "|print" * (MAX_TEXT // 6 - 1) + "}}",
    "fields": "{{" + ".a" * (MAX_TEXT // 2 - 2) + "}}",
    "variables": "".join(f"{{{{$a{n}:=1}}}}" for n in range(MAX_TEXT // 28)) + "{{$a9}}" * (MAX_TEXT // 16),
    "definitions": "".join(f'{{{{define "{n}"}}}}x{{{{end}}}}' for n in range(MAX_TEXT // 28)),
    "line breaks before an error": "\n" * (MAX_TEXT - 7) + "{{foo}}",
}


@pytest.mark.parametrize("kind", GREATEST)
def test_greatest_texts_are_read_and_executed_in_bounds(kind: str) -> None:
    template = parse(GREATEST[kind])
    if isinstance(template, Template):
        assert isinstance(execute(template, {}), str | ExecError)
    else:
        assert template.go is not None


WASTEFUL: dict[str, tuple[str, Any, str]] = {
    "a range over all numbers": ("{{range 9223372036854775807}}{{end}}", None, STEPS),
    "ranges inside ranges": ("{{range 9999}}{{range 9999}}{{end}}{{end}}", None, STEPS),
    "doubling": ('{{$x := "ab"}}{{range 99}}{{$x = print $x $x}}{{end}}', None, LONG),
    "a template that calls itself": ('{{define "t"}}{{template "t" .}}{{end}}{{template "t"}}', None, DEEP),
    "the main template calls itself": ('{{template "template"}}', None, DEEP),
    "a list of wide numbers": ('{{printf "%1000000d" .}}', [1] * 1000, LONG),
    "a width just above Go's limit": ('{{printf "%10000009d" 1}}', None, LONG),
    "a precision just above Go's limit": ('{{printf "%.10000009e" 1.5}}', None, LONG),
    "much output": ("{{range 100000}}" + "x" * 100 + "{{end}}", None, LONG),
    "many long values": ("{{range 100}}{{$x := printf `%s` $}}{{end}}", "x" * 100_000, MUCH),
    "many escapes": ("{{range 100}}{{$x := js $}}{{end}}", "\N{LINE SEPARATOR}" * 100_000, MUCH),
    "long comparisons": ("{{range 100000}}{{eq $ $}}{{end}}", "é" * 1_000_000, STEPS),
    "long lengths": ("{{range 100000}}{{len $}}{{end}}", "é" * 1_000_000, STEPS),
    "long indexes": ("{{range 100000}}{{index $ 1}}{{end}}", "é" * 1_000_000, STEPS),
    "slices of a list": ("{{range 100000}}{{$x := slice $ 1}}{{end}}", [1] * 100_000, STEPS),
    "a large map again and again": ("{{range 100000}}{{$x := print $}}{{end}}", {str(n): n for n in range(999)}, STEPS),
    "formats without end": ('{{range 9999}}{{printf "' + "%[" * 9999 + '"}}{{end}}', None, STEPS),
}


@pytest.mark.parametrize("kind", WASTEFUL)
def test_waste_is_an_error(kind: str) -> None:
    text, data, message = WASTEFUL[kind]
    error = execute(parsed(text), data)
    assert isinstance(error, ExecError)
    assert error.message == message
    assert error.go is None


CALLS_TWICE = "".join(
    f'{{{{define "{n}"}}}}{{{{template "{n + 1}"}}}}{{{{template "{n + 1}"}}}}{{{{end}}}}' for n in range(60)
)
CALLS = "".join(f'{{{{define "{n}"}}}}{{{{template "{n + 1}"}}}}{{{{end}}}}' for n in range(500))
UNESCAPABLE = {
    "more tags than steps": ("<b>" * (MAX_TEXT // 3), STEPS),
    "more attributes than steps": ("<b " + "a " * (MAX_TEXT // 2 - 2), STEPS),
    "a long way of calls": (CALLS + '{{template "0"}}', DEEP),
    "an error at the end of many ways": (CALLS_TWICE + '{{template "0"}}', STEPS),
}


@pytest.mark.parametrize("kind", UNESCAPABLE)
def test_escaping_is_bounded(kind: str) -> None:
    text, message = UNESCAPABLE[kind]
    problem = escape(parsed(text))
    assert isinstance(problem, TemplateProblem)
    assert (problem.message, problem.go) == (f"the template cannot be escaped: {message}", None)


@pytest.mark.parametrize(
    "text",
    ["<" * MAX_TEXT, "</" * (MAX_TEXT // 2), "<title " + "a " * 100_000, "<b a=" + "x" * 1_000_000, "<!--" * 100_000],
)
def test_long_html_is_read_at_once(text: str) -> None:
    assert isinstance(escape(parsed(text)), Template | TemplateProblem)
