"""The merge against Kubernetes' own: k8s.io/apimachinery's strategicpatch, run by tests/oracles/strategicpatch.

Two thousand generated pairs must come out equal, except that here a list keeps the base's order and new items go
last. All other differences are left out of the pairs and shown one by one below.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from generator.merge.shape import shape_of
from generator.merge.strategic import MergeNotes, merge
from tests.pod_patches import ERRORS, Generator
from tests.pod_schema import POD, Schema, resolved

ORACLE = Path(__file__).parents[1] / ".build/bin/strategicpatch"
SHAPE = shape_of(POD, {})
PAIRS = 2000

Pair = tuple[dict[str, Any], dict[str, Any]]


def kubernetes(pairs: Sequence[Pair]) -> list[dict[str, Any]]:
    """Return what strategicpatch makes of each pair: {"result": …} or {"error": …}."""
    if not ORACLE.exists():
        pytest.fail(f"{ORACLE.name} is missing: run 'make tools'")
    lines = "".join(json.dumps({"base": base, "patch": patch}) + "\n" for base, patch in pairs)
    run = subprocess.run([ORACLE], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def ours(base: dict[str, Any], patch: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Return the merged value and the rules that the patch breaks."""
    notes = MergeNotes()
    merged = merge(base, patch, SHAPE, notes)
    return merged, {problem.rule for problem in notes.problems}


