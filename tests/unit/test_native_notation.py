"""The notation of native fields: text to types."""

from __future__ import annotations

import pytest

from generator.native.notation import Field, NativeType, native_types, parse


def test_fields_of_one_type_share_a_line() -> None:
    (native,) = parse("Pair\n  key!, value string\n").values()
    assert native == NativeType("Pair", {"key": Field("string", required=True), "value": Field("string")}, (), ())


def test_merge_keys_and_versions() -> None:
    fields = parse("T\n  a, b [X] by name, version since 0.14 before 0.17\n  c [X] before 0.15\n")["T"].fields
    assert fields["a"] == fields["b"] == Field("[X]", False, ("name", "version"), 14, 17)
    assert fields["c"].merge_keys == ()
    assert (fields["c"].since, fields["c"].before) == (0, 15)


def test_like_takes_fields_unions_and_server_fields_up() -> None:
    types = parse(
        "Narrow\n  like Wide but b, c\n  a! integer\n\n"
        "Wide\n  a, b, c, d string\n  only one of a, d\n  server sets uid, generation\n"
    )
    assert types["Narrow"].fields == {"a": Field("integer", required=True), "d": Field("string")}
    assert types["Narrow"].unions == (("a", "d"),)
    assert types["Narrow"].server_fields == ("uid", "generation")
    assert list(types["Wide"].fields) == ["a", "b", "c", "d"]


def test_unions_of_all_fields() -> None:
    types = parse("A\n  x, y string\n  only one of all\nB\n  name!, x, y string\n  only one of all but name\n")
    assert types["A"].unions == types["B"].unions == (("x", "y"),)


def test_comments_and_blank_lines_say_nothing() -> None:
    assert parse("# one\n\nA\n  x string\n\n# two\n") == parse("A\n  x string\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A\n  x\n", "not a field: x"),
        ("A\n  x string please\n", "not a field: x string please"),
        ("A\n  x string\nA\n  y string\n", "A is stated twice"),
        ("A\n  like B\n", "no type B"),
        ("A\n  like B\nB\n  like A\n", "no type A, or it is like itself"),
    ],
)
def test_what_is_no_notation_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse(text)


def test_shipped_types_refer_to_types_and_fields_that_there_are() -> None:
    types = native_types()
    scalars = {"string", "integer", "boolean", "quantity", "intorstring", "{}", "label", "subdomain"}
    for native in types.values():
        for name, field in native.fields.items():
            inner = field.type.removeprefix("map(").strip("[])")
            assert inner in types or inner in scalars or "=" in inner or ".." in inner, (native.name, name)
            assert not field.merge_keys or set(field.merge_keys) <= set(types[inner].fields), (native.name, name)
        for union in native.unions:
            assert len(union) > 1, native.name
            assert set(union) <= set(native.fields), native.name
