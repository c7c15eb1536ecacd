"""No image is invented: each is of the source documents, a site's own, or comes with the address of a public source."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.golden_trees import ROOT

OF_THE_SOURCE_DOCUMENTS = {
    "xprobe/xinference:v1.2.2",
    "xprobe/xinference:v1.2.2-cpu",
    "alaudadockerhub/seldon-mlserver:1.6.0-cu116-v1.3.1",
    "alaudadockerhub/tritonserver:25.02-py3",
    "quay.io/ascend/vllm-ascend:v0.18.0rc1",
    "swr.cn-south-1.myhuaweicloud.com/ascendhub/mindie:2.2.RC1-300I-Duo-py311-openeuler24.03-lts",
}
SITES_OWN = re.compile(r"registry\.dc[0-9]\.example\.com(:5000)?/")
NEAR = 8

_IMAGE = re.compile(r"^[^#]*\bimage: \"?([^\s,}\"]+)")


def unsourced(text: str) -> list[str]:
    """Return the images that are neither known nor have an address in the comment nearest above them."""
    lines = text.splitlines()
    found = [(index, match[1]) for index, line in enumerate(lines) if (match := _IMAGE.match(line))]
    unknown = [(i, image) for i, image in found if image not in OF_THE_SOURCE_DOCUMENTS and not SITES_OWN.match(image)]
    return [image for index, image in unknown if "https://" not in _comment_above(lines[max(0, index - NEAR) : index])]


def _comment_above(lines: list[str]) -> str:
    comment: list[str] = []
    for line in reversed(lines):
        if line.lstrip().startswith("#"):
            comment.append(line)
        elif comment:
            break
    return "\n".join(comment)


def definitions() -> list[Path]:
    return sorted([*(ROOT / "runtimes").glob("*/runtime.yaml"), *(ROOT / "clusters").glob("*/cluster.yaml")])


def test_every_image_has_a_source() -> None:
    found = {path.parent.name: unsourced(path.read_text("utf-8")) for path in definitions()}
    assert len(found) > 20
    assert {name: images for name, images in found.items() if images} == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("image: docker.io/a/b:1", ["docker.io/a/b:1"]),
        ("# https://example.org/b\nimage: docker.io/a/b:1", []),
        ("# https://example.org/b\n# the newest\n- name: x\n  image: docker.io/a/b:1", []),
        ("# https://example.org/b\n- name: x\n# no address\n  image: docker.io/a/b:1", ["docker.io/a/b:1"]),
        ("# https://example.org/b\n" + "- x\n" * NEAR + "image: docker.io/a/b:1", ["docker.io/a/b:1"]),
        ('- {name: x, image: "docker.io/a/b:1"}', ["docker.io/a/b:1"]),
        ("# image: …", []),
        ("- image: xprobe/xinference:v1.2.2", []),
        ("image: xprobe/xinference:v9", ["xprobe/xinference:v9"]),
        ("image: registry.dc1.example.com/ai/xinference:1", []),
    ],
)
def test_what_counts_as_a_source(text: str, expected: list[str]) -> None:
    assert unsourced(text) == expected
