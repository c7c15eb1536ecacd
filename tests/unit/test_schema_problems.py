"""What a JSON Schema refuses, told to a person."""

from __future__ import annotations

from typing import Any

import pytest

from generator.json_schema.problems import Problem, explain
from generator.native.schemas import object_schema
from generator.place import Steps

MODEL = ("spec", "predictor", "model")


def _service(**model: Any) -> Any:
    return {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": {"name": "a"},
        "spec": {"predictor": {"model": model}},
    }


def _runtime(**spec: Any) -> Any:
    return {
        "apiVersion": "serving.kserve.io/v1alpha1",
        "kind": "ClusterServingRuntime",
        "metadata": {"name": "a"},
        "spec": {"containers": [{"name": "kserve-container"}], **spec},
    }


def _only(schema: Any, value: Any) -> Problem:
    (problem,) = explain(schema, value)
    return problem


def _object(properties: Any, **more: Any) -> Any:
    return {"title": "Thing", "type": "object", "properties": properties, "additionalProperties": False, **more}


@pytest.mark.parametrize(
    ("value", "steps", "message", "help_text"),
    [
        (
            _service(volumeMount=[]),
            (*MODEL, "volumeMount"),
            "'volumeMount' is not a field of spec.predictor.model",
            "Did you mean 'volumeMounts'?",
        ),
        (
            _service(storageUris=[]),
            (*MODEL, "storageUris"),
            "'storageUris' is a field of spec.predictor, not of spec.predictor.model",
            "Move it to spec.predictor.",
        ),
        (
            _service(storage_uri="pvc://x"),
            (*MODEL, "storage_uri"),
            "'storage_uri' is not a field of spec.predictor.model",
            "Did you mean 'storageUri'?",
        ),
        (
            _service(securityContext={"fsGroup": 1000}),
            (*MODEL, "securityContext", "fsGroup"),
            "'fsGroup' is a field of spec.predictor.securityContext, not of spec.predictor.model.securityContext",
            "Move it to spec.predictor.securityContext.",
        ),
        (
            _service() | {"model": {}},
            ("model",),
            "'model' is a field of spec.predictor, not of InferenceService",
            "Move it to spec.predictor.",
        ),
        (
            _service() | {"status": {}},
            ("status",),
            "'status' is set by the API server",
            "Leave it out.",
        ),
    ],
)
def test_unknown_field_of_a_service(value: Any, steps: Steps, message: str, help_text: str) -> None:
    schema = object_schema("InferenceService", "0.19")
    assert _only(schema, value) == Problem("unknown-field", steps, "key", message, help_text)


def test_field_of_another_version() -> None:
    problem = _only(object_schema("ClusterServingRuntime", "0.16"), _runtime(schedulerName="volcano"))
    message = "'schedulerName' exists from KServe 0.17 on, this is 0.16"
    assert problem == Problem("unknown-field", ("spec", "schedulerName"), "key", message, "Leave it out.")


def test_field_of_an_earlier_version() -> None:
    worker = {"containers": [{"name": "worker-container"}], "size": 2}
    problem = _only(object_schema("ClusterServingRuntime", "0.17"), _runtime(workerSpec=worker))
    assert problem.message == "'size' existed before KServe 0.15, this is 0.17"


def test_field_of_a_mapping_inside() -> None:
    problem = _only(object_schema("ClusterServingRuntime", "0.19"), _runtime(env=[]))
    assert problem.message == "'env' is a field of spec.containers[], not of spec"


DEEP = _object(
    {"a": _object({"b": {"type": "array", "items": _object({"deep": {}})}, "c": _object({"d": _object({"low": {}})})})}
)
WIDE = _object({name: _object({"many": {}, "two": {}} if name < "c" else {"many": {}}) for name in "abcd"})


@pytest.mark.parametrize(
    ("schema", "value", "help_text"),
    [
        (DEEP, {"deep": 1}, "Its fields are a."),
        (DEEP, {"a": {"deep": 1}}, "Move it to a.b[]."),
        (DEEP, {"low": 1}, "Move it to a.c.d."),
        (WIDE, {"two": 1}, "Move it to a or b."),
        (WIDE, {"many": 1}, "Its fields are a, b, c, d."),
        (WIDE | {"required": ["b"]}, {"b": {}, "many": 1}, "Move it to b."),
        (_object({"a": _object({"x": {"type": "array"}})}), {"x": {}}, "Its fields are a."),
        (_object({"a": _object({"x": {"type": "array"}})}), {"x": []}, "Move it to a."),
        (_object({"a": _object({"x": {"type": ["integer", "null"]}})}), {"x": "1"}, "Move it to a."),
    ],
)  # fmt: skip
def test_a_move_is_offered_where_it_is_plausible(schema: Any, value: Any, help_text: str) -> None:
    """Not into the items of a list far down, not to one of many places, not to a field of another type."""
    assert _only(schema, value).help == help_text


