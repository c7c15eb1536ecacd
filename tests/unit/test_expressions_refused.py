"""Expressions that are refused: the rule, the piece of text that is pointed at, what message and help say."""

import pytest

from generator.expressions.text import ALAUDA, ExpressionError, Functions, Scope, Template, compile_text

NAMES = {
    "cluster": {
        "name": "a",
        "labels": {"wave": "2"},
        "values": {"mirror": "m", "list": ["x"], "empty": [], "map": {"k": 1}, "nothing": None, "on": True, "n": 3},
    },
    "runtime": {"name": "r", "class": "r"},
    "flavour": {"name": "f"},
}


def read_file(path: str) -> str | ExpressionError:
    return ExpressionError("file-not-found", f"there is no file '{path}'", "Create it.")


def errors_of(text: str, functions: Functions | None = None) -> tuple[ExpressionError, ...]:
    template = compile_text(text)
    if isinstance(template, tuple):
        return template
    value = template.evaluate(Scope(NAMES), functions or Functions(read_file, ALAUDA))
    assert isinstance(value, tuple), value
    return value


def pointed_at(text: str, error: ExpressionError) -> str:
    return text[error.offset : error.offset + error.length]


UNKNOWN, TYPE, SYNTAX = "expression-unknown-name", "expression-type", "expression-syntax"
FORBIDDEN, LARGE, MISPLACED = "expression-forbidden", "expression-too-large", "expression-misplaced"

