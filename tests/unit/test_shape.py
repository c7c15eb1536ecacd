"""Shapes read from JSON Schemas."""

from typing import Any

import pytest

from generator.merge.shape import UNKNOWN, shape_of

CONTAINER: dict[str, Any] = {
    "properties": {"env": {"items": {"$ref": "#/$defs/EnvVar"}, "x-kubernetes-list-map-keys": ["name"]}}
}
NATIVE: dict[str, Any] = {
    "$defs": {"Container": CONTAINER, "EnvVar": {"properties": {"valueFrom": {"type": "object"}}}}
}


def test_a_list_merges_by_the_keys_that_kubernetes_names() -> None:
    shape = shape_of(
        {
            "properties": {
                "ports": {"type": "array", "x-kubernetes-list-map-keys": ["containerPort", "protocol"]},
                "args": {"type": "array", "items": {"type": "string"}},
            }
        },
        {},
    )
    assert shape.child("ports").merge_keys == ("containerPort", "protocol")
    assert shape.child("args").merge_keys == ()
    assert shape.merge_keys == ()


def test_what_the_schema_does_not_speak_of_is_unknown() -> None:
    shape = shape_of({"properties": {"args": {"items": True}}, "additionalProperties": False}, {})
    assert shape.child("other") is UNKNOWN
    assert shape.item() is UNKNOWN
    assert shape.child("args").item() is UNKNOWN
    assert UNKNOWN.child("x") is UNKNOWN
    assert UNKNOWN.item() is UNKNOWN
    assert UNKNOWN.merge_keys == ()


def test_additional_properties_are_the_shape_of_every_other_key() -> None:
    schema = {"properties": {"a": {}}, "additionalProperties": {"x-kubernetes-list-map-keys": ["name"]}}
    shape = shape_of(schema, {})
    assert shape.child("a").merge_keys == ()
    assert shape.child("b").merge_keys == ("name",)
    assert shape.child("b") is shape.child("c")


def test_references_lead_into_other_documents_and_on_from_there() -> None:
    shape = shape_of({"properties": {"container": {"$ref": "native.json#/$defs/Container"}}}, {"native.json": NATIVE})
    env = shape.child("container").child("env")
    assert env.merge_keys == ("name",)
    assert env.item().child("valueFrom") is not UNKNOWN
    assert env.item().child("value") is UNKNOWN


def test_a_reference_into_its_own_document_finds_escaped_names() -> None:
    schema = {"$defs": {"a/b~c": CONTAINER}, "items": {"$ref": "#/$defs/a~1b~0c"}}
    assert shape_of(schema, {}).item().child("env").merge_keys == ("name",)


def test_a_reference_to_a_whole_document() -> None:
    assert shape_of({"$ref": "container.json"}, {"container.json": CONTAINER}).child("env").merge_keys == ("name",)


def test_a_reference_that_leads_nowhere_is_a_bug() -> None:
    with pytest.raises(LookupError):
        shape_of({"$ref": "#/$defs/Missing"}, {})


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_combined_schemas_add_up(keyword: str) -> None:
    schema = {keyword: [{"type": "null"}, {"$ref": "native.json#/$defs/Container"}, True], "properties": {"name": {}}}
    shape = shape_of(schema, {"native.json": NATIVE})
    assert shape.child("env").merge_keys == ("name",)
    assert shape.child("name") is not UNKNOWN


def test_a_named_property_of_one_branch_beats_the_free_keys_of_another() -> None:
    schema = {"additionalProperties": {"type": "string"}, "allOf": [CONTAINER]}
    assert shape_of(schema, {}).child("env").merge_keys == ("name",)


def test_the_same_schema_node_is_the_same_shape() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/$defs/T"}, "b": {"items": {"$ref": "#/$defs/T"}}},
        "$defs": {"T": CONTAINER},
    }
    shape = shape_of(schema, {})
    assert shape.child("a") is shape.child("a")
    assert shape.child("a").child("env") is shape.child("b").item().child("env")


def test_recursive_schemas_are_read_as_far_as_they_are_asked() -> None:
    tree: dict[str, Any] = {"properties": {"children": {"items": {"$ref": "#"}, "x-kubernetes-list-map-keys": ["id"]}}}
    shape = shape_of(tree, {})
    for _ in range(5):
        assert shape.child("children").merge_keys == ("id",)
        shape = shape.child("children").item()


def test_references_in_a_circle_say_nothing() -> None:
    schema = {"$ref": "#/$defs/A", "$defs": {"A": {"anyOf": [{"$ref": "#/$defs/B"}]}, "B": {"$ref": "#/$defs/A"}}}
    assert shape_of(schema, {}).child("x") is UNKNOWN
