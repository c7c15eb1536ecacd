"""Every part of every object is owed to a line that says it: replaying the layers finds the line, for each leaf."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

import generator.compile.cluster
from generator.place import Steps
from generator.targets import Rendered
from generator.trace import trace
from tests.golden_trees import ROOT, repos
from tests.repo import API, compiled, write_repo

OWN = (("apiVersion",), ("kind",))
"""What no definition says of an object: the generator knows it."""
KINDS = ("ClusterServingRuntime", "InferenceService")


def rendered(root: Path) -> list[Rendered]:
    """Compile a repo and return its finished objects of KServe's kinds."""
    found: list[Rendered] = []
    check = generator.compile.cluster.check_objects

    def noted(objects: Sequence[Rendered], *rest: Any) -> Any:
        found.extend(made for made in objects if made.target.kind in KINDS)
        return check(objects, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(generator.compile.cluster, "check_objects", noted)
        compiled(root)
    return found


def leaves(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """Yield each scalar and each empty list or mapping with the way to it."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    below = [found for step, part in parts for found in leaves(part, (*steps, step))]
    yield from below or [(steps, value)]


@cache
def definition(path: Path) -> Any:
    """Read a definition with a reader that is not the tool's."""
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def said(root: Path, path: str, steps: Steps) -> Any:
    """Return what a definition says there. Raises LookupError where there is nothing."""
    value = definition(root / path)
    for step in steps:
        value = value[step]
    return value


def reason(root: Path, made: Rendered, steps: Steps, leaf: Any) -> str:
    """Return why the leaf is what it is, as the line that it is owed to shows."""
    origin = trace(made.target, made.value).origins.at(steps)
    if origin is None:
        return f"{steps} of {made.path} comes from nowhere"
    source = said(root, origin.document.path, origin.steps)
    if isinstance(source, str) and "${{" in source:
        return "expression"
    if (type(source), source) == (type(leaf), leaf):
        return "equal"
    if origin.derived:
        return "derived"
    mirror = (made.target.cluster.spec.get("values") or {}).get("mirror", "none")
    if isinstance(leaf, str) and f"{mirror}/" in leaf and leaf.endswith("/" + source.rpartition("/")[2]):
        return "mirrored"
    return f"{steps} of {made.path} is {leaf!r}, but {origin.document.path} says {source!r} at {origin.steps}"


def test_the_lines_that_the_repos_objects_are_owed_to_say_what_stands_there() -> None:
    reasons = Counter(
        reason(root, made, steps, leaf)
        for root in (ROOT, *repos())
        for made in rendered(root)
        for steps, leaf in leaves(made.value)
        if steps not in OWN
    )
    assert reasons.keys() == {"equal", "expression", "derived", "mirrored"}
    assert min(reasons.values()) >= 3


# Fleets in which each layer says its own name, wherever it says anything.

PLACES: dict[str, tuple[str, Steps]] = {
    "runtime": ("runtimes/server/runtime.yaml", ("spec",)),
    "release": ("runtimes/server/runtime.yaml", ("spec", "releases", 0)),
    "accelerator": ("clusters/accelerators.yaml", ("spec", "accelerators", 0)),
    "flavour": ("runtimes/server/runtime.yaml", ("spec", "flavours", 0)),
    "first overlay": ("overlays/first/overlay.yaml", ("spec",)),
    "second overlay": ("overlays/second/overlay.yaml", ("spec",)),
    "cluster": ("clusters/one/cluster.yaml", ("spec",)),
    "cluster's entry": ("clusters/one/cluster.yaml", ("spec", "runtimes", 0)),
    "overlay's service": ("overlays/first/services/demo/chat.yaml", ()),
    "cluster's service": ("clusters/one/services/demo/chat.yaml", ()),
}


def subset(values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from("ABC"), values, max_size=3)


def env(place: str) -> st.SearchStrategy[list[Any]]:
    """Return what a layer may say of the environment: its own name as values, or that a variable goes."""
    kept = st.one_of(st.just({"value": place}), st.just({"value": place}), st.just({"$patch": "delete"}))
    return subset(kept).map(lambda items: [{"name": name, **item} for name, item in items.items()])


def annotations(place: str) -> st.SearchStrategy[dict[str, Any]]:
    return subset(st.one_of(st.just(place), st.just(place), st.none()))


@st.composite
def layers(draw: st.DrawFn, place: str) -> dict[str, Any]:
    """Return the fragments of one layer; a service is a fragment itself."""
    words = st.lists(st.just(place), max_size=2)
    model = {"env": draw(env(place)), "args": draw(words)}
    service = {
        "metadata": {"annotations": draw(annotations(place))},
        "spec": {"predictor": {"model": {key: value for key, value in model.items() if value}}},
    }
    if place.endswith("service"):
        return service
    container = {"name": "kserve-container", "env": draw(env(place)), "command": draw(words)}
    runtime = {
        "metadata": {"annotations": draw(annotations(place))},
        "spec": {"containers": [{key: value for key, value in container.items() if value}]},
    }
    patch = {"metadata": {"annotations": draw(annotations(place))}}
    return {
        "clusterServingRuntime": runtime,
        "inferenceService": service,
        "patches": [{"target": {"kind": draw(st.sampled_from(KINDS))}, "patch": patch}],
    }


def fleet(said_by: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return a repo whose layers say what is given."""
    runtime = said_by["runtime"] | {
        "channels": {"stable": "r1"},
        "image": "docker.io/acme/server:1",
        "releases": [{"name": "r1"} | said_by["release"]],
        "flavours": [{"name": "gpu", "accelerators": ["gpu"]} | said_by["flavour"]],
    }
    runtime["clusterServingRuntime"]["spec"]["supportedModelFormats"] = [{"name": "onnx"}]
    gpu = {"name": "gpu", "label": "gpu", "devicePlugins": [{"name": "whole", "resource": "example.com/gpu"}]}
    cluster = said_by["cluster"] | {
        "overlays": ["first", "second"],
        "kserve": {"distribution": "alauda", "version": "0.19"},
        "accelerators": [{"name": "gpu"}],
        "namespaces": [{"name": "demo"}],
        "runtimes": [{"name": "server"} | said_by["cluster's entry"]],
    }
    service = said_by["overlay's service"]
    service["spec"] |= {"runtime": "server", "accelerator": {"count": 1}}
    named = {"name": "chat", "namespace": "demo"}
    definitions: dict[str, tuple[str, dict[str, Any]]] = {
        PLACES["runtime"][0]: ("Runtime", {"metadata": {"name": "server"}, "spec": runtime}),
        PLACES["accelerator"][0]: ("Accelerators", {"spec": {"accelerators": [gpu | said_by["accelerator"]]}}),
        PLACES["cluster"][0]: ("Cluster", {"metadata": {"name": "one"}, "spec": cluster}),
        PLACES["first overlay"][0]: ("Overlay", {"metadata": {"name": "first"}, "spec": said_by["first overlay"]}),
        PLACES["second overlay"][0]: ("Overlay", {"metadata": {"name": "second"}, "spec": said_by["second overlay"]}),
    }
    for place in ("overlay's service", "cluster's service"):
        value = said_by[place]
        definitions[PLACES[place][0]] = ("ModelService", value | {"metadata": value["metadata"] | named})
    return {path: f"{API}kind: {kind}\n" + _text(value) for path, (kind, value) in definitions.items()}


def _text(value: dict[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(part)}\n" for key, part in value.items())


@settings(max_examples=20, deadline=None)
@given(st.fixed_dictionaries({place: layers(place) for place in PLACES}))
def test_a_leaf_is_owed_to_the_layer_whose_name_it_holds(said_by: dict[str, dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        objects = rendered(write_repo(Path(folder), fleet(said_by)))
    assert [made.target.kind for made in objects] == list(KINDS)
    for made in objects:
        origins = trace(made.target, made.value).origins
        for steps, leaf in leaves(made.value):
            if isinstance(leaf, str) and leaf in PLACES:
                path, inside = PLACES[leaf]
                origin = origins.at(steps)
                assert origin is not None
                assert (origin.document.path, origin.steps[: len(inside)]) == (path, inside)
