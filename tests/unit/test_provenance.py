"""Replay: it merges as the merge does, and each leaf's origin is the place that decides it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.merge.json_patch import apply_json_patch
from generator.merge.shape import shape_of
from generator.merge.strategic import MergeNotes, fold, merge
from generator.model import Layer
from generator.place import Steps
from generator.provenance import Leaf, Origin, Origins, replay, tag, tag_operations, untag
from generator.yaml.document import Document


def keyed(items: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {"type": "array", "items": items, "x-kubernetes-list-map-keys": list(keys)}


SCHEMA: dict[str, Any] = {
    "properties": {
        "volumes": keyed({}, "name"),
        "containers": keyed(
            {"properties": {"env": keyed({}, "name"), "ports": keyed({}, "containerPort", "protocol")}}, "name"
        ),
    }
}
SHAPE = shape_of(SCHEMA, {})
KEYS = {"name", "containerPort", "protocol"}


def layers_of(*values: Any) -> list[Layer]:
    """Return layers, each inside a document of its own at spec.layer."""
    documents = [Document(f"{index}.yaml", b"", {"spec": {"layer": value}}) for index, value in enumerate(values)]
    return [Layer(document, ("spec", "layer"), document.value["spec"]["layer"]) for document in documents]


def value_at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value[step]
    return value


def leaves(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield the steps to every scalar and every empty container."""
    entries = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for step, part in entries:
        yield from leaves(part, (*steps, step))
    if not entries:
        yield steps, value


# Random layers.

SCALARS = st.one_of(st.sampled_from(["1", "2", ""]), st.integers(0, 2), st.booleans())
NULL = st.none()
NAMES = st.sampled_from("abc")


