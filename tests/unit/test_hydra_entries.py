"""Agent entries, the images in them, overlaps, and the annotation that names the fleet's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.hydra.annotation import ANNOTATION, read_entries, write_entries
from generator.hydra.entries import AGENTS, TEMPLATES, EntryList, Overlap, agent_entry, overlaps, split_image
from generator.hydra.problem import SpliceProblem
from generator.images import ImageProblem

SHA = "sha256:" + "0123456789abcdef" * 4


def test_entry_as_the_manual_shows_it() -> None:
    image = {"registry": "swr.cn-south-1.myhuaweicloud.com", "repository": "ascendhub/mindie", "tag": "2.1.RC1"}
    assert split_image("swr.cn-south-1.myhuaweicloud.com/ascendhub/mindie:2.1.RC1") == image
    assert agent_entry(["vllm-cpu"], ["cpu"], image, {}) == {
        "match_runtimes": ["vllm-cpu"],
        "match_gpu_types": ["cpu"],
        "container_template": {"image": image},
    }


def test_entry_keeps_the_containers_other_fields() -> None:
    container = {"args": ["--a"], "env": [{"name": "A", "value": "b"}]}
    entry = agent_entry(["r"], ["g", "h"], {"tag": "1"}, container)
    assert entry["container_template"] == {
        "args": ["--a"],
        "env": [{"name": "A", "value": "b"}],
        "image": {"tag": "1"},
    }
    assert container == {"args": ["--a"], "env": [{"name": "A", "value": "b"}]}


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("registry.dc2.example.com:5000/quay.io/a/b:v1", ("registry.dc2.example.com:5000", "quay.io/a/b", "v1")),
        ("xprobe/xinference:v1.2.2", ("docker.io", "xprobe/xinference", "v1.2.2")),
        ("nginx:1", ("docker.io", "library/nginx", "1")),
    ],
)
def test_image_is_split(reference: str, parts: tuple[str, str, str]) -> None:
    assert split_image(reference) == dict(zip(("registry", "repository", "tag"), parts, strict=True))


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("quay.io/a", "the image 'quay.io/a' has no tag"),
        (f"quay.io/a@{SHA}", f"the image 'quay.io/a@{SHA}' has a digest, and it is not known that Hydra takes digests"),
        (
            f"quay.io/a:1@{SHA}",
            f"the image 'quay.io/a:1@{SHA}' has a digest, and it is not known that Hydra takes digests",
        ),
        ("quay.io/A:1", "'quay.io/A:1' is not an image reference: 'A' has upper-case letters"),
    ],
)
def test_image_that_hydra_cannot_take(reference: str, message: str) -> None:
    found = split_image(reference)
    assert isinstance(found, ImageProblem)
    assert found.message == message
    assert found.help


def test_overlaps() -> None:
    entries = [
        frozenset([("a", "x"), ("a", "y")]),
        frozenset([("b", "x")]),
        frozenset([("a", "y"), ("b", "x")]),
        frozenset([("a", "y")]),
        frozenset(),
    ]
    assert overlaps(entries) == (
        Overlap(("a", "y"), 0, 2),
        Overlap(("b", "x"), 1, 2),
        Overlap(("a", "y"), 0, 3),
    )
    assert overlaps([frozenset([("a", "x")]), frozenset([("a", "y")]), frozenset([("b", "x")])]) == ()


def test_annotation() -> None:
    assert ANNOTATION == "servewright.io/entries"
    assert write_entries(TEMPLATES, [("vllm-cpu",), ("a",), ("a",)]) == '["a","vllm-cpu"]'
    assert write_entries(AGENTS, {("b", "cpu"), ("a", "x"), ("a", "b")}) == '[["a","b"],["a","x"],["b","cpu"]]'
    assert write_entries(AGENTS, []) == "[]"
    assert read_entries(TEMPLATES, ' ["a", "b", "a"]\n') == frozenset([("a",), ("b",)])
    assert read_entries(AGENTS, '[["a", "b"]]') == frozenset([("a", "b")])


@given(st.frozensets(st.tuples(st.text(max_size=5), st.text(max_size=5))))
def test_annotation_is_read_back(pairs: frozenset[tuple[str, str]]) -> None:
    assert read_entries(AGENTS, write_entries(AGENTS, pairs)) == pairs


@pytest.mark.parametrize(
    ("entry_list", "text"),
    [
        (TEMPLATES, ""),
        (TEMPLATES, "a"),
        (TEMPLATES, '"a"'),
        (TEMPLATES, "{}"),
        (TEMPLATES, "null"),
        (TEMPLATES, "[1]"),
        (TEMPLATES, '[["a"]]'),
        (AGENTS, '["ab"]'),
        (AGENTS, '[["a"]]'),
        (AGENTS, '[["a", "b", "c"]]'),
        (AGENTS, '[["a", null]]'),
        (TEMPLATES, "[" * 100_000),
        (TEMPLATES, "[" + "9" * 5_000 + "]"),
    ],
)
def test_malformed_annotation(entry_list: EntryList, text: str) -> None:
    found = read_entries(entry_list, text)
    assert isinstance(found, SpliceProblem)
    assert found.rule == "wrong-base"
    example = '["runtime"]' if entry_list is TEMPLATES else '[["runtime","gpu type"]]'
    assert found.message == (
        f"the annotation 'servewright.io/entries' is not a list as Servewright writes it, such as {example}"
    )
    assert found.help
