"""What KServe makes of the containers of Xinference and MLServer, asked of Go's own templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.containers import fill_placeholders
from tests.oracle import ask
from tests.shipped import compiled_pair
from tests.test_ascend_placeholders import marshalled, strings
from tests.unit.test_seeds_xinference_mlserver import fleet

ANNOTATIONS = {"aml-model-repo": "bert-base", "aml-pipeline-tag": "fill-mask"}
SERVICE = {"Name": "qwen", "Namespace": "demo", "Annotations": ANNOTATIONS}
FLAVOURS = [("xinference", "cpu"), ("mlserver", "cpu"), ("mlserver", "cpu-sklearn")]


def container(root: Path, runtime: str, flavour: str, distribution: str) -> Any:
    kserve = {"kserve": {"distribution": distribution, "version": "0.20"}}
    return compiled_pair(fleet(root, runtime, flavour, "cpu", cluster=kserve))[0]["spec"]["containers"][0]


def filled(text: str) -> str:
    """Return a text of Alauda's form with the placeholders replaced, by hand."""
    return fill_placeholders(text, name="qwen", namespace="demo", annotations=ANNOTATIONS)


@pytest.mark.parametrize(("runtime", "flavour"), FLAVOURS)
def test_upstream(tmp_path: Path, runtime: str, flavour: str) -> None:
    """The whole container, scripts included, is one template there."""
    alauda = container(tmp_path / "alauda", runtime, flavour, "alauda")
    upstream = container(tmp_path / "upstream", runtime, flavour, "upstream")
    [answer] = ask("gotemplate", [{"engine": "html", "template": marshalled(upstream), "data": SERVICE}])
    made = list(strings(json.loads(answer["output"])))
    assert made == [filled(text) for text in strings(alauda)]


@pytest.mark.parametrize("engine", ["text", "html"])
@pytest.mark.parametrize(("runtime", "flavour"), FLAVOURS)
def test_alauda(tmp_path: Path, runtime: str, flavour: str, engine: str) -> None:
    """Each text that holds a placeholder is a template of its own there."""
    texts = [text for text in strings(container(tmp_path, runtime, flavour, "alauda")) if "{{" in text]
    answers = ask("gotemplate", [{"engine": engine, "template": text, "data": SERVICE} for text in texts])
    assert [answer.get("output") for answer in answers] == [filled(text) for text in texts]
    assert len(texts) > 1