def mapping(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


def or_null(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(*[values] * 6, NULL)


def item(
    fields: st.SearchStrategy[dict[str, Any]], **keys: st.SearchStrategy[Any]
) -> st.SearchStrategy[dict[str, Any]]:
    named = st.tuples(st.fixed_dictionaries(keys), fields).map(lambda pair: {**pair[1], **pair[0]})
    deleted = st.fixed_dictionaries({**keys, "$patch": st.just("delete")})
    return st.one_of(named, named, named, named, deleted, st.just({"$patch": "replace"}))


def items(of: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[list[Any]]:
    return st.lists(of, min_size=1, max_size=4)


FREE = st.dictionaries(NAMES, or_null(SCALARS), max_size=3)
DIRECTED = st.one_of(FREE, FREE, FREE, st.just({"$patch": "delete"}), FREE.map(lambda v: {"$patch": "replace", **v}))
ENV = item(mapping(value=or_null(SCALARS), valueFrom=or_null(st.just({"field": "f"}))), name=NAMES)
PORTS = item(mapping(protocol=st.sampled_from(["TCP", "UDP"]), note=SCALARS), containerPort=st.integers(1, 2))
CONTAINER = mapping(
    image=or_null(SCALARS),
    args=or_null(st.lists(SCALARS, max_size=2)),
    env=or_null(items(ENV)),
    ports=or_null(items(PORTS)),
    resources=or_null(DIRECTED),
)
CONTAINERS = items(item(CONTAINER, name=NAMES))
ORDER = st.permutations(["a", "b", "c"]).map(lambda names: [{"name": name} for name in names])
LAYER = st.fixed_dictionaries(
    {"containers": st.one_of(*[CONTAINERS] * 6, NULL, st.just([]))},
    optional={
        "volumes": items(item(mapping(emptyDir=DIRECTED), name=NAMES)),
        "$setElementOrder/volumes": ORDER,
        "labels": or_null(st.one_of(DIRECTED, SCALARS)),
        "tolerations": or_null(st.lists(mapping(key=SCALARS, effect=SCALARS), max_size=2)),
        "nodeSelector": FREE,
    },
)
LAYERS = st.lists(LAYER, min_size=2, max_size=5).map(lambda values: layers_of(*values))


@settings(max_examples=400, deadline=None)
@given(LAYERS)
def test_replay_gives_what_the_merge_gives(layers: list[Layer]) -> None:
    merged = fold([layer.value for layer in layers], SHAPE, MergeNotes())
    assert repr(untag(replay(layers, SHAPE).value)) == repr(merged)


@settings(max_examples=400, deadline=None)
@given(LAYERS)
def test_each_leaf_stands_at_its_origin(layers: list[Layer]) -> None:
    merged = fold([layer.value for layer in layers], SHAPE, MergeNotes())
    origins = replay(layers, SHAPE)
    for steps, leaf in leaves(merged):
        origin = origins.at(steps)
        if leaf in ({}, []) and origin is None:
            continue
        assert origin is not None
        stated = value_at(origin.document.value, origin.steps)
        assert (stated, type(stated)) == (leaf, type(leaf))


@settings(max_examples=200, deadline=None)
@given(LAYERS)
def test_changing_a_leaf_at_its_origin_changes_that_leaf_alone(layers: list[Layer]) -> None:
    """What else could it mean that a place decides a leaf? Merge keys are left out: they decide what an item is."""
    merged = fold([layer.value for layer in layers], SHAPE, MergeNotes())
    origins = replay(layers, SHAPE)
    for steps, leaf in leaves(merged):
        if steps and steps[-1] not in KEYS and leaf not in ({}, []):
            origin = origins.at(steps)
            assert origin is not None
            changed = fold(with_mark(layers, origin), SHAPE, MergeNotes())
            assert value_at(changed, steps) == "changed"
            assert [place for place, part in leaves(changed) if part == "changed"] == [steps]


def with_mark(layers: list[Layer], origin: Origin) -> list[Any]:
    """Return the layers' values, with another value where the origin is."""
    [index] = [index for index, layer in enumerate(layers) if layer.document is origin.document]
    document = json.loads(json.dumps(origin.document.value))  # one generated object may stand at several places
    value_at(document, origin.steps[:-1])[origin.steps[-1]] = "changed"
    values = [layer.value for layer in layers]
    return [*values[:index], document["spec"]["layer"], *values[index + 1 :]]


@settings(max_examples=200, deadline=None)
@given(LAYERS)
def test_no_later_layer_states_a_leaf(layers: list[Layer]) -> None:
    notes = MergeNotes()
    merged = fold([layer.value for layer in layers], SHAPE, notes)
    origins = replay(layers, SHAPE)
    for steps, leaf in leaves(merged):
        origin = origins.at(steps)
        if notes.problems or origin is None or leaf in ({}, []):
            continue
        winner = [layer.document for layer in layers].index(origin.document)
        later = [index for index, layer in enumerate(layers) if says(layer.value, merged, steps)]
        assert winner == later[-1]
        assert origins.chain(steps)[0] == origin
        assert [place.document for place in origins.chain(steps)] == [layers[index].document for index in later[::-1]]


def says(layer: Any, merged: Any, steps: Steps) -> bool:
    """Say whether a layer says anything of what stands at `steps` of the merged value."""
    if isinstance(layer, dict) and layer.get("$patch") == "delete":
        return False
    if not steps or layer is None:
        return layer is not None
    step, rest = steps[0], steps[1:]
    if isinstance(step, str):
        return isinstance(layer, dict) and step in layer and says(layer[step], merged[step], rest)
    if not isinstance(merged[step], dict) or not KEYS & set(merged[step]):
        return isinstance(layer, list)
    twins = [item for item in layer if item_key(item) == item_key(merged[step])] if isinstance(layer, list) else []
    return any(says(twin, merged[step], rest) for twin in twins)


def item_key(item: Any) -> tuple[Any, ...]:
    if "containerPort" in item:
        return item["containerPort"], item.get("protocol", "TCP")
    return (item.get("name"),)


# By hand.


def placed(origin: Origin | None) -> tuple[str, Steps] | None:
    return None if origin is None else (origin.document.path, origin.steps[2:])


RUNTIME = {
    "labels": {"team": "ml"},
    "containers": [
        {"name": "main", "image": "i:1", "args": ["--a", "--b"], "env": [{"name": "HOME", "value": "/tmp"}]},
        {"name": "side"},
    ],
    "volumes": [{"name": "v", "emptyDir": {}}],
}
RELEASE = {
    "containers": [{"name": "main", "env": [{"name": "USER", "value": "u"}, {"name": "HOME", "value": "/home"}]}]
}
CLUSTER = {
    "containers": [{"name": "side", "image": "i:2"}, {"name": "main", "args": ["--c"], "env": [{"name": "USER"}]}]
}


@pytest.fixture(scope="module")
def origins() -> Origins:
    return replay(layers_of(RUNTIME, RELEASE, CLUSTER), SHAPE)


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (("labels", "team"), ("0.yaml", ("labels", "team"))),
        (("containers", 0, "image"), ("0.yaml", ("containers", 0, "image"))),
        (("containers", 0, "args", 0), ("2.yaml", ("containers", 1, "args", 0))),
        (("containers", 0, "env", 0, "value"), ("1.yaml", ("containers", 0, "env", 1, "value"))),
        (("containers", 0, "env", 1, "value"), ("1.yaml", ("containers", 0, "env", 0, "value"))),
        (("containers", 0, "env", 1, "name"), ("2.yaml", ("containers", 1, "env", 0, "name"))),
        (("containers", 1, "image"), ("2.yaml", ("containers", 0, "image"))),
        (("volumes", 0, "emptyDir"), ("0.yaml", ("volumes", 0, "emptyDir"))),
        (("containers", 0), None),
        (("labels", "other"), None),
        (("labels", "team", "deeper"), None),
        (("containers", 7), None),
        (("containers", -1, "name"), None),
    ],
)
def test_at_gives_the_place_of_a_leaf(origins: Origins, steps: Steps, place: Any) -> None:
    assert placed(origins.at(steps)) == place


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (("labels", "team"), ("0.yaml", ("labels", "team"))),
        (("labels",), ("0.yaml", ("labels",))),
        (("labels", "missing"), ("0.yaml", ("labels",))),
        (("containers", 1, "securityContext", "runAsUser"), ("2.yaml", ("containers", 0))),
        (("containers", 0, "env", 1, "valueFrom"), ("2.yaml", ("containers", 1, "env", 0))),
        (("containers", 0, "args"), ("2.yaml", ("containers", 1, "args"))),
        (("volumes", 0, "emptyDir", "medium"), ("0.yaml", ("volumes", 0, "emptyDir"))),
        ((), ("0.yaml", ())),
    ],
)
def test_nearest_gives_the_container_around(origins: Origins, steps: Steps, place: Any) -> None:
    assert placed(origins.nearest(steps)) == place


