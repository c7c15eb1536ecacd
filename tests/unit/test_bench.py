"""The benchmark compares like with like: both fleets compile, and the plain script makes the same objects of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.compile.fleet import Compiled, Selection, compile_fleet
from generator.snapshot import Snapshot
from tests.bench import plain
from tests.bench.fleets import KINDS, generate

CLUSTERS, SERVICES = 3, 10


@pytest.fixture(scope="module", params=KINDS)
def fleet(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp(request.param) / "fleet"
    generate(root, request.param, CLUSTERS, SERVICES)
    return root


@pytest.fixture(scope="module")
def compiled(fleet: Path) -> Compiled:
    return compile_fleet(Snapshot(fleet), Selection(jobs=1), lambda *_: None)


@pytest.fixture(scope="module")
def ours(compiled: Compiled) -> dict[str, Any]:
    return {path: yaml.load(data, Loader=yaml.CSafeLoader) for path, data in compiled.outputs.items()}


@pytest.fixture(scope="module")
def theirs(fleet: Path) -> dict[str, Any]:
    out = fleet.parent / "plain"
    plain.main(fleet, out)
    files = sorted(out.rglob("*.yaml"))
    return {path.relative_to(out).as_posix(): yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in files}


def test_nothing_is_wrong_with_the_fleets(compiled: Compiled) -> None:
    assert compiled.diagnostics == ()
    assert len(compiled.outputs) == CLUSTERS * (5 + SERVICES + 1) + 1


def test_the_plain_script_makes_the_same_runtimes_and_services(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert theirs.keys() == ours.keys()
    kinds = [value["kind"] for value in ours.values()]
    assert kinds.count("ClusterServingRuntime") == CLUSTERS * 5
    assert kinds.count("InferenceService") == CLUSTERS * SERVICES
    for path, value in ours.items():
        if value["kind"] != "ConfigMap":
            assert theirs[path] == value, path


def test_the_plain_script_makes_the_same_agents(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    for cluster in ("c0000", "c0001", "c0002"):
        path = f"{cluster}/configmaps/hydra-system/hydra-agent.yaml"
        payloads = [yaml.load(each[path]["data"]["configmap"], Loader=yaml.CSafeLoader) for each in (ours, theirs)]
        # Ours stands last, the plain script's first: the platform takes the one that matches.
        entries = [
            {str(entry["match_runtimes"]): entry for entry in each.pop("deployment_templates")} for each in payloads
        ]
        assert entries[0].keys() == {"['vllm']", "['sglang']", "['mindie']", "['vllm-community']"}
        assert entries[0] == entries[1]
        assert payloads[0] == payloads[1]


def test_the_plain_script_makes_the_same_template(ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    path = "hydra-global/configmaps/hydra-system/hydra-runtime-template.yaml"
    payloads = [yaml.load(each[path]["data"]["config.yaml"], Loader=yaml.CSafeLoader) for each in (ours, theirs)]
    names = [[template["runtime"] for template in payload["templates"]] for payload in payloads]
    assert names == [["vllm", "sglang", "vllm-community"]] * 2


def test_services_are_long_and_all_different(fleet: Path) -> None:
    files = sorted(fleet.glob("*/*/services/*/*.yaml"))
    services = [yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader) for path in files]
    # Shared: six services for all, and four for each of three kinds of hardware.
    assert len(services) == (18 if fleet.parent.name.startswith("shared") else CLUSTERS * SERVICES)
    assert min(map(_values, services)) >= 60
    assert len({str(service["spec"]["predictor"]) for service in services}) == len(services)


def test_mirrors_and_labels_tell_the_clusters_of_the_distinct_fleet_apart(fleet: Path, ours: dict[str, Any]) -> None:
    runtimes = [value for path, value in ours.items() if path.endswith("aml-openvino-cpu.yaml")]
    images = {value["spec"]["containers"][0]["image"] for value in runtimes}
    sites = {value["metadata"]["labels"]["example.com/site"] for value in runtimes}
    assert all(".example.com:5000/docker.io/openvino/model_server:2025.1" in image for image in images)
    if fleet.parent.name.startswith("distinct"):
        assert len(images) == len(sites) == CLUSTERS


def test_a_fleet_is_the_same_each_time(fleet: Path, tmp_path: Path) -> None:
    kind = "shared" if fleet.parent.name.startswith("shared") else "distinct"
    generate(tmp_path / "again", kind, CLUSTERS, SERVICES)
    first, second = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*.*") if "out" not in path.parts}
        for root in (fleet, tmp_path / "again")
    )
    assert first == second


def _values(value: Any) -> int:
    """Count the values of a document, keys aside."""
    if isinstance(value, dict):
        return 1 + sum(map(_values, value.values()))
    return 1 + sum(map(_values, value)) if isinstance(value, list) else 1
