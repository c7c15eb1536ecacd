"""The published JSON Schemas, used as an editor uses them: plain JSON Schema, references relative to the file."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from ruamel.yaml import YAML

from tests.golden_trees import ROOT, SCHEMAS, repos

MODELINE = "# yaml-language-server: $schema="
KINDS = ("fleet", "accelerators", "runtime", "cluster", "overlay", "modelservice")


def definitions(root: Path) -> list[Path]:
    """Return a repo's definitions: all its YAML files but those of clusters, which live/ holds."""
    folders = (root / "runtimes", root / "overlays", root / "clusters")
    found = [root / "servewright.yaml", *(path for folder in folders for path in folder.rglob("*.yaml"))]
    return sorted(path for path in found if "live" not in path.relative_to(root).parts)


FLEET = definitions(ROOT)
GOLDEN = [path for root in repos() for path in definitions(root)]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def fetched(uri: str) -> Resource[Any]:
    """Fetch a schema as an editor does: the reference is relative to the file that holds it."""
    return Resource.from_contents(json.loads(Path(uri.removeprefix("file://")).read_bytes()))


@cache
def validator(schema: Path) -> Draft202012Validator:
    registry: Registry[Any] = Registry(retrieve=fetched)  # type: ignore[call-arg]
    return Draft202012Validator({"$ref": schema.resolve().as_uri()}, registry=registry)


def refusals(schema: Path, value: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(value)]


def read(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def schema_of(path: Path) -> Path:
    return SCHEMAS / f"{read(path)['kind'].lower()}.json"


def test_there_are_definitions_of_every_kind() -> None:
    assert {read(path)["kind"].lower() for path in FLEET} == set(KINDS)
    assert {read(path)["kind"].lower() for path in GOLDEN} == set(KINDS)


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_a_schema_is_one(schema: Path) -> None:
    Draft202012Validator.check_schema(json.loads(schema.read_bytes()))


@pytest.mark.parametrize("path", FLEET, ids=relative)
def test_the_first_line_leads_to_the_schema_of_the_kind(path: Path) -> None:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith(MODELINE)
    assert (path.parent / first.removeprefix(MODELINE)).resolve() == schema_of(path)


@pytest.mark.parametrize("path", [*FLEET, *GOLDEN], ids=relative)
def test_definitions_are_accepted(path: Path) -> None:
    assert refusals(schema_of(path), read(path)) == []


def refused(kind: str, change: dict[str, Any]) -> list[str]:
    """Return what is said of a definition of the kind with some fields of its spec replaced."""
    value = read(next(path for path in FLEET if schema_of(path).stem == kind))
    return refusals(SCHEMAS / f"{kind}.json", value | {"spec": value.get("spec", {}) | change})


def container(**fields: Any) -> dict[str, Any]:
    return {"clusterServingRuntime": {"spec": {"containers": [{"name": "kserve-container", **fields}]}}}


@pytest.mark.parametrize(
    ("kind", "change", "place", "word"),
    [
        ("runtime", container(volumeMount=[]), "$.spec.clusterServingRuntime.spec.containers[0]", "'volumeMount'"),
        ("runtime", container(args="serve"), "$.spec.clusterServingRuntime.spec.containers[0].args", "'serve'"),
        ("runtime", {"flavour": []}, "$.spec", "'flavour'"),
        ("runtime", {"flavours": [{"accelerators": ["cpu"]}]}, "$.spec.flavours[0]", "'name'"),
        ("runtime", {"hydraTemplate": {"podTemplates": {}}}, "$.spec.hydraTemplate", "'podTemplates'"),
        ("cluster", {"kserve": {"version": 0.2}}, "$.spec.kserve.version", "0.2"),
        ("cluster", {"architectures": ["x86"]}, "$.spec.architectures[0]", "'x86'"),
        ("overlay", {"overlays": ["another"]}, "$.spec", "'overlays'"),
        ("overlay", {"patches": [{"patch": {}}]}, "$.spec.patches[0]", "'target'"),
        ("accelerators", {"accelerators": [{"name": "A 100"}]}, "$.spec.accelerators[0].name", "'A 100'"),
        ("fleet", {"gitops": {"engine": "jenkins"}}, "$.spec.gitops.engine", "'jenkins'"),
        ("modelservice", {"accelerator": {"count": 0}}, "$.spec.accelerator.count", "0"),
        ("modelservice", {"deploymentMode": "Raw"}, "$.spec.deploymentMode", "'Raw'"),
        ("modelservice", {"predictor": {"model": {"storageUris": []}}}, "$.spec.predictor.model", "'storageUris'"),
    ],
)
def test_mistakes_are_refused_where_they_are(kind: str, change: dict[str, Any], place: str, word: str) -> None:
    [said] = refused(kind, change)
    assert said.startswith(f"{place}: ")
    assert word in said
