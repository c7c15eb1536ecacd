"""Expressions that are good, and what they give: every expected value is written by hand."""

import subprocess
import sys

import pytest

from generator.expressions.text import (
    ALAUDA,
    UPSTREAM,
    ExpressionError,
    Functions,
    Placeholders,
    Scalar,
    Scope,
    Template,
    compile_text,
)

NAMES = {
    "cluster": {
        "name": "ascend-910b",
        "channel": "stable",
        "labels": {"env": "prod", "wave": "2", "example.com/zone": "z1"},
        "values": {
            "mirror": "registry.example.com:5000",
            "items": "the user's own",
            "keys": {"values": "nested"},
            "replicas": 3,
            "ratio": 0.5,
            "big": 1e20,
            "whole": 4.0,
            "huge": 10**40,
            "on": True,
            "off": False,
            "nothing": None,
            "blank": "",
            "hosts": ["a", "b"],
            "empty": [],
            "mixed": ["a", 1, True],
            "sizes": {"prod": "large", "ascend-910b": {"memory": "64Gi"}},
            "expression": "${{ cluster.name }}",
            "镜像": "cn",
            "not": "a key like any other",
            "_private": "p",
        },
    },
    "runtime": {"name": "vllm-ascend", "class": "vllm"},
    "flavour": {"name": "cann-8.5.1", "toolkitVersion": "8.5.1"},
}


def read_file(path: str) -> str | ExpressionError:
    if path == "launch.sh":
        return "#!/bin/bash\necho ${{ not ours }} {{ .Name }}\n"
    return ExpressionError("file-not-found", f"there is no file '{path}'", "Create it.")


FUNCTIONS = Functions(read_file, ALAUDA, "{{ range .CUSTOM_ARGS }}{{ . }}{{ end }}")


def fill(text: str, functions: Functions = FUNCTIONS) -> Scalar:
    template = compile_text(text)
    assert isinstance(template, Template), template
    value = template.evaluate(Scope(NAMES), functions)
    assert not isinstance(value, tuple), value
    return value