def exact(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


# The order of items, told from base and patch alone.


def reordered(result: Any, base: Any, patch: Any, schema: Schema) -> Any:
    """Return Kubernetes' result with each list in the order due here: the base's, then what is new, in the patch's."""
    schema = resolved(schema)
    if isinstance(result, dict) and isinstance(base, dict) and isinstance(patch, dict) and "$patch" not in patch:
        return {key: reordered_field(key, result, base, patch, schema) for key in result}
    return result


def reordered_field(
    key: str, result: dict[str, Any], base: dict[str, Any], patch: dict[str, Any], schema: Schema
) -> Any:
    part = resolved(schema.get("properties", {}).get(key, {}))
    keys = part.get("x-kubernetes-list-map-keys")
    if not keys or not isinstance(patch.get(key), list) or not isinstance(base.get(key), list):
        return reordered(result[key], base.get(key), patch.get(key), part)
    if {"$patch": "replace"} in patch[key]:
        return result[key]
    items = [reordered_item(item, base[key], patch[key], part) for item in result[key]]
    if f"$setElementOrder/{key}" in patch:
        return items
    return sorted(items, key=lambda item: due_place(item[keys[0]], keys[0], base[key], patch[key]))


def reordered_item(item: dict[str, Any], base: list[Any], patch: list[Any], schema: Schema) -> Any:
    key = schema["x-kubernetes-list-map-keys"][0]
    below = [entry for entry in base if entry[key] == item[key]]
    above = [entry for entry in patch if entry[key] == item[key] and "$patch" not in entry]
    deleted = any(entry[key] == item[key] and "$patch" in entry for entry in patch)
    if deleted or not below or not above:
        return item
    # Where a patch names an item twice, one of the two only adds the field 'extra'.
    nested = next(entry for entry in above if entry.get("extra") != "again")
    return reordered(item, below[0], nested, schema["items"])


def due_place(name: Any, key: str, base: list[Any], patch: list[Any]) -> tuple[int, int]:
    deleted = any(entry[key] == name and "$patch" in entry for entry in patch)
    kept = [index for index, entry in enumerate(base) if entry[key] == name and not deleted]
    added = [index for index, entry in enumerate(patch) if entry[key] == name and "$patch" not in entry]
    return (0, kept[0]) if kept else (1, added[0])


# The pairs.


@cache
def generated() -> tuple[list[Pair], Counter[str]]:
    generator = Generator(random.Random(20260101))
    return [generator.pair() for _ in range(PAIRS)], generator.features


def test_two_thousand_pods_come_out_as_kubernetes_merges_them() -> None:
    pairs, _ = generated()
    refused = 0
    for (base, patch), theirs in zip(pairs, kubernetes(pairs), strict=True):
        merged, rules = ours(base, patch)
        shown = f"base: {exact(base)}\npatch: {exact(patch)}\nkubernetes: {exact(theirs)}\nours: {exact(merged)}"
        assert ("error" in theirs) == bool(rules), f"{rules}\n{shown}"
        refused += bool(rules)
        if not rules:
            assert exact(reordered(theirs["result"], base, patch, POD)) == exact(merged), shown
    assert 50 < refused < PAIRS / 10


def test_the_pairs_use_every_feature_often() -> None:
    _, features = generated()
    assert set(features) == {
        "item-new", "item-patch", "item-delete", "item-delete-of-nothing", "deleted-and-added", "patched-twice",
        "list-replace", "replaced-list", "repeated-key-untouched", "order", "order-alone",
        "null", "null-of-nothing", "null-in-new-map", "map-replace", "map-delete", "type-clash", *ERRORS,
    }  # fmt: skip
    assert min(features.values()) >= 10


def test_the_pairs_patch_every_field_often() -> None:
    pairs, _ = generated()
    patched = Counter(key for _, patch in pairs for key in keys_of(patch))
    fields = set(keys_of_schema(POD)) - {"name", "containerPort", "mountPath", "devicePath", "topologyKey", "ip"}
    assert {"env", "volumeDevices", "topologySpreadConstraints", "hostAliases", "securityContext", "httpGet"} <= fields
    assert [field for field in sorted(fields) if patched[field] < 30] == []


def keys_of(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(part)


def keys_of_schema(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from keys_of_schema(part)


# The differences, one by one: what Kubernetes makes of a pair, and what we do.


def both(base: dict[str, Any], patch: dict[str, Any]) -> tuple[Any, Any, set[str]]:
    """Return Kubernetes' result, ours, and the rules that we see broken."""
    [theirs] = kubernetes([(base, patch)])
    return theirs.get("result", theirs), *ours(base, patch)


def container(**fields: Any) -> dict[str, Any]:
    return {"spec": {"containers": [{"name": "a", **fields}]}}


def test_items_keep_the_base_order_and_new_ones_go_last() -> None:
    base = container(env=[{"name": "A"}, {"name": "B"}])
    patch = container(env=[{"name": "C"}, {"name": "B", "value": "2"}, {"name": "A", "value": "1"}])
    theirs, merged, rules = both(base, patch)
    a, b, c = {"name": "A", "value": "1"}, {"name": "B", "value": "2"}, {"name": "C"}
    assert theirs == container(env=[c, b, a])
    assert (merged, rules) == (container(env=[a, b, c]), set())


def test_an_order_that_is_stated_is_kept_as_kubernetes_keeps_it() -> None:
    base = container(env=[{"name": "A"}, {"name": "B"}, {"name": "C"}])
    patch = container(env=[{"name": "D"}, {"name": "B"}])
    patch["spec"]["containers"][0]["$setElementOrder/env"] = [{"name": "D"}, {"name": "B"}]
    theirs, merged, rules = both(base, patch)
    assert theirs == container(env=[{"name": "D"}, {"name": "A"}, {"name": "B"}, {"name": "C"}])
    assert (merged, rules) == (theirs, set())


def test_a_stated_order_does_not_depend_on_what_is_deleted_beside_it() -> None:
    """strategicpatch overwrites the list that it orders by once it has deleted from it; here s4 is new either way."""
    secrets = [{"name": "s1"}, {"name": "s2"}, {"name": "s3"}]
    order = {"$setElementOrder/imagePullSecrets": [{"name": "s4"}]}
    added = {"spec": order | {"imagePullSecrets": [{"name": "s4"}]}}
    swapped = {"spec": order | {"imagePullSecrets": [{"name": "s4"}, {"name": "s1", "$patch": "delete"}]}}
    base = {"spec": {"imagePullSecrets": secrets}}
    theirs, merged, _ = both(base, added)
    assert [item["name"] for item in theirs["spec"]["imagePullSecrets"]] == ["s4", "s1", "s2", "s3"]
    assert merged == theirs
    theirs, merged, _ = both(base, swapped)
    assert [item["name"] for item in theirs["spec"]["imagePullSecrets"]] == ["s2", "s3", "s4"]
    assert [item["name"] for item in merged["spec"]["imagePullSecrets"]] == ["s4", "s2", "s3"]


def test_ports_are_told_apart_by_their_protocol_too() -> None:
    base = container(ports=[{"containerPort": 53}])
    patch = container(ports=[{"containerPort": 53, "protocol": "UDP"}])
    theirs, merged, rules = both(base, patch)
    assert theirs == container(ports=[{"containerPort": 53, "protocol": "UDP"}])
    assert (merged, rules) == (
        container(ports=[{"containerPort": 53}, {"containerPort": 53, "protocol": "UDP"}]),
        set(),
    )


def test_an_absent_protocol_is_tcp() -> None:
    base = container(ports=[{"containerPort": 53, "name": "dns"}])
    patch = container(ports=[{"containerPort": 53, "protocol": "TCP"}])
    theirs, merged, rules = both(base, patch)
    assert theirs == container(ports=[{"containerPort": 53, "name": "dns", "protocol": "TCP"}])
    assert (merged, rules) == (theirs, set())


def test_a_null_in_a_new_item_is_refused() -> None:
    base = container(env=[{"name": "A", "value": "1"}])
    patch = container(env=[{"name": "B", "value": None}])
    theirs, merged, rules = both(base, patch)
    assert {"name": "B", "value": None} in theirs["spec"]["containers"][0]["env"]
    assert (merged, rules) == (container(env=[{"name": "A", "value": "1"}, {"name": "B"}]), {"null-in-new-item"})


def test_a_null_in_an_item_of_a_replaced_list_is_refused() -> None:
    base = {"spec": {"tolerations": [{"key": "k"}]}}
    patch = {"spec": {"tolerations": [{"key": "l", "effect": None}]}}
    theirs, merged, rules = both(base, patch)
    assert theirs == patch
    assert (merged, rules) == ({"spec": {"tolerations": [{"key": "l"}]}}, {"null-in-new-item"})


def test_a_null_as_an_item_is_refused() -> None:
    theirs, merged, rules = both(container(args=["--x"]), container(args=["--y", None]))
    assert theirs == container(args=["--y", None])
    assert (merged, rules) == (container(args=["--y"]), {"null-item"})


def test_replace_beside_other_keys_of_an_item_is_refused() -> None:
    base = container(env=[{"name": "A", "value": "1"}, {"name": "B", "value": "2"}])
    patch = container(env=[{"name": "A", "value": "9", "$patch": "replace"}])
    theirs, merged, rules = both(base, patch)
    assert theirs == container(env=[])
    assert (merged, rules) == (base, {"replace-beside-keys"})


def test_a_patch_of_a_repeated_key_is_refused() -> None:
    base = container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}])
    patch = container(env=[{"name": "A", "value": "9"}])
    theirs, merged, rules = both(base, patch)
    assert theirs == container(env=[{"name": "A", "value": "9"}, {"name": "A", "value": "2"}])
    assert (merged, rules) == (base, {"repeated-merge-key"})


