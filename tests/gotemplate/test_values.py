"""Data for templates, and the package as others import it."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from generator.gotemplate import ExecError, Template, execute, parse
from generator.gotemplate.values import GoList, GoMap, Record, go_value, string_map, strings


def rendered(text: str, data: Any) -> str | ExecError:
    template = parse(text)
    assert isinstance(template, Template), template
    return execute(template, data)


def test_typed_data() -> None:
    data = {"TP_SIZE": 4, "ON": True, "NAME": "x", "F": 1.0, "ARGS": strings(["-a"]), "LABELS": string_map({"b": "1"})}
    assert rendered('{{range $k, $v := .}}{{$k}}={{printf "%T" $v}};{{end}}', data) == (
        "ARGS=[]string;F=float64;LABELS=map[string]string;NAME=string;ON=bool;TP_SIZE=int;"
    )


def test_plain_data() -> None:
    assert rendered('{{printf "%T %T %T" . .l (index .l 0)}}', {"l": [None]}) == (
        "map[string]interface {} []interface {} <nil>"
    )
    assert rendered("{{.}}", {"b": (1, 2), "a": None}) == "map[a:<nil> b:[1 2]]"


def test_keys_are_in_the_order_of_their_bytes() -> None:
    assert (
        rendered("{{.}}", {"é": 1, "z": 2, "B": 3, "\U0001f642": 4, "\uffee": 5})
        == "map[B:3 z:2 é:1 \uffee:5 \U0001f642:4]"
    )


@pytest.mark.parametrize("data", [{1: "a"}, {"a": {2, 3}}, b"bytes", object(), {"a": [1j]}])
def test_data_of_other_types_is_refused(data: Any) -> None:
    with pytest.raises(TypeError):
        go_value(data)


@pytest.mark.parametrize("number", [1 << 63, -(1 << 63) - 1])
def test_numbers_that_go_cannot_hold_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="no int of Go"):
        go_value([number])
    assert rendered("{{.}}", (1 << 63) - 1) == "9223372036854775807"


def test_data_that_is_nested_without_end_is_refused() -> None:
    data: list[Any] = []
    data.append(data)
    with pytest.raises(ValueError, match="nested more than"):
        go_value(data)


def test_characters_that_are_none_are_replaced() -> None:
    assert rendered("\ud800{{.}}{{len .}}", "a\udc80b") == "\ufffda\ufffdb5"
    assert rendered("{{.}}", strings(["\udfff"])) == "[\ufffd]"


META = Record("v1.ObjectMeta", {"Name": "svc", "Labels": string_map(None)}, frozenset({"UID"}))


def test_a_struct_has_its_fields_and_no_others() -> None:
    assert rendered("{{.Name}}{{.Labels}}{{.Labels.x}}", META) == "svcmap[]<no value>"
    error = rendered("{{.Spec}}", META)
    assert isinstance(error, ExecError)
    assert error.message == "can't evaluate field Spec in type v1.ObjectMeta"


@pytest.mark.parametrize("text", ["{{.UID}}", "{{.}}", "{{print .}}", '{{printf "%v" .}}', "{{eq . .}}"])
def test_what_is_not_known_is_an_error_and_no_guess(text: str) -> None:
    error = rendered(text, META)
    assert isinstance(error, ExecError)
    assert "known" in error.message
    assert error.go is None


@pytest.mark.parametrize("data", [[1], {"a": 1}, strings(["a"])])
def test_addresses_are_not_known(data: Any) -> None:
    error = rendered('{{printf "%p" .}}', data)
    assert isinstance(error, ExecError)
    assert error.message == "the address of a value is not known"
    assert error.go is None
    assert rendered('{{printf "%p" 1}}', None) == "%!p(int=1)"


def test_a_list_reaches_into_its_array() -> None:
    data = GoList((1, 2), spare=(3,))
    assert rendered("{{len .}} {{slice . 0 3}} {{slice . 1 2 2}}", data) == "2 [1 2 3] [2]"


def test_nil_lists_and_maps_are_empty_and_equal_nil() -> None:
    for empty in (GoList(is_nil=True), GoMap({}, is_nil=True)):
        assert rendered("{{len .}}{{if .}}a{{else}}b{{end}}{{eq . nil}}", empty) == "0btrue"


def test_execution_is_pure() -> None:
    template = parse("{{$x := .a}}{{$x = 2}}{{.a}}{{$x}}")
    assert isinstance(template, Template)
    data = {"a": [1]}
    assert execute(template, data) == execute(template, data) == "[1]2"
    assert data == {"a": [1]}


def test_importing_the_package_takes_little() -> None:
    code = (
        "import msgspec, sys; before = set(sys.modules); import generator.gotemplate; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    outside = {name for name in done.stdout.split() if not name.startswith("generator")}
    assert outside <= {"math", "_bisect", "bisect"}, outside
    inside = {name for name in done.stdout.split() if name.startswith("generator.")}
    assert all(name.startswith("generator.gotemplate") for name in inside)
    assert not any(name.startswith("generator.gotemplate.html") for name in inside)
