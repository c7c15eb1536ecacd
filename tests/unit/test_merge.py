"""The merge apart from what Kubernetes proves (tests/test_strategicpatch.py): sharing, notes, keys, removals."""

import copy
import json
from typing import Any

import pytest

from generator.merge.shape import shape_of
from generator.merge.strategic import MergeNotes, fold, is_plain, locate, merge, removals

SCHEMA: dict[str, Any] = {
    "properties": {
        "containers": {
            "x-kubernetes-list-map-keys": ["name"],
            "items": {"properties": {"env": {"x-kubernetes-list-map-keys": ["name"]}}},
        },
        "formats": {"x-kubernetes-list-map-keys": ["name", "version"]},
        "ports": {"x-kubernetes-list-map-keys": ["containerPort", "protocol"]},
    }
}
SHAPE = shape_of(SCHEMA, {})
BASE: dict[str, Any] = {
    "labels": {"a": "1", "b": "2"},
    "containers": [
        {"name": "x", "image": "i", "args": ["--a"], "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]},
        {"name": "y", "resources": {"limits": {"cpu": "1"}}},
    ],
}


def merged(base: dict[str, Any], patch: dict[str, Any]) -> tuple[Any, MergeNotes]:
    notes = MergeNotes()
    return merge(base, patch, SHAPE, notes), notes


def rules(notes: MergeNotes) -> list[str]:
    return [problem.rule for problem in notes.problems]


# Sharing.


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"labels": {}},
        {"labels": {"a": "1"}},
        {"labels": {"c": None}, "nothing": None},
        {"containers": []},
        {"containers": [{"name": "x"}]},
        {"containers": [{"name": "x", "image": "i", "env": [{"name": "A", "value": "1"}]}]},
        {"containers": [{"name": "z", "$patch": "delete"}]},
        {"$setElementOrder/containers": [{"name": "x"}, {"name": "y"}]},
    ],
)
def test_a_patch_that_changes_nothing_returns_the_base(patch: dict[str, Any]) -> None:
    assert merged(BASE, patch)[0] is BASE


def test_what_a_patch_leaves_alone_is_shared() -> None:
    value, _ = merged(BASE, {"containers": [{"name": "x", "env": [{"name": "A", "value": "9"}]}]})
    x, y = value["containers"]
    assert x["env"] == [{"name": "A", "value": "9"}, {"name": "B", "value": "2"}]
    assert value["labels"] is BASE["labels"]
    assert y is BASE["containers"][1]
    assert x["args"] is BASE["containers"][0]["args"]
    assert x["env"][1] is BASE["containers"][0]["env"][1]


def test_what_a_patch_adds_is_shared_with_the_patch() -> None:
    patch: dict[str, Any] = {
        "annotations": {"k": "v"},
        "containers": [{"name": "z", "env": [{"name": "C"}]}, {"name": "x", "args": ["--b"]}],
    }
    value, _ = merged(BASE, patch)
    assert value["annotations"] is patch["annotations"]
    assert value["containers"][2] is patch["containers"][0]
    assert value["containers"][0]["args"] is patch["containers"][1]["args"]


def test_a_first_layer_without_directives_is_the_result() -> None:
    notes = MergeNotes()
    assert fold([BASE], SHAPE, notes) is BASE
    assert merge({}, BASE, SHAPE, notes) is BASE
    assert fold([], SHAPE, notes) == {}


def test_neither_base_nor_patch_is_ever_changed() -> None:
    patch: dict[str, Any] = {
        "labels": {"a": None, "c": {"d": None}},
        "new": {"x": None, "y": [{"$patch": "replace"}]},
        "$setElementOrder/containers": [{"name": "y"}, {"name": "x"}],
        "containers": [{"name": "y", "$patch": "delete"}, {"name": "x", "env": [{"name": "A", "$patch": "delete"}]}],
    }
    before = copy.deepcopy((BASE, patch))
    merged(BASE, patch)
    assert (BASE, patch) == before


def test_layers_merge_from_the_lowest_to_the_highest() -> None:
    layers = [{"labels": {"a": "1", "b": "1"}}, {"labels": {"a": "2", "c": "2"}}, {"labels": {"c": None, "d": "3"}}]
    assert fold(layers, SHAPE, MergeNotes()) == {"labels": {"a": "2", "b": "1", "d": "3"}}


@pytest.mark.parametrize(("old", "new"), [(1, True), (True, 1), (1, 1.0), ("1", 1), (0, False), (-0.0, 0.0)])
def test_scalars_that_python_thinks_equal_are_told_apart(old: Any, new: Any) -> None:
    value, _ = merged({"x": old}, {"x": new})
    assert json.dumps(value) == json.dumps({"x": new})


# Keys of items.