def test_a_repeated_key_can_be_deleted_and_set_anew() -> None:
    base = container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}])
    patch = container(env=[{"name": "A", "$patch": "delete"}, {"name": "A", "value": "9"}])
    theirs, merged, rules = both(base, patch)
    assert theirs == container(env=[{"name": "A", "value": "9"}])
    assert (merged, rules) == (theirs, set())


def test_replacing_nothing_gives_the_content() -> None:
    base = {"metadata": {"name": "pod"}}
    patch = {"metadata": {"labels": {"$patch": "replace", "app": "x"}}}
    theirs, merged, rules = both(base, patch)
    assert theirs == base
    assert (merged, rules) == ({"metadata": {"name": "pod", "labels": {"app": "x"}}}, set())


def test_a_null_in_a_replacing_map_is_dropped() -> None:
    base = {"metadata": {"labels": {"app": "x"}}}
    patch = {"metadata": {"labels": {"$patch": "replace", "tier": "y", "app": None}}}
    theirs, merged, rules = both(base, patch)
    assert theirs == {"metadata": {"labels": {"tier": "y", "app": None}}}
    assert (merged, rules) == ({"metadata": {"labels": {"tier": "y"}}}, set())


def test_directives_inside_a_new_item_are_carried_out() -> None:
    base = container()
    new = {"name": "b", "resources": {"$patch": "replace", "limits": {"cpu": "1"}}, "env": [{"$patch": "replace"}]}
    patch = {"spec": {"containers": [new]}}
    theirs, merged, rules = both(base, patch)
    assert new in theirs["spec"]["containers"]
    settled = {"name": "b", "resources": {"limits": {"cpu": "1"}}, "env": []}
    assert (merged, rules) == ({"spec": {"containers": [{"name": "a"}, settled]}}, set())