GOOD: list[tuple[str, Scalar]] = [
    ("cluster.name", "ascend-910b"),
    ("runtime.class", "vllm"),
    ("cluster.values.items", "the user's own"),
    ("cluster.values.keys.values", "nested"),
    ("cluster.values.not", "a key like any other"),
    ("cluster.values.镜像", "cn"),
    ("cluster.values['_private']", "p"),
    ("cluster['values']['mirror']", "registry.example.com:5000"),
    ("cluster.labels['example.com/zone']", "z1"),
    ("cluster.values.hosts[0]", "a"),
    ("cluster.values.hosts[-1]", "b"),
    ("cluster.values.hosts.1", "b"),
    ("cluster.values.sizes[cluster.labels.env]", "large"),
    ("cluster.values.sizes[cluster.name].memory", "64Gi"),
    ("cluster.values.expression", "${{ cluster.name }}"),
    ("(cluster.name)", "ascend-910b"),
    ("cluster.values.replicas", 3),
    ("cluster.values.ratio", 0.5),
    ("cluster.values.on", True),
    ("'a'", "a"),
    ('"it\'s"', "it's"),
    (r"'a\n\t\'\"\\b'", "a\n\t'\"\\b"),
    ("'}}'", "}}"),
    ("'${{ x }}'", "${{ x }}"),
    ("'中文'", "中文"),
    ("42", 42),
    ("-42", -42),
    ("1.5", 1.5),
    ("true", True),
    ("1 == 1.0", True),
    ("cluster.labels.env == 'prod'", True),
    ("cluster.labels.env != 'prod'", False),
    ("cluster.values.nothing == none", True),
    ("cluster.name == none", False),
    ("true == false", False),
    ("cluster.values.replicas < 4", True),
    ("3 <= cluster.values.replicas <= 3.5", True),
    ("1 < 1", False),
    ("2 > 1 > 1", False),
    ("2 >= 2", True),
    ("'910' in cluster.name", True),
    ("'b' in cluster.values.hosts", True),
    ("'c' not in cluster.values.hosts", True),
    ("'mirror' in cluster.values", True),
    ("'mirrors' in cluster.values", False),
    ("true and cluster.name", "ascend-910b"),
    ("cluster.values.blank or 'else'", "else"),
    ("not cluster.values.empty", True),
    ("not not cluster.values.off", False),
    ("false and cluster.values.missing", False),
    ("'a' if cluster.values.on else cluster.values.missing", "a"),
    ("'a' if cluster.values.off else 'b' if cluster.values.blank else 'c'", "c"),
    ("cluster.name ~ '-' ~ 7 ~ cluster.values.on ~ 1.0", "ascend-910b-7true1.0"),
    ("cluster.values.missing | default('d')", "d"),
    ("cluster.values.missing.deeper | default('d')", "d"),
    ("cluster.values.nothing | default('d')", "d"),
    ("cluster.values.nothing.deeper | default('d')", "d"),
    ("cluster.values.hosts[7] | default('d')", "d"),
    ("cluster.values.empty | first | default('d')", "d"),
    ("cluster.values.blank | default('d')", ""),
    ("cluster.values.blank | default('d', true)", "d"),
    ("cluster.values.blank | default('d', false)", ""),
    ("cluster.name | default('d')", "ascend-910b"),
    ("'Aß' | upper", "ASS"),
    ("'ABC' | lower", "abc"),
    ("'a.b.c' | replace('.', '-')", "a-b-c"),
    ("'  a ' | trim", "a"),
    ("'/a/' | trim('/')", "a"),
    ("cluster.values.hosts | join(', ')", "a, b"),
    ("cluster.values.mixed | join", "a1true"),
    ("cluster.values.empty | join(',')", ""),
    ("cluster.values.hosts | first", "a"),
    ("cluster.values.hosts | last", "b"),
    ("cluster.values.hosts | length", 2),
    ("cluster.values.keys | length", 1),
    ("'中文' | length", 2),
    ("cluster.labels.wave | int", 2),
    ("' -07 ' | int", -7),
    ("4.0 | int", 4),
    ("cluster.values.replicas | string", "3"),
    ("cluster.values.off | string", "false"),
    ("cluster.values.mixed | tojson", '["a", 1, true]'),
    ("cluster.values.sizes | tojson", '{"ascend-910b": {"memory": "64Gi"}, "prod": "large"}'),
    ("'<中\"' | tojson", '"<中\\""'),
    ("none | tojson", "null"),
    ("file('launch.sh')", "#!/bin/bash\necho ${{ not ours }} {{ .Name }}\n"),
    ("file('launch' ~ '.sh') | length", 45),
    ("placeholder.annotation('aml-model-repo')", '{{ index .Annotations "aml-model-repo" }}'),
    ("placeholder.label('cpaas.io/runtime-class')", '{{ index .Labels "cpaas.io/runtime-class" }}'),
    ("placeholder.name", "{{ .Name }}"),
    ("placeholder.namespace", "{{ .Namespace }}"),
    ("hydra.custom_args", "{{ range .CUSTOM_ARGS }}{{ . }}{{ end }}"),
]


@pytest.mark.parametrize(("expression", "expected"), GOOD)
def test_one_expression_alone_keeps_its_type(expression: str, expected: Scalar) -> None:
    value = fill("${{ " + expression + " }}")
    assert (type(value), value) == (type(expected), expected)


