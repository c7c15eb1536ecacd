"""What a rule's page calls broken breaks that rule in the FLEET of tests/repo.py, and what it calls sound breaks none.

Examples are tried that begin with a field which has one place there. The other rules' cases are in tests/errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.rules.catalogue import page, rule_ids
from tests.repo import FLEET, compiled, write_repo

CLUSTER = "clusters/one/cluster.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
_LINE = re.compile(
    r"^    (?P<field>patch|clusterServingRuntime|storageUri|args): (?P<value>.+?) +# (?P<verdict>broken|sound)\b", re.M
)


TRIED = {
    "merge-item-type": 2,
    "null-item": 2,
    "unknown-directive": 2,
    "invalid-name": 2,
    "accelerator-type-mismatch": 2,
    "storage-uri": 2,
    "local-storage-uri": 3,
    "invalid-placeholder": 3,
}
"""Rules whose examples are tried, and how many there are."""


def examples() -> Iterator[Any]:
    """Yield rule, field, value and verdict of the examples that can be tried."""
    for rule_id in rule_ids():
        lines = [found.groups() for found in _LINE.finditer(page(rule_id).text)]
        if rule_id in TRIED:
            yield from (
                pytest.param(rule_id, *line, id=f"{rule_id}-{line[2]}-{number}") for number, line in enumerate(lines)
            )


@pytest.mark.parametrize(("rule_id", "field", "value", "verdict"), tuple(examples()))
def test_an_example_is_as_it_says(rule_id: str, field: str, value: str, verdict: str, tmp_path: Path) -> None:
    diagnostics = compiled(write_repo(tmp_path, _with(field, yaml.safe_load(value)))).diagnostics
    assert [each.rule for each in diagnostics] == ([rule_id] if verdict == "broken" else [])


def test_all_of_them_are_tried() -> None:
    tried = [str(parameters.values[0]) for parameters in examples()]
    assert {rule_id: tried.count(rule_id) for rule_id in TRIED} == TRIED


def _with(field: str, value: Any) -> dict[str, str]:
    """Return FLEET with a field that has a value at its place."""
    match field:
        case "patch":
            patch = {"target": {"kind": "ClusterServingRuntime"}, "patch": value}
            return _changed(CLUSTER, ["spec"], patches=[patch])
        case "clusterServingRuntime":
            return _changed(RUNTIME, ["spec", "clusterServingRuntime"], **value)
        case "storageUri":
            return _changed(SERVICE, ["spec", "predictor", "model"], storageUri=value)
        case _:
            return _changed(RUNTIME, ["spec", "clusterServingRuntime", "spec", "containers", 0], args=value)


def _changed(path: str, steps: list[str | int], **fields: Any) -> dict[str, str]:
    definition = yaml.safe_load(FLEET[path])
    holder = definition
    for step in steps:
        holder = holder[step]
    holder.update(fields)
    return FLEET | {path: yaml.safe_dump(definition)}
