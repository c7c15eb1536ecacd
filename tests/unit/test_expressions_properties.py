"""Expressions against Jinja itself as the oracle, and against arbitrary text."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, StrictUndefined

from generator.expressions.errors import Refusal
from generator.expressions.functions import Evaluator
from generator.expressions.grammar import evaluator
from generator.expressions.nodes import names_used
from generator.expressions.syntax import parse
from generator.expressions.text import ALAUDA, Functions, Scope, Template, compile_text, misplaced_names

NAMES: dict[str, Any] = {
    "cluster": {
        "name": "ascend-910b",
        "channel": "stable",
        "labels": {"env": "prod", "wave": "12"},
        "values": {
            "mirror": "registry.example.com:5000",
            "env": "dev",
            "replicas": 3,
            "negative": -7,
            "ratio": 0.25,
            "on": True,
            "off": False,
            "blank": "",
            "hosts": ["b", "a", "c"],
            "ports": [80, 443],
            "nested": {"prod": {"size": "large"}, "dev": {"size": "small"}},
        },
    },
    "flavour": {"name": "cann-8.5.1"},
}
FUNCTIONS = Functions(lambda path: f"<{path}>", ALAUDA, "args")


class ByKey(Environment):
    """Jinja as it is, but `cluster.values` is a key before it is a method of dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)


JINJA = ByKey(undefined=StrictUndefined, optimized=False)


def by_jinja(source: str) -> Any:
    return JINJA.compile_expression(source, undefined_to_none=False)(**NAMES)


def quoted(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return f"'{text}'"


def joined(operator: str, *operands: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*operands).map(f" {operator} ".join).map(lambda source: f"({source})")


def inline_if(test: st.SearchStrategy[str], value: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(value, test, value).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})")


TEXT_LITERALS = st.text("abAB-. }{é中'\"\\\n\t", max_size=6).map(quoted)
TEXT_NAMES = st.sampled_from(
    [
        "cluster.name",
        "cluster['values'].mirror",
        "cluster.labels.env",
        "cluster.labels['wave']",
        "flavour.name",
        "cluster.values.blank",
        "cluster.values.nested[cluster.labels.env].size",
        "cluster.values.nested[cluster.values.env]['size']",
        "cluster.values.hosts[0]",
        "cluster.values.hosts[-1]",
        "cluster.values.hosts.1",
        "cluster.values.missing | default(cluster.name)",
        "cluster.values.hosts[9] | default('none')",
    ]
).map(lambda source: f"({source})")
NUMBERS = st.one_of(
    st.integers(-(2**63), 2**63 - 1).map(str),
    st.floats(-1e6, 1e6).map(repr),
    st.sampled_from(
        [
            "cluster.values.replicas",
            "cluster.values.negative",
            "cluster.values.ratio",
            "cluster.values.ports[1]",
            "(cluster.labels.wave | int)",
            "(cluster.values.hosts | length)",
            "(cluster.values.ports | last)",
        ]
    ),
)
LISTS = st.sampled_from(["cluster.values.hosts", "cluster.values.ports"])
COMPARE = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])