def test_an_order_inside_a_new_map_is_carried_out() -> None:
    spec = {"$setElementOrder/volumes": [{"name": "w"}, {"name": "v"}], "volumes": [{"name": "w"}, {"name": "v"}]}
    theirs, merged, rules = both({}, {"spec": spec})
    assert theirs == {"spec": spec}
    assert (merged, rules) == ({"spec": {"volumes": [{"name": "w"}, {"name": "v"}]}}, set())


def test_an_item_of_a_new_list_needs_its_merge_key_too() -> None:
    theirs, merged, rules = both(container(), container(env=[{"value": "1"}]))
    assert theirs == container(env=[{"value": "1"}])
    assert (merged, rules) == (container(env=[]), {"missing-merge-key"})


def test_a_directive_in_a_replaced_list_is_refused() -> None:
    base = {"spec": {"tolerations": [{"key": "k"}]}}
    patch = {"spec": {"tolerations": [{"$patch": "replace"}, {"key": "l"}]}}
    theirs, merged, rules = both(base, patch)
    assert theirs == patch
    assert (merged, rules) == ({"spec": {"tolerations": [{"key": "l"}]}}, {"misplaced-directive"})


def test_an_order_of_a_replaced_list_is_refused() -> None:
    theirs, merged, rules = both(container(args=["--x", "--y"]), container(**{"$setElementOrder/args": ["--y", "--x"]}))
    assert theirs == container(args=["--y", "--x"])
    assert (merged, rules) == (container(args=["--x", "--y"]), {"element-order"})


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"labels": {"$retainKeys": ["app"], "app": "z"}}, {"labels": {"app": "z"}}),
        ({"$deleteFromPrimitiveList/finalizers": ["f"]}, {"labels": {"app": "x", "tier": "y"}, "finalizers": []}),
        ({"$unheardOf": 1}, {"labels": {"app": "x", "tier": "y"}, "$unheardOf": 1}),
    ],
)
def test_directives_for_programs_are_refused(patch: dict[str, Any], expected: dict[str, Any]) -> None:
    base: dict[str, Any] = {"metadata": {"labels": {"app": "x", "tier": "y"}, "finalizers": ["f"]}}
    theirs, _, rules = both(base, {"metadata": patch})
    assert theirs == {"metadata": {"finalizers": ["f"]} | expected}
    assert rules == {"unknown-directive"}


def test_lists_of_scalars_are_replaced() -> None:
    """Of a pod's lists only metadata.finalizers is one of scalars that Kubernetes adds to."""
    theirs, merged, rules = both({"metadata": {"finalizers": ["f"]}}, {"metadata": {"finalizers": ["g"]}})
    assert theirs == {"metadata": {"finalizers": ["g", "f"]}}
    assert (merged, rules) == ({"metadata": {"finalizers": ["g"]}}, set())


def test_merge_as_a_directive_is_refused_by_both() -> None:
    base = {"metadata": {"labels": {"app": "x"}}}
    theirs, merged, rules = both(base, {"metadata": {"labels": {"$patch": "merge", "app": "y"}}})
    assert "unknown patch type: merge" in theirs["error"]
    assert (merged, rules) == (base, {"unknown-directive"})