TEXTS: list[tuple[str, Scalar]] = [
    ("${{cluster.name}}", "ascend-910b"),
    ("${{\n  cluster.name\n}}", "ascend-910b"),
    (" ${{ cluster.values.replicas }}", " 3"),
    ("${{ cluster.values.replicas }}\n", "3\n"),
    ("a ${{ cluster.values.on }} b ${{ cluster.values.off }}", "a true b false"),
    ("${{ cluster.values.big }}/${{ cluster.values.whole }}/${{ cluster.values.ratio }}", "1.0e+20/4.0/0.5"),
    ("pvc://${{ cluster.values.mirror }}/m", "pvc://registry.example.com:5000/m"),
    ("${{ cluster.values.expression }}!", "${{ cluster.name }}!"),
    ("$${{ cluster.name }}", "${{ cluster.name }}"),
    ("$$${{ cluster.name }}", "$${{ cluster.name }}"),
    ("$${{ a }} ${{ cluster.name }} $${{", "${{ a }} ascend-910b ${{"),
    ("${{ '$' }}${{ cluster.name }}", "$ascend-910b"),
    ("$(X) ${VAR} $@ $$ {{ .Name }} ${{ cluster.channel }} }}", "$(X) ${VAR} $@ $$ {{ .Name }} stable }}"),
    ('{{ index .Annotations "${{ cluster.name }}" }}', '{{ index .Annotations "ascend-910b" }}'),
    ("${{ 'a' ~ '}}' }}}}", "a}}}}"),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_expressions_within_text(text: str, expected: Scalar) -> None:
    value = fill(text)
    assert (type(value), value) == (type(expected), expected)


@pytest.mark.parametrize("text", ["", "a", "$(X) ${VAR} $@ {{ .Name }} }}", "${ { cluster.name } }", "文\n"])
def test_text_without_expressions_is_returned_itself(text: str) -> None:
    assert fill(text) is text


@pytest.mark.parametrize(
    ("placeholders", "expected"),
    [(ALAUDA, '{{ index .Labels "a" }}/{{ .Name }}'), (UPSTREAM, "{{ index .Labels `a` }}/{{ .Name }}")],
)
def test_placeholders_are_written_for_their_distribution(placeholders: Placeholders, expected: str) -> None:
    functions = Functions(read_file, placeholders)
    assert fill("${{ placeholder.label('a') }}/${{ placeholder.name }}", functions) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", set()),
        ("${{ cluster.name }} ${{ cluster.values.a.b }}", {("cluster", "name"), ("cluster", "values", "a", "b")}),
        (
            "${{ cluster.labels['a.b/c'] | default(runtime.name) }}",
            {("cluster", "labels", "a.b/c"), ("runtime", "name")},
        ),
        ("${{ cluster.values.list[0] }}", {("cluster", "values", "list", 0)}),
        ("${{ cluster.values[flavour.name].x }}", {("cluster", "values"), ("flavour", "name")}),
        ("${{ 'a' if service.name == 'b' else file('x') }}", {("service", "name"), ("file",)}),
        ("${{ placeholder.annotation(runtime.name) }}", {("placeholder", "annotation"), ("runtime", "name")}),
    ],
)
def test_the_names_that_a_text_can_read_are_known(text: str, expected: set[tuple[str | int, ...]]) -> None:
    template = compile_text(text)
    assert isinstance(template, Template)
    assert template.names_used == expected


def test_what_a_scope_reads_tells_values_of_different_types_apart() -> None:
    paths = [("cluster", "values", "x")]
    values = [1, 1.0, True, "1", None, [1], [True], {"a": 1}, {"a": 1.0}, 0, False, -0.0, 0.0, "", ..., ["x"]]
    reads = {Scope({"cluster": {"values": {} if value is ... else {"x": value}}}).read(paths) for value in values}
    assert len(reads) == len(values)


def test_what_a_scope_reads_depends_on_nothing_else() -> None:
    paths = [("cluster", "values", "x"), ("service", "name")]
    left = Scope({"cluster": {"name": "a", "values": {"x": {"k": [1, "b"], "l": 2}}}})
    right = Scope({"cluster": {"name": "b", "values": {"x": {"l": 2, "k": [1, "b"]}, "y": 1}}})
    assert left.read(paths) == right.read(paths)


def test_jinja_is_not_imported_for_plain_paths_and_calls() -> None:
    program = (
        "import sys; from generator.expressions.text import *\n"
        'text = \'a ${{ cluster.name }} {{ .Name }} ${{ file("c.sh") }} ${{ placeholder.annotation("d") }}\'\n'
        "misplaced_names(text)\n"
        "compile_text(text).evaluate(Scope({'cluster': {'name': 'b'}}), Functions(str, ALAUDA))\n"
        "print('jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
