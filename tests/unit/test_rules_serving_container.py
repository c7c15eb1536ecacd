"""Which name of a container is a misspelt kserve-container, and which is another's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.judged_pair import pair, told

BARE = {"args": None}
DESCRIBED = {"args": ["serve"]}


@pytest.mark.parametrize(
    ("serving", "name", "is_told"),
    [
        (BARE, "kserve-contaner", True),
        (BARE, "kserve-containers", True),
        (BARE, "kserv-container", True),
        (BARE, "proxy", False),
        (BARE, "transformer-container", False),
        (BARE, "proxy-container", False),
        (DESCRIBED, "kserve-container2", False),
    ],
)
def test_a_second_container(serving: Mapping[str, Any], name: str, is_told: bool, tmp_path: Path) -> None:
    beside = ({"name": name, "image": "docker.io/acme/server:1", "args": ["serve"]},)
    expected = ["runtime: no-serving-container"] if is_told else []
    assert told(tmp_path, pair(container=serving, beside=beside)) == expected