def test_field_unlike_any_lists_what_there_is() -> None:
    assert _only(_object({"a": {}, "$patch": {}, "b": {}}), {"zzz": 1}).help == "Its fields are a, b."
    assert _only(_object({}), {"zzz": 1}).help == "It takes no fields."
    many = _only(_object({f"field{i:02}": {} for i in range(15)}), {"zzz": 1}).help
    assert many.startswith("Its fields are field00, field01,")
    assert many.endswith("field11 and 3 more.")


VALUE = _object(
    {
        "text": {"type": ["string", "null"]},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "on": {"type": "boolean"},
        "list": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "map": {"type": "object"},
        "word": {"enum": ["hpa", "external", None]},
        "kind": {"const": "Cluster"},
        "name": {"title": "DNS label", "type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
        "code": {"type": "string", "pattern": "^x+$"},
        "memory": {"title": "quantity", "type": ["integer", "string"], "pattern": "^[0-9]+(Gi)?$"},
        "replicas": {"title": "integer", "type": ["integer", "string", "null"], "pattern": "EXPRESSION"},
    }
)


@pytest.mark.parametrize(
    ("field", "value", "rule", "message", "help_text"),
    [
        ("text", 2, "wrong-type", "'text' takes text, this is the number 2", 'Write it in quotes: text: "2".'),
        ("text", True, "wrong-type", "'text' takes text, this is true", 'Write it in quotes: text: "true".'),
        (
            "text",
            [],
            "wrong-type",
            "'text' takes text, this is a list",
            "Write text.",
        ),
        (
            "count",
            "2",
            "wrong-type",
            "'count' takes a whole number, this is the text '2'",
            "Write it without quotes: count: 2.",
        ),
        ("count", 1.5, "wrong-type", "'count' takes a whole number, this is the number 1.5", "Write a whole number."),
        (
            "count",
            None,
            "wrong-type",
            "'count' takes a whole number, this is null",
            "A key or hyphen with nothing behind it is null: write a value, or remove the line.",
        ),
        ("count", 0, "not-allowed-value", "'count' is 0, but must be at least 1", "Give it at least 1."),
        ("count", 10, "not-allowed-value", "'count' is 10, but may be at most 9", "Give it at most 9."),
        (
            "on",
            "true",
            "wrong-type",
            "'on' takes true or false, this is the text 'true'",
            "Write it without quotes: on: true.",
        ),
        ("on", "yes", "wrong-type", "'on' takes true or false, this is the text 'yes'", "Write true or false."),
        (
            "list",
            "a",
            "wrong-type",
            "'list' takes a list, this is the text 'a'",
            "Write a list: every item after a hyphen, or all in [ ].",
        ),
        ("list", [], "not-allowed-value", "'list' has 0 items, but must have at least 1", "Give it at least 1 item."),
        (
            "map",
            "",
            "wrong-type",
            "'map' takes a mapping, this is empty text",
            "Write a mapping: fields with their values, indented below the key.",
        ),
        (
            "word",
            "hpaa",
            "not-allowed-value",
            "'word' cannot be the text 'hpaa'",
            "Did you mean 'hpa'? Write hpa or external.",
        ),
        ("kind", "Klaster", "not-allowed-value", "'kind' cannot be the text 'Klaster'", "Write Cluster."),
        (
            "name",
            "A",
            "not-allowed-value",
            "'name' takes a DNS label, this is the text 'A'",
            "Write lower-case letters, digits and hyphens; a letter or digit at both ends.",
        ),
        (
            "name",
            "abcdef",
            "not-allowed-value",
            "'name' has 6 characters, but may have at most 5",
            "Write lower-case letters, digits and hyphens; a letter or digit at both ends.",
        ),
        (
            "code",
            "a\nb",
            "not-allowed-value",
            "'code' takes another form, this is the text 'a b'",
            "It must match ^x+$.",
        ),
        (
            "memory",
            "4 Gi",
            "not-allowed-value",
            "'memory' takes a quantity, this is the text '4 Gi'",
            "Write a number and a unit, such as 500m, 2 or 16Gi.",
        ),
        (
            "memory",
            0.5,
            "wrong-type",
            "'memory' takes a quantity, this is the number 0.5",
            'Write it in quotes: memory: "0.5".',
        ),
        (
            "replicas",
            "two",
            "wrong-type",
            "'replicas' takes a whole number, this is the text 'two'",
            "Write a whole number.",
        ),
    ],
)
def test_wrong_value(field: str, value: Any, rule: str, message: str, help_text: str) -> None:
    assert _only(VALUE, {field: value}) == Problem(rule, (field,), "value", message, help_text)


def test_item_of_a_list() -> None:
    problem = _only(VALUE, {"list": ["a", 2]})
    assert (problem.steps, problem.message) == (("list", 1), "item 2 of 'list' takes text, this is the number 2")
    assert problem.help == 'Write it in quotes: - "2".'


def test_repeated_item_names_the_first() -> None:
    problem = _only(VALUE, {"list": ["a", "b", "a"]})
    assert problem.rule == "repeated-item"
    assert (problem.steps, problem.related_steps) == (("list", 2), (("list", 0),))


def test_number_is_shown_as_it_was_written() -> None:
    (problem,) = explain(VALUE, {"text": 0.2}, source_text=lambda steps: "0.20" if steps == ("text",) else None)
    assert problem.message == "'text' takes text, this is the number 0.20"
    assert problem.help == 'Write it in quotes: text: "0.20".'


def test_long_text_is_shortened() -> None:
    message = _only(VALUE, {"name": "Z" * 4}).message
    assert message.endswith("'ZZZZ'")
    (first, _) = explain(VALUE, {"name": "Z\n" * 4000})
    assert len(first.message) < 90


def test_missing_fields_point_to_their_mapping() -> None:
    schema = object_schema("ClusterServingRuntime", "0.19")
    (problem,) = explain(schema, _runtime(containers=[{"image": "x", "resources": {"claims": [{"name": "a"}]}}]))
    assert problem == Problem(
        "missing-field",
        ("spec", "containers", 0),
        "key",
        "spec.containers[0] has no 'name'",
        "Add the field 'name', a DNS label.",
    )
    missing = {problem.message for problem in explain(schema, {})}
    assert missing == {f"the document has no '{name}'" for name in ("apiVersion", "kind", "metadata", "spec")}


def test_union_names_both_members() -> None:
    schema = object_schema("InferenceService", "0.19")
    env = {"name": "A", "value": "x", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}
    assert _only(schema, _service(env=[env])) == Problem(
        "union-conflict",
        (*MODEL, "env", 0, "valueFrom"),
        "key",
        "'value' and 'valueFrom' cannot stand together",
        "Keep one; where the other is inherited, remove it with null.",
        ((*MODEL, "env", 0, "value"),),
    )


def test_union_of_all_fields_names_those_present() -> None:
    volume = {"hostPath": {"path": "/x"}, "name": "x", "emptyDir": {}}
    value = _service()
    value["spec"]["predictor"]["volumes"] = [volume]
    problem = _only(object_schema("InferenceService", "0.19"), value)
    assert problem.message == "'hostPath' and 'emptyDir' cannot stand together"
    assert problem.steps[-1] == "emptyDir"


def test_a_misspelt_member_is_no_conflict() -> None:
    value = _service()
    value["spec"]["predictor"]["volumes"] = [{"name": "x", "emptydir": {}, "emptyDir": {}}]
    problem = _only(object_schema("InferenceService", "0.19"), value)
    assert (problem.rule, problem.help) == ("unknown-field", "Did you mean 'emptyDir'?")


EITHER = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}, {"enum": [False]}]}


