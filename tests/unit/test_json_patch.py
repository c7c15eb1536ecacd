"""RFC 6902, on values that are shared and never changed."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.merge.json_patch import MAX_DEPTH, JsonPatchError, apply_json_patch
from generator.provenance import Origin, tag
from generator.yaml.document import Document

OBJECT: dict[str, Any] = {
    "metadata": {"name": "o", "annotations": {"a/b": "1", "c~d": "2", "": "3"}},
    "spec": {"args": ["x", "y", "z"], "flag": True, "count": 1, "empty": {}},
}


def op(name: str, path: str, **members: Any) -> dict[str, Any]:
    return {"op": name, "path": path, **members}


def move(source: str, path: str) -> dict[str, Any]:
    return {"op": "move", "from": source, "path": path}


def copied(source: str, path: str) -> dict[str, Any]:
    return {"op": "copy", "from": source, "path": path}


@pytest.mark.parametrize(
    ("operation", "spec"),
    [
        (op("add", "/spec/new", value=1), {"new": 1}),
        (op("add", "/spec/count", value=2), {"count": 2}),
        (op("add", "/spec/args/0", value="w"), {"args": ["w", "x", "y", "z"]}),
        (op("add", "/spec/args/1", value="w"), {"args": ["x", "w", "y", "z"]}),
        (op("add", "/spec/args/3", value="w"), {"args": ["x", "y", "z", "w"]}),
        (op("add", "/spec/args/-", value="w"), {"args": ["x", "y", "z", "w"]}),
        (op("add", "/spec/empty/-", value="w"), {"empty": {"-": "w"}}),
        (op("add", "/spec/empty/0", value="w"), {"empty": {"0": "w"}}),
        (op("remove", "/spec/args/1"), {"args": ["x", "z"]}),
        (op("replace", "/spec/args", value=[]), {"args": []}),
        (op("replace", "/spec/args/2", value={"k": "v"}), {"args": ["x", "y", {"k": "v"}]}),
        (op("replace", "/spec/flag", value=None), {"flag": None}),
        (move("/spec/args/0", "/spec/args/2"), {"args": ["y", "z", "x"]}),
        (move("/spec/args/2", "/spec/args/0"), {"args": ["z", "x", "y"]}),
        (move("/spec/args/0", "/spec/args/-"), {"args": ["y", "z", "x"]}),
        (move("/spec/args", "/spec/args"), {}),
        (copied("/spec/args", "/spec/empty/args"), {"empty": {"args": ["x", "y", "z"]}}),
        (copied("/spec/args/0", "/spec/args/0"), {"args": ["x", "x", "y", "z"]}),
        (op("test", "/spec/args/0", value="x"), {}),
    ],
)
def test_operations(operation: dict[str, Any], spec: dict[str, Any]) -> None:
    assert apply_json_patch(OBJECT, [operation]) == {**OBJECT, "spec": {**OBJECT["spec"], **spec}}


def test_removing_and_moving_take_the_key_away() -> None:
    assert apply_json_patch({"a": 1, "b": 2}, [op("remove", "/a")]) == {"b": 2}
    assert apply_json_patch({"a": 1, "b": {}}, [move("/a", "/b/c")]) == {"b": {"c": 1}}
    assert apply_json_patch({"a": 1, "b": 2}, [move("/a", "/b")]) == {"b": 1}


def test_names_with_slashes_and_tildes_are_escaped() -> None:
    for path, expected in [("a~1b", "1"), ("c~0d", "2"), ("", "3")]:
        assert apply_json_patch(OBJECT, [op("test", f"/metadata/annotations/{path}", value=expected)]) is OBJECT
    assert apply_json_patch({"~1": 1}, [op("remove", "/~01")]) == {}


def test_the_empty_pointer_is_the_whole_value() -> None:
    assert apply_json_patch(OBJECT, [op("replace", "", value={"a": 1})]) == {"a": 1}
    assert apply_json_patch(OBJECT, [op("add", "", value=[])]) == []
    assert apply_json_patch(OBJECT, [copied("/spec/args", "")]) == ["x", "y", "z"]
    assert apply_json_patch(OBJECT, [op("test", "", value=copy.deepcopy(OBJECT))]) is OBJECT


def test_operations_build_on_each_other() -> None:
    operations = [op("add", "/spec/a", value={}), op("add", "/spec/a/b", value=[1]), copied("/spec/a/b/0", "/spec/c")]
    patched = apply_json_patch(OBJECT, operations)
    assert (patched["spec"]["a"], patched["spec"]["c"]) == ({"b": [1]}, 1)
    assert apply_json_patch(OBJECT, []) is OBJECT


def test_nothing_is_changed_and_what_is_not_touched_is_shared() -> None:
    before = copy.deepcopy(OBJECT)
    patched = apply_json_patch(OBJECT, [op("add", "/spec/args/0", value="w"), op("remove", "/spec/count")])
    assert before == OBJECT
    assert patched["metadata"] is OBJECT["metadata"]
    assert patched["spec"]["empty"] is OBJECT["spec"]["empty"]


@pytest.mark.parametrize(
    ("value", "expected", "equal"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        ("1", 1, False),
        (None, None, True),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, True),
        ({"a": [1]}, {"a": [True]}, False),
        ({"a": 1}, {"a": 1, "b": 1}, False),
        ([1, 2], [1], False),
        ([], {}, False),
    ],
)
def test_tests_compare_as_json_does(value: Any, expected: Any, equal: bool) -> None:
    assert (apply_json_patch({"x": value}, [op("test", "/x", value=expected)]) == {"x": value}) is equal
    origin = Origin(Document("x", b"", {}), ())
    if value is not None:
        tagged = tag({"x": value}, origin)
        assert (apply_json_patch(tagged, [op("test", "/x", value=expected)]) is tagged) is equal


@pytest.mark.parametrize(
    ("operation", "message", "advice"),
    [
        (
            op("remove", "/spec/flags"),
            "operation 'remove' at '/spec/flags': there is no 'flags' in '/spec'",
            "Did you mean 'flag'? The keys of '/spec' are: args, count, empty, flag.",
        ),
        (
            op("replace", "/specs/x", value=1),
            "operation 'replace' at '/specs/x': there is no 'specs' in the whole object",
            "Did you mean 'spec'? The keys of the whole object are: metadata, spec.",
        ),
        (
            op("add", "/spec/missing/x", value=1),
            "operation 'add' at '/spec/missing/x': there is no 'missing' in '/spec'",
            "The keys of '/spec' are: args, count, empty, flag.",
        ),
        (
            op("replace", "/spec/args/3", value=1),
            "operation 'replace' at '/spec/args/3': there is no item '3' in '/spec/args', which has 3",
            "A list's items are counted from 0; 'add' with '-' appends.",
        ),
        (
            op("add", "/spec/args/4", value=1),
            "operation 'add' at '/spec/args/4': there is no item '4' in '/spec/args', which has 3",
            "A list's items are counted from 0; 'add' with '-' appends.",
        ),
        (
            op("add", "/spec/count/x", value=1),
            "operation 'add' at '/spec/count/x': '/spec/count' is neither a mapping nor a list",
            "End the pointer there, or correct it.",
        ),
        (
            op("test", "/spec/count/x/y", value=1),
            "operation 'test' at '/spec/count/x/y': '/spec/count' is neither a mapping nor a list",
            "End the pointer there, or correct it.",
        ),
        (
            op("test", "/spec/count", value=2),
            "operation 'test' at '/spec/count': '/spec/count' is not what it is tested for",
            "Correct the test, or what it tests.",
        ),
        (
            move("/spec", "/spec/inner"),
            "operation 'move' at '/spec/inner': '/spec' cannot move into itself",
            "Use 'copy', or another path.",
        ),
        (
            op("remove", ""),
            "operation 'remove' at '': the whole object cannot be removed",
            "Take it out of its definition instead.",
        ),
        (
            op("merge", "/spec"),
            "operation 'merge' at '/spec': there is no such operation",
            "Write a mapping whose 'op' is one of add, remove, replace, move, copy, test.",
        ),
        (
            op("add", "/spec/x"),
            "operation 'add' at '/spec/x': 'value' is missing",
            "Add 'value', which every 'add' needs.",
        ),
        (
            op("move", "/spec/x"),
            "operation 'move' at '/spec/x': 'from' is missing",
            "Add 'from', which every 'move' needs.",
        ),
        (
            op("remove", "spec"),
            "operation 'remove' at 'spec': 'path' is no JSON pointer",
            "Write it like '/spec/containers/0'; inside a name, '/' is written '~1' and '~' is written '~0'.",
        ),
    ],
)
def test_errors_say_which_operation_and_what_is_missing(operation: dict[str, Any], message: str, advice: str) -> None:
    before = op("test", "/spec/count", value=1)
    assert apply_json_patch(OBJECT, [before, operation]) == JsonPatchError(1, message, advice)


@pytest.mark.parametrize("index", ["-", "-1", "01", "1.0", "+1", "1e0", " 1", "", "x", "９", "9" * 5000])
def test_only_plain_decimals_are_indices(index: str) -> None:
    assert isinstance(apply_json_patch(OBJECT, [op("remove", f"/spec/args/{index}")]), JsonPatchError)


@pytest.mark.parametrize(
    "operation",
    [
        None,
        "add",
        [],
        {},
        {"op": "add"},
        {"op": ["add"], "path": "/a"},
        op("add", "/a~2", value=1),
        op("add", "/a~", value=1),
        {"op": "remove", "path": None},
        {"op": "copy", "path": "/a", "from": 1},
        {"op": "move", "path": 1, "from": "/a"},
    ],
)
def test_malformed_operations_are_errors(operation: Any) -> None:
    assert isinstance(apply_json_patch({"a": 1}, [operation]), JsonPatchError)


def test_copies_of_copies_stay_bounded() -> None:
    doubled = [copied("/a", f"/a/{index}") for index in range(60)]
    assert isinstance(apply_json_patch({"a": {"x": 1}}, doubled), JsonPatchError)
    widened = [copied("", f"/k{index}") for index in range(60)]
    assert isinstance(apply_json_patch({"a": [0] * 10}, widened), JsonPatchError)


def test_depth_is_bounded_and_the_bound_can_be_reached() -> None:
    deeper = [op("add", "/a" * depth, value={}) for depth in range(1, MAX_DEPTH + 2)]
    assert isinstance(apply_json_patch({}, deeper[:MAX_DEPTH]), dict)
    error = apply_json_patch({}, deeper)
    assert isinstance(error, JsonPatchError)
    assert error.index == MAX_DEPTH
    assert error.message.endswith("it makes the value deeper than 100 or larger than 100000")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "a", "~/"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "~", "/", ""]), inner, max_size=3)
    ),
    max_leaves=8,
)
POINTERS = st.lists(st.sampled_from(["a", "~0", "~1", "", "0", "1", "-"]), max_size=3).map(
    lambda names: "".join(f"/{name}" for name in names)
)


@given(VALUES, POINTERS, VALUES)
def test_what_is_added_is_found_again_and_can_be_removed(value: Any, pointer: str, new: Any) -> None:
    added = apply_json_patch(value, [op("add", pointer, value=new)])
    if isinstance(added, JsonPatchError) or pointer.endswith("/-"):
        return
    assert apply_json_patch(added, [op("test", pointer, value=new)]) is added
    if pointer:
        overwritten = apply_json_patch(value, [op("replace", pointer, value=new)])
        assert value == apply_json_patch(added, [op("remove", pointer)]) or added == overwritten


@given(
    VALUES,
    st.lists(st.fixed_dictionaries({"op": st.sampled_from(["move", "copy"]), "from": POINTERS, "path": POINTERS})),
)
def test_any_operations_end_in_a_value_or_an_error(value: Any, operations: list[dict[str, Any]]) -> None:
    before = copy.deepcopy(value)
    apply_json_patch(value, operations)
    assert value == before
