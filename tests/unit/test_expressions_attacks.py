"""Definitions are untrusted: nothing in an expression reaches Python, and none makes the program slow, big or crash."""

import pytest

from generator.expressions.text import ALAUDA, ExpressionError, Functions, Scalar, Scope, compile_text

MEBIBYTE = 1 << 20
NAMES = {
    "cluster": {
        "name": "a",
        "values": {
            "text": "x" * MEBIBYTE,
            "list": ["y" * 1000] * 2000,
            "many": ["z"] * 1000,
            "infinite": float("inf"),
            "huge": 10**5000,
        },
    }
}


def outcome(expression: str) -> Scalar | tuple[ExpressionError, ...]:
    template = compile_text("${{" + expression + "}}")
    if isinstance(template, tuple):
        return template
    return template.evaluate(Scope(NAMES), Functions(lambda _path: "f" * MEBIBYTE, ALAUDA, "args"))


ESCAPES = [
    "''.__class__",
    "''.__class__.__mro__[1].__subclasses__()",
    "cluster.__class__",
    "cluster['__class__']",
    "cluster.values['__class__']",
    "cluster.name['__class__']",
    "(cluster.values).__init__.__globals__",
    "cluster.name.format",
    "cluster.name.format(cluster)",
    "'{0.__class__}'.format(cluster)",
    "cluster.values.items()",
    "cluster.values.pop('text')",
    "cluster.values.keys",
    "cluster.values.list.append",
    "cluster.values.list.sort()",
    "''.join",
    "file.__globals__",
    "file.__call__('x')",
    "file('x').__class__",
    "placeholder.__class__",
    "placeholder['annotation'].__globals__",
    "placeholder.annotation('k').__class__",
    "placeholder.annotation.__func__('k')",
    "hydra.__dict__",
    "self",
    "self.__init__",
    "config",
    "config.from_object('os')",
    "request.application",
    "environment",
    "context",
    "range(10**9)",
    "range",
    "lipsum",
    "lipsum.__globals__['os'].popen('id').read()",
    "cycler.__init__.__globals__",
    "joiner('x')",
    "namespace(a=1)",
    "dict(a=1)",
    "caller()",
    "loop.index",
    "super()",
    "_('x')",
    "gettext('x')",
    "''|attr('__class__')",
    "cluster|attr('name')",
    "cluster.values.many|map('upper')",
    "cluster.values.many|map(attribute='__class__')|first",
    "cluster.values.many|select",
    "cluster.values.many|groupby('x')",
    "cluster.values.many|join(attribute='__class__')",
    "cluster.values.many|random",
    "cluster|items",
    "cluster|xmlattr",
    "'a'|format('b')",
    "'%s'|format(cluster)",
    "cluster|pprint",
    "'a'|safe",
    "'a'|center(999999999)",
    "'a'|indent(999999999)",
    "1|abs",
    "'%999999999d' % 1",
    "'%999999999d'|format(1)",
    "'a' * 10**9",
    "9**9**9",
    "2**99999999",
    "1 // 0",
    "'a' is callable",
    "'x' is sameas cluster",
    "[1] * 999999999",
    "[cluster][0]",
    "{'a': cluster}['a']",
    "cluster.name[::-1]",
    "cluster.values.list[:9]",
    "ｃｌｕｓｔｅｒ.name",
    "cluster.ｎａｍｅ",
    "cluster._＿class__",
    "clusteｒ",
    "cluster.values.__ｃlass__",
    "import os",
    "exec('x')",
    "__import__('os')",
    "{% print(1) %}",
    "{# comment #}",
    "cluster.name if",
    "cluster.name; cluster.name",
    "cluster.name := 'x'",
    "lambda: 1",
    "cluster.name\n}\n}",
    "0x" + "f" * 4000,
    "1" * 4000,
    "1_" * 2000 + "1",
    "1." + "1" * 4000 + "e99999",
    "'" + "\\" * 4001,
    "'\\N{LATIN SMALL LETTER A}'",
    "'\\ud800'",
    "cluster.values.infinite | int",
    "cluster.values.infinite | tojson",
    "cluster.values.huge | int",
    "cluster.values.huge | string",
    "cluster.values.huge | tojson",
    "cluster.values.huge ~ ''",
    "cluster.values.huge == cluster.name",
]