def texts(text: st.SearchStrategy[str], truth: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    integers = st.integers(0, 99).map(str)
    return st.one_of(
        joined("~", text, text),
        joined("~", text, integers, text),
        joined("or", text, text),
        joined("and", text, text),
        inline_if(truth, text),
        text.map("({} | upper)".format),
        text.map("({} | lower)".format),
        text.map("({} | trim)".format),
        text.map("({} | trim('ab-'))".format),
        text.map("({} | string)".format),
        text.map("({} | default('x'))".format),
        text.map("({} | default('x', true))".format),
        st.tuples(text, text).map(lambda pair: f"({pair[0]} | replace('a', {pair[1]}))"),
        st.tuples(LISTS, text).map(lambda pair: f"({pair[0]} | join({pair[1]}))"),
    )


def truths(text: st.SearchStrategy[str], truth: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        joined("and", truth, truth),
        joined("or", truth, truth),
        truth.map("(not {})".format),
        joined("==", text, text),
        joined("!=", text, text),
        joined("in", text, text),
        joined("not in", text, text),
        joined("in", text, st.just("cluster.values.hosts")),
        joined("in", text, st.just("cluster.values.nested")),
        inline_if(truth, truth),
    )


TRUTHS = st.one_of(
    st.sampled_from(["true", "false", "cluster.values.on", "cluster.values.off"]),
    st.tuples(NUMBERS, COMPARE, NUMBERS, COMPARE, NUMBERS).map(lambda parts: f"({' '.join(parts)})"),
)
TEXTS_1 = st.one_of(TEXT_LITERALS, TEXT_NAMES)
TEXTS_2, TRUTHS_2 = texts(TEXTS_1, TRUTHS), truths(TEXTS_1, TRUTHS)
TEXTS_3, TRUTHS_3 = texts(TEXTS_2 | TEXTS_1, TRUTHS_2), truths(TEXTS_2 | TEXTS_1, TRUTHS_2)
EXPRESSIONS = st.one_of(TEXTS_1, TEXTS_2, TEXTS_3, TRUTHS_2, TRUTHS_3, NUMBERS, LISTS.map("{} | tojson".format))


@given(EXPRESSIONS)
def test_an_expression_gives_what_jinja_gives(source: str) -> None:
    template = compile_text("${{ " + source + " }}")
    assert isinstance(template, Template)
    value = template.evaluate(Scope(NAMES), FUNCTIONS)
    expected = by_jinja(source)
    assert (type(value), value) == (str if isinstance(expected, str) else type(expected), expected)


@given(TEXTS_3, TEXTS_3, st.text("ab$ \n", max_size=5))
def test_expressions_within_text_give_what_jinja_gives(left: str, right: str, literal: str) -> None:
    template = compile_text("${{" + left + "}} " + literal + " ${{" + right + "}}")
    assert isinstance(template, Template)
    assert template.evaluate(Scope(NAMES), FUNCTIONS) == f"{by_jinja(left)} {literal} {by_jinja(right)}"


PATH_STEPS = st.sampled_from(
    [
        "name",
        "labels",
        "values",
        "env",
        "nested",
        "prod",
        "hosts",
        "blank",
        "not",
        "items",
        "nam",
        "x9",
        "if",
        "namespace",
    ]
)
PATHS = st.tuples(st.sampled_from(["cluster", "flavour", "runtime", "service"]), st.lists(PATH_STEPS, min_size=1))


CALLED = (
    "file",
    "placeholder.annotation",
    "placeholder.label",
    "placeholder.name",
    "hydra.custom_args",
    "cluster.name",
)
SPACE = st.sampled_from(["", "", " ", "\n "])
TEXT = st.text("aB3./-_", max_size=8)


@given(PATHS.map(lambda path: ".".join((path[0], *path[1][:30]))))
def test_plain_paths_give_without_jinja_what_they_give_with_it(source: str) -> None:
    assert _compiled(source) == _parsed(source)


@given(st.sampled_from(CALLED), st.tuples(SPACE, SPACE, SPACE, SPACE), st.sampled_from("'\""), TEXT)
def test_plain_calls_give_without_jinja_what_they_give_with_it(
    called: str, spaces: tuple[str, str, str, str], quote: str, text: str
) -> None:
    first, second, third, last = spaces
    source = f"{first}{called}({second}{quote}{text}{quote}{third}){last}"
    assert _compiled(source) == _parsed(source)


@given(SPACE, st.sampled_from(["placeholder", "hydra", "file"]), PATH_STEPS, SPACE)
def test_names_of_functions_give_without_jinja_what_they_give_with_it(
    first: str, root: str, step: str, last: str
) -> None:
    source = f"{first}{root}.{step}{last}"
    assert _compiled(source) == _parsed(source)


def _compiled(source: str) -> Any:
    template = compile_text("${{" + source + "}}")
    if isinstance(template, tuple):
        return tuple(error.moved(-len("${{")) for error in template)
    (part,) = template.parts
    assert not isinstance(part, str)
    return _outcome(part.expression.evaluate), part.expression.names_used


def _parsed(source: str) -> Any:
    try:
        syntax = parse(source)
        evaluate = evaluator(syntax)
    except Refusal as refused:
        return (refused.error,)
    return _outcome(evaluate), names_used(syntax)


def _outcome(evaluate: Evaluator) -> Any:
    try:
        return evaluate(Scope(NAMES), FUNCTIONS)
    except Refusal as refused:
        return (refused.error,)


MARKS = "$ ${{ }} $${{ {{ ' \" ` \\ ( ) [ ] { } . , | ~ - + * / % ** == != < -}} ${{- {% {# #}"
WORDS = (
    "in not and or if else is none true 0 1e5 0x1f 1_0 .5 __class__ .Name index .Annotations end range cluster .name"
)
OURS = (
    ".values runtime service placeholder .annotation hydra .custom_args file ('a') default lower join first int tojson"
)
SPACES_AND_OTHERS = [" ", "\n", "\r", "\t", "\x00", "\ud800", "\u2028", "ａ", "٣", "1.٣", "中"]
FRAGMENTS = st.sampled_from([*MARKS.split(), *WORDS.split(), *OURS.split(), *SPACES_AND_OTHERS])


@given(st.one_of(st.text(), st.lists(FRAGMENTS).map("".join), st.lists(FRAGMENTS).map(" ".join)))
def test_any_text_gives_a_value_or_errors_that_lie_in_it(text: str) -> None:
    template = compile_text(text)
    result = template if isinstance(template, tuple) else template.evaluate(Scope(NAMES), FUNCTIONS)
    for error in (*(result if isinstance(result, tuple) else ()), *misplaced_names(text)):
        assert error.rule.startswith("expression-")
        assert 0 <= error.offset <= error.offset + error.length <= len(text)
    if isinstance(result, tuple):
        assert result
    elif "${{" not in text:
        assert result is text


@given(st.lists(FRAGMENTS).map(" ".join))
def test_any_expression_gives_a_value_or_errors_that_lie_in_it(source: str) -> None:
    text = "${{ " + source.replace("}}", "").replace("${{", "") + " }}"
    template = compile_text(text)
    result = template if isinstance(template, tuple) else template.evaluate(Scope(NAMES), FUNCTIONS)
    for error in result if isinstance(result, tuple) else ():
        assert 0 <= error.offset <= error.offset + error.length <= len(text)