BAD: list[tuple[str, str, str]] = [
    ("${{ clustr.name }}", UNKNOWN, "clustr"),
    ("${{ cluster.nam }}", UNKNOWN, "nam"),
    ("${{ x }}", UNKNOWN, "x"),
    ("${{ range }}", UNKNOWN, "range"),
    ("${{ loop.index }}", UNKNOWN, "loop"),
    ("${{ cluster.values.mirrors }}", UNKNOWN, "mirrors"),
    ("${{ cluster . values . mirrors }}", UNKNOWN, "mirrors"),
    ("${{ cluster.values['mirrors'] }}", UNKNOWN, "'mirrors'"),
    ("${{ cluster.values[cluster.name] }}", UNKNOWN, "cluster"),
    ("${{ cluster.values.list[1] }}", UNKNOWN, "1"),
    ("${{ cluster.values.empty | last }}", UNKNOWN, "last"),
    ("${{ service.name }}", UNKNOWN, "service"),
    ("${{ service.name | default('d') }}", UNKNOWN, "service"),
    ("${{ hydra.custom_args }}", UNKNOWN, "hydra"),
    ("${{ hydra.args }}", UNKNOWN, "args"),
    ("${{ cluster.valuse.mirror | default('d') }}", UNKNOWN, "valuse"),
    ("${{ cluster.values.mirror | lower | default(cluster.values.x) }}", UNKNOWN, "x"),
    ("${{ cluster.values.x | lower | default('d') }}", UNKNOWN, "x"),
    ("${{ cluster.values }}", TYPE, "cluster.values"),
    ("${{ cluster }}", TYPE, "cluster"),
    ("a ${{ cluster.values.list }}", TYPE, "cluster.values.list"),
    ("${{ cluster.values.nothing }}", TYPE, "cluster.values.nothing"),
    ("${{ none }}", TYPE, "none"),
    ("${{ cluster.values.mirror.x }}", TYPE, "x"),
    ("${{ cluster.values.mirror[0] }}", TYPE, "0"),
    ("${{ cluster.values.list.x }}", TYPE, "x"),
    ("${{ cluster.values.list['0'] }}", TYPE, "'0'"),
    ("${{ cluster.values.list[true] }}", TYPE, "true"),
    ("${{ cluster.values.map[0] }}", TYPE, "0"),
    ("${{ 'abc'[0] }}", TYPE, "0"),
    ("${{ 'abc'.upper }}", TYPE, "upper"),
    ("${{ cluster.labels.wave == 2 }}", TYPE, "cluster"),
    ("${{ cluster.values.on == 1 }}", TYPE, "cluster"),
    ("${{ cluster.values.list == cluster.values.list }}", TYPE, "cluster"),
    ("${{ '10' < '9' }}", TYPE, "'10'"),
    ("${{ true < 2 }}", TYPE, "true"),
    ("${{ 1 in 'a1' }}", TYPE, "1"),
    ("${{ 'a' in 1 }}", TYPE, "'a'"),
    ("${{ 'a' ~ cluster.values.nothing }}", TYPE, "nothing"),
    ("${{ 'a' ~ cluster.values.list }}", TYPE, "list"),
    ("${{ cluster.values.n | lower }}", TYPE, "lower"),
    ("${{ cluster.values.mirror | join(',') }}", TYPE, "join"),
    ("${{ cluster.values.list | join(1) }}", TYPE, "join"),
    ("${{ cluster.values.mirror | first }}", TYPE, "first"),
    ("${{ cluster.values.n | length }}", TYPE, "length"),
    ("${{ cluster.values.mirror | int }}", TYPE, "int"),
    ("${{ '' | int }}", TYPE, "int"),
    ("${{ '1.0' | int }}", TYPE, "int"),
    ("${{ '٣' | int }}", TYPE, "int"),
    ("${{ 1.5 | int }}", TYPE, "int"),
    ("${{ true | int }}", TYPE, "int"),
    ("${{ none | int }}", TYPE, "int"),
    ("${{ '9223372036854775808' | int }}", TYPE, "int"),
    ("${{ 'a' | replace('', 'b') }}", TYPE, "replace"),
    ("${{ 'a' | default('b', 'true') }}", TYPE, "default"),
    ("${{ cluster.values.map | string }}", TYPE, "string"),
    ("${{ file(1) }}", TYPE, "file"),
    ("${{ placeholder.annotation(none) }}", TYPE, "placeholder.annotation"),
    ("${{ placeholder.annotation('a\"b') }}", TYPE, "placeholder.annotation"),
    ("${{ placeholder.label('a`b') }}", TYPE, "placeholder.label"),
    ("${{ placeholder.label('a}}b') }}", TYPE, "placeholder.label"),
    ("${{ placeholder.label('a\\nb') }}", TYPE, "placeholder.label"),
    ("${{ placeholder.label('a\\\\b') }}", TYPE, "placeholder.label"),
    ("${{ placeholder.label('') }}", TYPE, "placeholder.label"),
    ("a ${{ file('gone.sh') }}", "file-not-found", "file"),
    ("${{ }}", SYNTAX, " "),
    ("${{}}", SYNTAX, ""),
    ("${{ \n }}", SYNTAX, " \n "),
    ("a ${{ cluster.name", SYNTAX, "${{"),
    ("${{ 'a' ~ 'b' ", SYNTAX, "${{"),
    ("${{ cluster.name $${{ }}", SYNTAX, "$"),
    ("${{ cluster.name | ${{ runtime.name }}", SYNTAX, "${{"),
    ("${{ 'a }}", SYNTAX, "'"),
    ("${{ (cluster.name }}", SYNTAX, "}"),
    ("${{ cluster.name) }}", SYNTAX, ")"),
    ("${{ cluster.name runtime }}", SYNTAX, "runtime"),
    ("${{ cluster.name, runtime.name }}", SYNTAX, ","),
    ("${{ cluster. }}", SYNTAX, "."),
    ("${{ 'a' == }}", SYNTAX, "=="),
    ("${{ cluster.name = 'a' }}", SYNTAX, "="),
    ("${{ a && b }}", SYNTAX, "&"),
    ("${{ ٣ }}", SYNTAX, "٣"),
    ("${{ 1٣ }}", SYNTAX, "1٣"),
    ("${{ 1.٣ }}", SYNTAX, "1.٣"),
    ("${{ cluster.name ? 1 : 2 }}", SYNTAX, "?"),
    ("${{ cluster.name -}}", SYNTAX, "-"),
    ("${{- cluster.name }}", SYNTAX, "-"),
    ("${{ '\\q' }}", SYNTAX, "\\q"),
    ("${{ 'a\\\\\\x41' }}", SYNTAX, "\\x"),
    ("${{ '\\u0041' }}", SYNTAX, "\\u"),
    ("${{ cluster.name\x00 }}", SYNTAX, "\x00"),
    ("${{ 'a\u202eb' }}", SYNTAX, "\u202e"),
    ("${{ 'a\r\nb' }}", SYNTAX, "\r"),
    ("${{ 'a' if cluster.values.on }}", SYNTAX, "'a'"),
    ("${{ file }}", SYNTAX, "file"),
    ("${{ file() }}", SYNTAX, "file"),
    ("${{ file('a', 'b') }}", SYNTAX, "file"),
    ("${{ file(path='a') }}", SYNTAX, "file"),
    ("${{ file(*cluster.values.list) }}", SYNTAX, "file"),
    ("${{ placeholder.annotation }}", SYNTAX, "annotation"),
    ("${{ placeholder.name.x }}", SYNTAX, "x"),
    ("${{ placeholder }}", SYNTAX, "placeholder"),
    ("${{ cluster.name | default }}", SYNTAX, "default"),
    ("${{ cluster.name | default(value='a') }}", SYNTAX, "default"),
    ("${{ cluster.name | lower('a') }}", SYNTAX, "lower"),
    ("${{ cluster.values.list | join(',', 'a') }}", SYNTAX, "join"),
    ("${{ cluster.values.list | join(**cluster.values) }}", SYNTAX, "join"),
    ("${{ cluster.name + 'a' }}", FORBIDDEN, "cluster"),
    ("${{ 1 - 1 }}", FORBIDDEN, "1"),
    ("${{ -cluster.values.n }}", FORBIDDEN, "-"),
    ("${{ +1 }}", FORBIDDEN, "+"),
    ("${{ - -1 }}", FORBIDDEN, "-"),
    ("${{ -true }}", FORBIDDEN, "-"),
    ("${{ 'a' % 1 }}", FORBIDDEN, "'a'"),
    ("${{ 2 ** 9 }}", FORBIDDEN, "2"),
    ("${{ ['a'] }}", FORBIDDEN, "["),
    ("${{ ('a', 'b') }}", FORBIDDEN, ","),
    ("${{ {'a': 1} }}", FORBIDDEN, "{"),
    ("${{ cluster.name[1:] }}", FORBIDDEN, "1"),
    ("${{ cluster.name is defined }}", FORBIDDEN, "is"),
    ("${{ cluster.name is not none }}", FORBIDDEN, "is"),
    ("${{ cluster.name.upper() }}", FORBIDDEN, "cluster.name.upper"),
    ("${{ placeholder.name() }}", FORBIDDEN, "placeholder.name"),
    ("${{ cluster.values.items() }}", FORBIDDEN, "cluster.values.items"),
    ("${{ cluster.name | random }}", FORBIDDEN, "random"),
    ("${{ cluster.name | a.b }}", FORBIDDEN, "a"),
    ("${{ cluster.values._x }}", FORBIDDEN, "_x"),
    ("${{ 9223372036854775808 }}", LARGE, "9223372036854775808"),
    ("${{ 1e999 }}", LARGE, "1e999"),
    ("${{ .Name }}", MISPLACED, ".Name"),
    ("${{ .TP_SIZE }}", MISPLACED, ".TP_SIZE"),
    ('${{ index .Annotations "k" }}', MISPLACED, 'index .Annotations "k"'),
    ("${{ index .Labels `k` }}", MISPLACED, "index .Labels `k`"),
    ("${{ if gt .TP_SIZE 1 }}", MISPLACED, "if gt .TP_SIZE 1"),
    ("${{- if (eq .A 1) -}}", MISPLACED, "- if (eq .A 1) -"),
    ("${{ range $i := .X }}", MISPLACED, "range $i := .X"),
    ("${{ end }}", MISPLACED, "end"),
]