@pytest.mark.parametrize("expression", ESCAPES)
def test_an_attack_is_an_error(expression: str) -> None:
    errors = outcome(expression)
    assert isinstance(errors, tuple)
    assert errors
    assert all(len(error.message) < 300 and len(error.help) < 1500 for error in errors)


GROWTH = [
    "cluster.values.text ~ 'x'",
    "file('a') ~ file('b')",
    " ~ ".join(["file('a')"] * 300),
    "cluster.values.text | replace('x', 'xx')",
    "cluster.values.text | replace('x', cluster.values.text)",
    "'x' | replace('x', cluster.values.text ~ 'x')",
    "cluster.values.list | join",
    "cluster.values.many | join(cluster.values.text)",
    "cluster.values.list | tojson",
    "cluster.values.text | replace('x', 'ß') | upper",
]


@pytest.mark.parametrize("expression", GROWTH)
def test_no_text_grows_beyond_a_mebibyte(expression: str) -> None:
    (error,) = outcome(expression) or ()
    assert isinstance(error, ExpressionError)
    assert error.rule == "expression-too-large"


def test_a_long_set_of_characters_is_not_trimmed() -> None:
    (error,) = outcome("cluster.values.text | trim(cluster.values.text)") or ()
    assert isinstance(error, ExpressionError)
    assert error.rule == "expression-type"


def test_a_text_of_several_expressions_does_not_grow_beyond_a_mebibyte() -> None:
    (error,) = outcome("cluster.values.text }}${{ cluster.values.text")
    assert isinstance(error, ExpressionError)
    assert error.rule == "expression-too-large"


DEEP = [
    "(" * 2000 + "1" + ")" * 2000,
    "(" * 50_000 + ")" * 50_000,
    "[" * 2000 + "]" * 2000,
    "cluster[" * 400 + "]" * 400,
    "file(" * 700 + ")" * 700,
    "not " * 900 + "true",
    "- " * 1500 + "1",
    "-" * 3000 + "1",
    "1 if 1 else " * 10_000 + "1",
    "1 if 1 else " * 300 + "1",
    "cluster" + ".a" * 1500,
    "cluster" + "['a']" * 700,
    "'a'" + "|trim" * 700,
    "1 or " * 700 + "1",
    "1 == " * 700 + "1 == (" + "(" * 100 + "1" + ")" * 101,
    "a(" * 1000,
    "'a' is b " * 400,
    "1**" * 1000 + "1",
]


@pytest.mark.parametrize("expression", DEEP, ids=lambda expression: expression[:12])
def test_deep_nesting_is_an_error(expression: str) -> None:
    errors = outcome(expression)
    assert isinstance(errors, tuple)
    assert {error.rule for error in errors} <= {"expression-syntax", "expression-forbidden"}


def test_what_nests_as_deeply_as_allowed_works_with_little_of_the_stack_left() -> None:
    def at_depth(frames: int, expression: str) -> Scalar | tuple[ExpressionError, ...]:
        return at_depth(frames - 1, expression) if frames else outcome(expression)

    brackets = "(" * 16 + "not " * 8 + "cluster.name == 'a'" + ")" * 16
    assert at_depth(300, brackets) is True
    assert at_depth(300, "'a' if false else " * 38 + "'b'") == "b"
    assert at_depth(300, "'a'" + " | trim" * 38) == "a"


def test_many_parts_side_by_side_are_fine() -> None:
    assert outcome("'ab' ~ " * 500 + "'c'") == "ab" * 500 + "c"


@pytest.mark.parametrize(
    "text",
    ["${{ " * 300_000, "${{ '" * 200_000, "${{ x }}" * 200_000, "${{ '' }}" * 200_000, "$" * 1_000_000 + " ${{ (((("],
    ids=lambda text: text[:10],
)
def test_a_large_text_of_expressions_ends_soon_and_with_errors(text: str) -> None:
    errors = compile_text(text)
    assert isinstance(errors, tuple)
    assert len(errors) <= 1001


def test_a_thousand_expressions_in_one_text_are_allowed() -> None:
    assert outcome("'' }}${{ ''" * 499 + "}}${{ cluster.name") == "a"