def test_formats_are_told_apart_by_name_and_version() -> None:
    base = {"formats": [{"name": "sklearn", "version": "1"}, {"name": "mlflow"}]}
    patch = {"formats": [{"name": "sklearn", "version": "2"}, {"name": "mlflow", "autoSelect": True}]}
    assert merged(base, patch)[0]["formats"] == [
        {"name": "sklearn", "version": "1"},
        {"name": "mlflow", "autoSelect": True},
        {"name": "sklearn", "version": "2"},
    ]


def test_deleting_a_port_leaves_the_other_protocol() -> None:
    base = {"ports": [{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]}
    assert merged(base, {"ports": [{"containerPort": 53, "protocol": "TCP", "$patch": "delete"}]})[0] == {
        "ports": [{"containerPort": 53, "protocol": "UDP"}]
    }


@pytest.mark.parametrize("key", [None, [], {}, ["x"]])
def test_a_merge_key_that_is_no_scalar_counts_as_missing(key: Any) -> None:
    value, notes = merged(BASE, {"containers": [{"name": key, "image": "j"}]})
    assert value is BASE
    assert rules(notes) == ["missing-merge-key"]
    _, notes = merged({}, {"ports": [{"containerPort": 1, "protocol": ["TCP"]}]})
    assert rules(notes) == ["missing-merge-key"]


def test_items_under_an_unknown_key_do_not_merge() -> None:
    assert merged({"other": [{"name": "a"}]}, {"other": [{"name": "b"}]})[0] == {"other": [{"name": "b"}]}


# The order of items.


def order_of(patch: dict[str, Any], *base: str) -> list[str]:
    value, notes = merged({"containers": [{"name": name} for name in base]}, patch)
    assert notes.problems == ()
    return [item["name"] for item in value["containers"]]


def named(*names: str) -> list[dict[str, Any]]:
    return [{"name": name} for name in names]


def test_an_order_that_names_an_item_twice_means_its_first_place() -> None:
    assert order_of({"$setElementOrder/containers": named("c", "a", "c")}, "a", "b", "c") == ["b", "c", "a"]


def test_an_empty_order_orders_nothing() -> None:
    patch = {"$setElementOrder/containers": [], "containers": named("z")}
    assert order_of(patch, "b", "a") == ["b", "a", "z"]


def test_an_order_where_there_is_no_list_does_nothing() -> None:
    value, notes = merged({"labels": {}}, {"$setElementOrder/containers": named("a")})
    assert (value, notes.problems) == ({"labels": {}}, ())


@pytest.mark.parametrize("order", [None, "a", {}, ["a"], [{}], [{"name": None}]])
def test_an_order_that_is_no_list_of_keys_is_refused(order: Any) -> None:
    value, notes = merged(BASE, {"$setElementOrder/containers": order})
    assert value is BASE
    [problem] = notes.problems
    assert (problem.rule, problem.key) == ("element-order", "$setElementOrder/containers")


def test_an_order_that_the_patch_itself_breaks_is_refused_and_the_patch_still_merges() -> None:
    patch = {"$setElementOrder/containers": named("y", "x"), "containers": named("x", "y", "z")}
    value, notes = merged(BASE, patch)
    assert rules(notes) == ["element-order"]
    assert [item["name"] for item in value["containers"]] == ["x", "y", "z"]


# Problems.


def test_every_problem_of_a_patch_is_noted_and_the_rest_merges() -> None:
    patch: dict[str, Any] = {
        "$bogus": 1,
        "labels": {"$patch": "merge", "a": "9"},
        "list": [{"$patch": "delete"}, "kept", None],
        "containers": [
            {"name": "x", "image": "j", "$patch": "replace"},
            {"name": "y", "$patch": "remove"},
            {"image": "k"},
            "text",
            {"name": "n", "env": [{"name": "E", "valueFrom": {"fieldRef": None}}]},
            {"name": "y", "image": "ok"},
        ],
    }
    value, notes = merged(BASE, patch)
    assert value == {
        "labels": {"a": "1", "b": "2"},
        "list": ["kept"],
        "containers": [
            BASE["containers"][0],
            {"name": "y", "resources": {"limits": {"cpu": "1"}}, "image": "ok"},
            {"name": "n", "env": [{"name": "E", "valueFrom": {}}]},
        ],
    }
    items = patch["containers"]
    found = {(problem.rule, locate(patch, problem.mapping), problem.key) for problem in notes.problems}
    assert found == {
        ("unknown-directive", (), "$bogus"),
        ("unknown-directive", ("labels",), "$patch"),
        ("misplaced-directive", ("list", 0), "$patch"),
        ("null-item", (), "list"),
        ("replace-beside-keys", ("containers", 0), "$patch"),
        ("unknown-directive", ("containers", 1), "$patch"),
        ("missing-merge-key", ("containers", 2), None),
        ("merge-item-type", (), "containers"),
        ("null-in-new-item", ("containers", 4, "env", 0, "valueFrom"), "fieldRef"),
    }
    assert all(problem.mapping is not items[5] for problem in notes.problems)


def test_messages_say_what_is_wrong_and_what_to_do() -> None:
    base = {"containers": [{"name": "x"}, {"name": "x"}]}
    _, notes = merged(base, {"containers": [{"name": "x", "image": "j"}]})
    [problem] = notes.problems
    assert problem.message == (
        "'containers' has more than one item 'name: x' below, so it is unclear which one this changes"
    )
    assert problem.help == (
        "Drop the repetition below, or delete all of them first with an item '{name: x, $patch: delete}'."
    )


def test_a_problem_met_again_is_one_problem() -> None:
    notes = MergeNotes()
    patch = {"containers": [{"image": "i"}]}
    for base in (BASE, {"containers": []}, {}):
        merge(base, patch, SHAPE, notes)
    assert len(notes.problems) == 1


@pytest.mark.parametrize("directive", [None, True, 1, [], {}, "merge", "Replace", ""])
def test_another_word_for_patch_is_refused(directive: Any) -> None:
    assert rules(merged(BASE, {"labels": {"$patch": directive}})[1]) == ["unknown-directive"]
    assert rules(merged(BASE, {"annotations": {"$patch": directive}})[1]) == ["unknown-directive"]
    assert rules(merged(BASE, {"containers": [{"name": "x", "$patch": directive}]})[1]) == ["unknown-directive"]


# Effects.


def effective(patch: dict[str, Any], *bases: dict[str, Any]) -> dict[tuple[Any, ...], bool]:
    """Return which removals of a patch had effect, by their steps."""
    notes = MergeNotes()
    for base in bases:
        merge(base, patch, SHAPE, notes)
    return {steps: (id(mapping), key) in notes.effects for mapping, key, steps in removals(patch)}


def test_a_removal_has_effect_where_there_is_something_to_remove() -> None:
    patch: dict[str, Any] = {
        "labels": {"a": None, "z": None},
        "annotations": {"a": None},
        "containers": [
            {"name": "x", "args": None, "command": None, "env": [{"name": "A", "$patch": "delete"}]},
            {"name": "y", "resources": {"$patch": "delete"}, "securityContext": {"$patch": "delete"}},
            {"name": "z", "$patch": "delete"},
        ],
    }
    assert effective(patch, BASE) == {
        ("labels", "a"): True,
        ("labels", "z"): False,
        ("annotations", "a"): False,
        ("containers", 0, "args"): True,
        ("containers", 0, "command"): False,
        ("containers", 0, "env", 0, "$patch"): True,
        ("containers", 1, "resources", "$patch"): True,
        ("containers", 1, "securityContext", "$patch"): False,
        ("containers", 2, "$patch"): False,
    }


def test_effect_on_any_base_is_effect() -> None:
    patch = {"labels": {"a": None, "b": None, "c": None}}
    found = effective(patch, {"labels": {"a": "1"}}, {"labels": {"b": "1"}}, {})
    assert found == {("labels", "a"): True, ("labels", "b"): True, ("labels", "c"): False}


def test_deleting_what_is_empty_or_absent_has_no_effect_and_deleting_a_scalar_has() -> None:
    patch = {"labels": {"$patch": "delete"}}
    assert effective(patch, {"labels": {}}, {}) == {("labels", "$patch"): False}
    assert effective(patch, {"labels": "text"}) == {("labels", "$patch"): True}
    assert merged({"labels": "text"}, patch)[0] == {}


def test_removals_beside_a_deletion_have_no_effect() -> None:
    patch = {"labels": {"$patch": "delete", "a": None}}
    assert effective(patch, BASE) == {("labels", "$patch"): True, ("labels", "a"): False}


def test_removals_leave_out_what_is_none() -> None:
    patch = {"labels": {"$patch": "replace", "a": "$patch"}, "$setElementOrder/x": [{"name": None}], "l": [None, [1]]}
    assert list(removals(patch)) == []


@pytest.mark.parametrize(
    ("patch", "plain"),
    [
        ({}, True),
        ({"a": {"b": ["c", 1, {"d": False}]}}, True),
        ({"a": {"b": None}}, False),
        ({"a": [{"b": None}]}, False),
        ({"a": [[None]]}, False),
        ({"a": [{"$patch": "replace"}]}, False),
        ({"$setElementOrder/a": []}, False),
    ],
)
def test_plain_patches_only_add_and_set(patch: dict[str, Any], plain: bool) -> None:
    assert is_plain(patch) is plain


def test_a_mapping_is_located_by_identity() -> None:
    twin: dict[str, Any] = {"name": "x"}
    root = {"a": [{"name": "x"}, twin], "b": {"name": "x"}}
    assert locate(root, twin) == ("a", 1)
    assert locate(root, root) == ()
    assert locate(root, {"name": "x"}) is None