@pytest.mark.parametrize(("text", "rule", "piece"), BAD)
def test_a_mistake_has_its_rule_and_its_place(text: str, rule: str, piece: str) -> None:
    (error,) = errors_of(text)
    assert (error.rule, pointed_at(text, error)) == (rule, piece)
    assert error.message
    assert not error.message.endswith(".")
    assert error.help.endswith(".")


SAID: list[tuple[str, str, str]] = [
    (
        "${{ cluster.values.mirrors }}",
        "'cluster.values.mirrors' does not exist",
        "Did you mean 'cluster.values.mirror'? 'cluster.values' has: empty, list, map, mirror, n, nothing, on. "
        "Or add it there, or give a fallback: | default('...').",
    ),
    (
        "${{ cluster.valus }}",
        "'cluster.valus' does not exist",
        "Did you mean 'cluster.values'? 'cluster' has: channel, labels, name, values.",
    ),
    (
        "${{ service.name }}",
        "'service' is not known here",
        "'service' exists in a ModelService. Here there are: cluster, file, flavour, runtime.",
    ),
    (
        "${{ cluster.name | uper }}",
        "there is no filter 'uper'",
        "Did you mean 'upper'? There are: default, first, int, join, last, length, lower, replace, string, tojson, "
        "trim, upper.",
    ),
    (
        "${{ cluster.values.list[3] }}",
        "'cluster.values.list' has no item 3, only 1 in all",
        "Items count from 0; add it there, or give a fallback: | default('...').",
    ),
    (
        "${{ cluster.labels.wave == 2 }}",
        "the text '2' is compared with a number (2)",
        "Compare values of one kind: | int makes a number of text, | string makes text of a number.",
    ),
    (
        "${{ .Name }}",
        "'.Name' is filled in by KServe on the cluster, not here",
        "Write {{ .Name }} or ${{ placeholder.name }}.",
    ),
    (
        "${{ index .Annotations 'a/b' }}",
        "'index .Annotations 'a/b'' is filled in by KServe on the cluster, not here",
        "Write {{ index .Annotations 'a/b' }} or ${{ placeholder.annotation('a/b') }}.",
    ),
    (
        "${{ .TP_SIZE }}",
        "'.TP_SIZE' is filled in by KServe or Hydra on the cluster, not here",
        "Write {{ .TP_SIZE }}.",
    ),
    ("${{ file('x.sh') }}", "there is no file 'x.sh'", "Create it."),
]