def test_of_several_forms_the_fitting_one_is_told() -> None:
    assert _only(EITHER, [1, "a"]).message == "item 2 of the document takes a whole number, this is the text 'a'"


def test_where_no_form_fits_all_are_told() -> None:
    problem = _only(_object({"x": EITHER}), {"x": 7})
    assert problem.message == "'x' takes text, a list or false, this is the number 7"
    assert problem.rule == "wrong-type"


def test_references_between_documents() -> None:
    registry = {
        "outer.json": {"$id": "outer.json", "properties": {"a": {"$ref": "inner.json#/$defs/A"}}},
        "inner.json": {"$id": "inner.json", "$defs": {"A": _object({"deep": {"$ref": "#/$defs/B"}}), "B": _object({})}},
    }
    (problem,) = explain(registry["outer.json"], {"a": {"deep": {"deap": 1}}}, registry)
    assert problem.steps == ("a", "deep", "deap")
    (problem,) = explain(registry["outer.json"], {"a": {"deap": {}}}, registry)
    assert problem.help == "Did you mean 'deep'?"


def test_what_has_no_words_is_still_told() -> None:
    problem = _only({"not": {"type": "object"}}, {})
    assert problem.message == "the document does not have the shape that is due here"
    assert problem.rule == "wrong-type"


def test_a_hostile_document_gives_a_bounded_list() -> None:
    assert len(explain(VALUE, {f"zz{i}": 1 for i in range(2000)})) == 500
