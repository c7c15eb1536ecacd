"""Where models lie: which URIs KServe refuses, and which it looks for in vain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repo import FLEET
from tests.unit.judged_pair import SERVICE, pair, told

CLUSTER = "clusters/one/cluster.yaml"


@pytest.mark.parametrize(
    ("uri", "rule"),
    [
        ("pvc://models/qwen", None),
        ("s3://bucket/qwen", None),
        ("https://models.blob.core.windows.net/qwen", None),
        ("oci://registry.example.com/qwen:1", None),
        ("hf://Qwen/Qwen3-8B", None),
        ("pcv://models/qwen", "storage-uri"),
        ("models/qwen", "local-storage-uri"),
        ("/mnt/models", "local-storage-uri"),
        ("file:///opt/models", "local-storage-uri"),
        ("s3:/bucket/qwen", "local-storage-uri"),
    ],
)
def test_a_model_s_uri(uri: str, rule: str | None, tmp_path: Path) -> None:
    expected = [] if rule is None else [f"service: {rule}"]
    assert told(tmp_path / "one", pair(model={"storageUri": uri})) == expected
    files = pair(predictor={"storageUris": [{"uri": uri, "mountPath": "/mnt/models/a"}]})
    files[SERVICE] = files[SERVICE].replace('"model": {"storageUri": "pvc://models/chat"}', '"model": {}')
    assert told(tmp_path / "many", files) == expected


def test_a_scheme_that_came_later(tmp_path: Path) -> None:
    old = {CLUSTER: FLEET[CLUSTER].replace('"0.19"', '"0.14"')}
    assert told(tmp_path, pair(model={"storageUri": "hf://Qwen/Qwen3-8B"}) | old) == ["service: storage-uri"]