def test_nearest_goes_outwards_from_a_map_that_has_been_emptied() -> None:
    found = replay(layers_of({"labels": {"a": "1"}, "nodeSelector": {"b": "2"}}, {"labels": {"a": None}}), SHAPE)
    assert untag(found.value) == {"labels": {}, "nodeSelector": {"b": "2"}}
    assert placed(found.nearest(("labels", "a"))) == ("0.yaml", ())
    assert replay([], SHAPE).nearest(("labels",)) is None


@pytest.mark.parametrize(
    ("steps", "places"),
    [
        (
            ("containers", 0, "env", 0, "value"),
            [("1.yaml", ("containers", 0, "env", 1, "value")), ("0.yaml", ("containers", 0, "env", 0, "value"))],
        ),
        (
            ("containers", 0, "args", 0),
            [("2.yaml", ("containers", 1, "args", 0)), ("0.yaml", ("containers", 0, "args"))],
        ),
        (
            ("containers", 1),
            [("2.yaml", ("containers", 0)), ("0.yaml", ("containers", 1))],
        ),
        (("labels", "team"), [("0.yaml", ("labels", "team"))]),
        (("labels", "other"), []),
        (("containers", 5), [("2.yaml", ("containers",)), ("1.yaml", ("containers",)), ("0.yaml", ("containers",))]),
    ],
)
def test_the_chain_names_every_layer_that_states_a_leaf(origins: Origins, steps: Steps, places: list[Any]) -> None:
    assert [placed(origin) for origin in origins.chain(steps)] == places


