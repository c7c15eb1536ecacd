"""What KServe makes of the Ascend runtimes' containers, asked of Go's own templates.

Upstream parses a container's whole JSON as one html/template (pkg/controller/v1beta1/inferenceservice/utils/utils.go);
Alauda's build takes each string by itself, and whether by html or text is not public.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.containers import fill_placeholders
from tests.oracle import ask
from tests.shipped import compiled_pair, write_fleet

ANNOTATIONS = {"aml-model-repo": "Qwen3.5-0.8B"}
SERVICE = {"Name": "qwen", "Namespace": "demo", "Annotations": ANNOTATIONS}
RUNTIMES = [
    ("mindie", "ascend-310p", "stable"),
    ("vllm-ascend", "ascend-910b4", "stable"),
    ("vllm-ascend", "ascend-910b4", "canary"),
]


def container(root: Path, runtime: str, accelerator: str, channel: str, distribution: str) -> Any:
    kserve = {"distribution": distribution, "version": "0.20", "modelcarUID": 1000}
    spec = {"kserve": kserve, "channel": channel}
    return compiled_pair(write_fleet(root, runtime, accelerator, spec))[0]["spec"]["containers"][0]


def filled(value: Any) -> Any:
    """Return a container of Alauda's form with the placeholders replaced, by hand."""
    if isinstance(value, dict):
        return {key: filled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item) for item in value]
    if isinstance(value, str):
        return fill_placeholders(value, name="qwen", namespace="demo", annotations=ANNOTATIONS)
    return value


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(item)


def marshalled(value: Any) -> str:
    """Return JSON as Go's encoding/json writes it: without '<', '>' and '&'."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@pytest.mark.parametrize(("runtime", "accelerator", "channel"), RUNTIMES)
def test_upstream(tmp_path: Path, runtime: str, accelerator: str, channel: str) -> None:
    alauda = container(tmp_path / "alauda", runtime, accelerator, channel, "alauda")
    upstream = container(tmp_path / "upstream", runtime, accelerator, channel, "upstream")
    [answer] = ask("gotemplate", [{"engine": "html", "template": marshalled(upstream), "data": SERVICE}])
    assert "output" in answer, answer
    assert json.loads(answer["output"]) == filled(alauda)


@pytest.mark.parametrize("engine", ["text", "html"])
@pytest.mark.parametrize(("runtime", "accelerator", "channel"), RUNTIMES)
def test_alauda(tmp_path: Path, runtime: str, accelerator: str, channel: str, engine: str) -> None:
    texts = [text for text in strings(container(tmp_path, runtime, accelerator, channel, "alauda")) if "{{" in text]
    assert len(texts) > 1
    answers = ask("gotemplate", [{"engine": engine, "template": text, "data": SERVICE} for text in texts])
    assert [answer.get("output") for answer in answers] == [filled(text) for text in texts]