@pytest.mark.parametrize(("text", "message", "help_text"), SAID)
def test_what_is_said(text: str, message: str, help_text: str) -> None:
    (error,) = errors_of(text)
    assert (error.message, error.help) == (message, help_text)


def test_all_that_is_wrong_in_a_text_is_reported_when_it_is_compiled() -> None:
    text = "${{ a }} ${{ cluster.name | x }} ${{ cluster.name }} ${{ cluster.name[ }}"
    errors = errors_of(text)
    assert [(error.rule, pointed_at(text, error)) for error in errors] == [
        (UNKNOWN, "a"),
        (FORBIDDEN, "x"),
        (SYNTAX, "}"),
    ]


def test_all_that_is_wrong_in_a_text_is_reported_when_it_is_evaluated() -> None:
    text = "${{ service.name }} ${{ cluster.name }} ${{ cluster.values.x }} ${{ cluster.values }}"
    errors = errors_of(text)
    assert [(error.rule, pointed_at(text, error)) for error in errors] == [
        (UNKNOWN, "service"),
        (UNKNOWN, "x"),
        (TYPE, "cluster.values"),
    ]


def test_placeholders_do_not_exist_without_kserve() -> None:
    (error,) = errors_of("${{ placeholder.name }}", Functions(read_file, None, "args"))
    assert error.rule == UNKNOWN
    assert error.help == (
        "'placeholder' exists in clusterServingRuntime and inferenceService of a cluster with KServe. "
        "Here there are: cluster, file, flavour, hydra, runtime."
    )


def test_a_long_list_of_names_is_cut() -> None:
    names = {"cluster": {"values": {f"key{number:02}": 1 for number in range(30)}}}
    template = compile_text("${{ cluster.values.other }}")
    assert isinstance(template, Template)
    value = template.evaluate(Scope(names), Functions(read_file))
    assert isinstance(value, tuple)
    assert (
        "key00, key01, key02, key03, key04, key05, key06, key07, key08, key09, key10, key11 and 18 more."
        in value[0].help
    )
