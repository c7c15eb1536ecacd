"""The rule about where pods may run: told and not told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.judged_pair import pair, told

TOLD = ["service: invalid-scheduling"]


def tolerating(**toleration: Any) -> dict[str, str]:
    return pair(predictor={"tolerations": [toleration]})


def selecting(**labels: str) -> dict[str, str]:
    return pair(predictor={"nodeSelector": {key.replace("__", "/"): value for key, value in labels.items()}})


def preferring(**requirement: Any) -> dict[str, str]:
    term = {"weight": 1, "preference": {"matchExpressions": [{"key": "zone", **requirement}]}}
    affinity = {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [term]}}
    return pair(predictor={"affinity": affinity})


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (tolerating(operator="Exists"), []),
        (tolerating(operator="Exists", key="gpu", value=""), []),
        (tolerating(key="gpu"), []),
        (tolerating(key="gpu", operator="Equal", value="true", effect="NoExecute", tolerationSeconds=0), []),
        (tolerating(key="gpu", operator="Gt", value="5"), []),
        (tolerating(operator="Exists", key="gpu", value="true"), TOLD),
        (tolerating(effect="NoSchedule"), TOLD),
        (tolerating(key="", operator="Equal", value="true"), TOLD),
        (tolerating(key="gpu", tolerationSeconds=5), TOLD),
        (selecting(zone="a", acme__gpu="A100", empty=""), []),
        (selecting(zone="a b"), TOLD),
        (selecting(acme__gpu__model="A100"), TOLD),
        (preferring(operator="In", values=["a"]), []),
        (preferring(operator="DoesNotExist"), []),
        (preferring(operator="Exists", values=[]), []),
        (preferring(operator="Lt", values=["5"]), []),
        (preferring(operator="NotIn"), TOLD),
        (preferring(operator="DoesNotExist", values=["a"]), TOLD),
        (preferring(operator="Gt", values=["1", "2"]), TOLD),
    ],
)
def test_scheduling(files: dict[str, str | None], expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == expected
