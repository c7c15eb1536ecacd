"""Image references are read as the distribution project's own package reads them, and mirrored by their parsed names."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.images import ImageProblem, ImageReference, has_prefix, mirrored, mirrored_uri, moves, parse_image
from tests.oracle import ask

SHA = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "quay.io/ascend/vllm-ascend:v0.18.0rc1",
            ImageReference("quay.io", "ascend/vllm-ascend", "v0.18.0rc1", None, True, True),
        ),
        ("xprobe/xinference:v1.2.2", ImageReference("docker.io", "xprobe/xinference", "v1.2.2", None, False, True)),
        ("nginx", ImageReference("docker.io", "library/nginx", None, None, False, False)),
        ("index.docker.io/nginx:1", ImageReference("docker.io", "library/nginx", "1", None, True, False)),
        ("docker.io/library/nginx:1", ImageReference("docker.io", "library/nginx", "1", None, True, True)),
        ("localhost/a:b", ImageReference("localhost", "a", "b", None, True, True)),
        ("registry:5000/a/b", ImageReference("registry:5000", "a/b", None, None, True, True)),
        ("Mirror/a/b:C", ImageReference("Mirror", "a/b", "C", None, True, True)),
        ("[::1]:5000/a", ImageReference("[::1]:5000", "a", None, None, True, True)),
        (f"r.example/a@{SHA}", ImageReference("r.example", "a", None, SHA, True, True)),
        (f"r.example/a:t@{SHA}", ImageReference("r.example", "a", "t", SHA, True, True)),
        ("host:5000", ImageReference("docker.io", "library/host", "5000", None, False, False)),
    ],
)
def test_parts(text: str, expected: ImageReference) -> None:
    assert parse_image(text) == expected


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "a part of its name is empty"),
        ("quay.io/", "a part of its name is empty"),
        ("quay.io//a", "a part of its name is empty"),
        ("quay.io/Ascend/a:1", "'Ascend/a' has upper-case letters"),
        ("quay.io/a_:1", "'a_' is not part of a name"),
        ("quay.io/a b", "'a b' is not part of a name"),
        ("https://quay.io/a", "'https:' is not a registry"),
        ("-quay.io/a", "'-quay.io' is not a registry"),
        ("quay.io:port/a", "'quay.io:port' is not a registry"),
        ("quay.io/a:", "the tag '' is not valid"),
        ("quay.io/a:-1", "the tag '-1' is not valid"),
        ("quay.io/a:b:c", "the tag 'b:c' is not valid"),
        ("quay.io/a@", "the digest '' is not valid"),
        ("quay.io/a@sha256:1234", "the digest 'sha256:1234' is not valid"),
        ("quay.io/a@md5:" + "0" * 32, "the digest 'md5:" + "0" * 32 + "' is not valid"),
        ("0123456789abcdef" * 4, "it is an image's id, not its name"),
        ("quay.io/a\n", "'a\n' is not part of a name"),
        ("quay.io/" + "a" * 256, "its name is longer than 255 characters"),
    ],
)
def test_what_is_no_reference(text: str, what: str) -> None:
    found = parse_image(text)
    assert isinstance(found, ImageProblem)
    assert found.message == f"'{text}' is not an image reference: {what}"
    assert found.help.startswith("Write registry/repository:tag")


PIECES = [
    *(
        "docker.io",
        "index.docker.io",
        "localhost",
        "quay.io",
        "A",
        "a",
        "bc",
        "library",
        "r:5000",
        "0123456789abcdef" * 4,
    ),
    *(
        "/",
        "/",
        "/",
        ":",
        ":",
        "@",
        ".",
        "_",
        "__",
        "___",
        "-",
        "--",
        "5000",
        "v1",
        "sha256:",
        SHA,
        "[::1]",
        "é",
        " ",
        "\n",
    ),
    *("sha512:" + "ab" * 64, "sha256:" + "AB" * 32, "a" * 127, "b" * 128, "x" * 255),
]
REFERENCES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


MOVING = (
    "latest LATEST latest-gpu latest-aarch64 latest-py3.10 gpu-latest latest-whatever nightly nightly-arm64 nightly_cu126 main "
    "main-cu126 main-310p master master-x86_64 dev edge edge-alpine stable stable-ubuntu22.04 develop canary"
)
RESTING = (
    "1 v1 v0.18.0rc1 v0.18.0-dev 12.1-devel-ubuntu22.04 nightly-20260801 nightly-2026-08-01 nightly-9f8e7d6 main-g1a2b3c4d5 "
    "main-17 dev-2 latest-20260801 stable-diffusion qwen-main-chat gpu cu126 maintained latests release domain v1-latest"
)


def test_tags_that_move() -> None:
    assert [tag for tag in MOVING.split() if not moves(tag)] == []
    assert [tag for tag in RESTING.split() if moves(tag)] == []


def test_as_go_reads_references() -> None:
    dice = Random(3)
    references = ["".join(dice.choices(PIECES, k=dice.randrange(9))) for _ in range(20_000)]
    answers = ask("imagereference", references)
    assert 1_000 < sum("error" not in answer for answer in answers) < 19_000
    for text, answer in zip(references, answers, strict=True):
        found = parse_image(text)
        if isinstance(found, ImageProblem):
            assert "error" in answer, text
        else:
            parts = {
                "registry": found.registry,
                "repository": found.repository,
                "tag": found.tag,
                "digest": found.digest,
            }
            assert {key: value for key, value in parts.items() if value is not None} == answer, text


MIRRORS = {
    "docker.io": "mirror.example:5000/docker.io",
    "docker.io/xprobe": "mirror.example:5000/x",
    "quay.io": "mirror.example:5000/quay.io",
    "quay.io/ascend/vllm-ascend": "mirror.example:5000/vllm",
}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("quay.io/other/a:1", "mirror.example:5000/quay.io/other/a:1"),
        ("quay.io/ascend/vllm-ascend:v1", "mirror.example:5000/vllm:v1"),
        ("quay.io/ascend/vllm-ascend/x:v1", "mirror.example:5000/vllm/x:v1"),
        ("quay.io/ascend/vllm-ascend-cpu:v1", "mirror.example:5000/quay.io/ascend/vllm-ascend-cpu:v1"),
        ("quay.io.example/a:1", "quay.io.example/a:1"),
        ("xprobe/xinference:v1", "mirror.example:5000/x/xinference:v1"),
        ("docker.io/xprobes/a:1", "mirror.example:5000/docker.io/xprobes/a:1"),
        ("nginx", "mirror.example:5000/docker.io/library/nginx"),
        ("index.docker.io/nginx:1", "mirror.example:5000/docker.io/library/nginx:1"),
        (f"quay.io/a:1@{SHA}", f"mirror.example:5000/quay.io/a:1@{SHA}"),
        (f"quay.io/a@{SHA}", f"mirror.example:5000/quay.io/a@{SHA}"),
        ("mirror.example:5000/quay.io/a:1", "mirror.example:5000/quay.io/a:1"),
        ("mirror.example:5000/other/a:1", "mirror.example:5000/other/a:1"),
        ("ghcr.io/a/b:1", "ghcr.io/a/b:1"),
        ("Not A/Reference", "Not A/Reference"),
    ],
)
def test_longest_prefix_at_a_parts_end(reference: str, expected: str) -> None:
    assert mirrored(reference, MIRRORS) == expected


def test_star_is_for_all_others() -> None:
    mirrors = {"quay.io": "m.example/q", "*": "m.example/all"}
    assert mirrored("quay.io/a:1", mirrors) == "m.example/q/a:1"
    assert mirrored("nginx:1", mirrors) == "m.example/all/docker.io/library/nginx:1"
    assert mirrored("m.example/all/docker.io/library/nginx:1", mirrors) == "m.example/all/docker.io/library/nginx:1"


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("oci://quay.io/models/qwen:1", "oci://mirror.example:5000/quay.io/models/qwen:1"),
        ("oci+native://quay.io/models/qwen:1", "oci+native://mirror.example:5000/quay.io/models/qwen:1"),
        ("oci://qwen/model", "oci://mirror.example:5000/docker.io/qwen/model"),
        ("pvc://quay.io/a", "pvc://quay.io/a"),
        ("hf://quay.io/a", "hf://quay.io/a"),
        ("quay.io/a:1", "quay.io/a:1"),
    ],
)
def test_uris(uri: str, expected: str) -> None:
    assert mirrored_uri(uri, MIRRORS) == expected


@given(REFERENCES, st.dictionaries(REFERENCES, REFERENCES, max_size=3))
def test_mirroring_twice_changes_nothing_more(reference: str, mirrors: dict[str, str]) -> None:
    once = mirrored(reference, mirrors)
    assert mirrored(once, mirrors) == once or isinstance(parse_image(once), ImageProblem)


def test_mirror_without_a_registry_is_on_docker_hub() -> None:
    mirrors = {"quay.io": "proxy/quay", "docker.io": "m.example/hub"}
    assert mirrored("quay.io/a:1", mirrors) == "proxy/quay/a:1"
    assert mirrored("proxy/quay/a:1", mirrors) == "proxy/quay/a:1"
    assert mirrored("proxy/other:1", mirrors) == "m.example/hub/proxy/other:1"


def test_prefixes_end_with_parts() -> None:
    assert has_prefix("docker.io/foo/bar", "docker.io/foo")
    assert has_prefix("docker.io/foo", "docker.io/foo")
    assert not has_prefix("docker.io/foobar", "docker.io/foo")
    assert not has_prefix("docker.io/foo", "docker.io/foo/bar")