def test_the_chain_leaves_out_deletions_and_nulls() -> None:
    found = replay(
        layers_of(
            {"volumes": [{"name": "v", "size": "1"}], "labels": {"a": "1"}},
            {"volumes": [{"name": "v", "size": "2", "$patch": "delete"}], "labels": {"a": None}},
            {"volumes": [{"name": "v", "size": "3"}], "labels": {"a": "3"}},
        ),
        SHAPE,
    )
    for steps in (("volumes", 0, "size"), ("labels", "a")):
        assert [origin.document.path for origin in found.chain(steps)] == ["2.yaml", "0.yaml"]


def test_the_chain_names_the_last_of_two_items_that_one_layer_gives_one_key() -> None:
    twice = {"volumes": [{"name": "v", "size": "1"}, {"name": "v", "size": "2"}]}
    found = replay(layers_of({"volumes": [{"name": "v"}]}, twice, {"volumes": [{"name": "v", "size": "3"}]}), SHAPE)
    steps = ("volumes", 0, "size")
    assert [placed(origin) for origin in found.chain(steps)] == [("2.yaml", steps), ("1.yaml", ("volumes", 1, "size"))]


def test_layers_of_one_document_are_told_apart() -> None:
    document = Document("r.yaml", b"", {"base": {"a": "1"}, "releases": [{"layer": {"a": "2"}}]})
    layers = [
        Layer(document, ("base",), document.value["base"]),
        Layer(document, ("releases", 0, "layer"), document.value["releases"][0]["layer"]),
    ]
    found = replay(layers, SHAPE)
    assert [origin.steps for origin in found.chain(("a",))] == [("releases", 0, "layer", "a"), ("base", "a")]


def test_a_derived_layer_owes_everything_to_one_place() -> None:
    document = Document("r.yaml", b"", {"metadata": {"name": "vllm"}})
    derived = Layer(document, ("metadata", "name"), {"labels": {"class": "vllm", "a": {}}, "list": [1]}, derived=True)
    found = replay([derived, *layers_of({"labels": {"class": "mine"}})], SHAPE)
    name = Origin(document, ("metadata", "name"), derived=True)
    assert found.at(("list", 0)) == name
    assert found.nearest(("labels", "a", "b")) == name
    assert found.nearest(("list",)) == name
    assert found.chain(("labels", "class"))[1:] == (name,)
    assert placed(found.at(("labels", "class"))) == ("0.yaml", ("labels", "class"))


def test_leaves_equal_and_hash_like_their_values() -> None:
    origin = Origin(Document("x", b"", {}), ())
    assert Leaf("a", origin) == "a"
    assert ["a"].index(Leaf("a", origin)) == 0
    assert Leaf(1, origin) == Leaf(1, origin)
    assert Leaf(1, origin) != Leaf(True, origin)
    assert Leaf(True, origin) != 1
    assert len({"a", Leaf("a", origin)}) == 1
    assert str(Leaf(80, origin)) == "80"


def test_patches_of_a_finished_object_keep_the_origins(origins: Origins) -> None:
    document = Document("o.yaml", b"", {})
    tagged = tag({"labels": {"team": "x"}, "containers": [{"name": "main", "env": []}]}, Origin(document, ("patch",)))
    value = merge(origins.value, tagged, SHAPE, MergeNotes())
    operations = [
        {"op": "test", "path": "/containers/0/image", "value": "i:1"},
        {"op": "copy", "from": "/containers/0/image", "path": "/containers/1/image"},
        {"op": "add", "path": "/volumes/-", "value": {"name": "w", "emptyDir": {}}},
        {"op": "remove", "path": "/containers/0/args"},
    ]
    value = apply_json_patch(value, tag_operations(operations, Origin(document, ("operations",))))
    found = Origins(value, origins.layers, origins.shape)
    assert untag(value)["containers"][1] == {"name": "side", "image": "i:1"}
    assert found.at(("labels", "team")) == Origin(document, ("patch", "labels", "team"))
    assert found.at(("volumes", 1, "emptyDir")) == Origin(document, ("operations", 2, "value", "emptyDir"))
    assert placed(found.at(("containers", 1, "image"))) == ("0.yaml", ("containers", 0, "image"))
