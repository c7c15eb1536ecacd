"""`servewright schema`: the kinds, one schema in one piece, and the files that editors read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.cli import app, schema
from generator.cli.schema_bundle import bundle
from tests.repo import FLEET

Console = pytest.CaptureFixture[str]
KINDS = ("Fleet", "Accelerators", "Runtime", "Cluster", "Overlay", "ModelService")


def printed(capsys: Console, *arguments: str) -> str:
    assert app.run(["schema", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def references(node: Any) -> Iterator[str]:
    """Yield the references in a schema."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)


def resolved(document: Any, reference: str) -> Any:
    for step in reference.removeprefix("#").split("/")[1:]:
        document = document[step]
    return document


def test_without_a_kind_all_are_listed(capsys: Console) -> None:
    lines = printed(capsys).splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)
    assert all(len(line.split()) > 2 for line in lines), "each with a line on what it is"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_printed_in_one_piece(kind: str, capsys: Console) -> None:
    document = json.loads(printed(capsys, kind))
    assert document["title"] == kind
    found = set(references(document))
    assert found
    for reference in found:
        assert reference.startswith("#/$defs/"), reference
        assert resolved(document, reference) is not None


def test_a_kind_may_be_written_in_any_case(capsys: Console) -> None:
    assert printed(capsys, "modelSERVICE") == printed(capsys, "ModelService")


@pytest.mark.parametrize("path", ["clusters/one/cluster.yaml", "runtimes/server/runtime.yaml"])
def test_the_printed_schema_judges_definitions_by_itself(path: str, capsys: Console) -> None:
    definition = yaml.safe_load(FLEET[path])
    judge = jsonschema.Draft202012Validator(json.loads(printed(capsys, definition["kind"])))
    judge.validate(definition)
    definition["spec"]["surely-unknown"] = 1
    assert [error.validator for error in judge.iter_errors(definition)] == ["additionalProperties"]


def test_all_files_are_written_and_refer_to_one_another(tmp_path: Path, capsys: Console) -> None:
    assert printed(capsys, "-o", str(tmp_path / "new/schemas")) == ""
    files = {path.name: json.loads(path.read_text("utf-8")) for path in (tmp_path / "new/schemas").iterdir()}
    assert files.keys() >= {f"{kind.lower()}.json" for kind in KINDS} | {"native.json"}
    for name, document in files.items():
        for reference in references(document):
            file, _, pointer = reference.partition("#")
            assert resolved(files[file or name], pointer) is not None, (name, reference)


def test_one_kind_is_written_in_one_piece(tmp_path: Path, capsys: Console) -> None:
    printed(capsys, "Cluster", "-o", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["cluster.json"]
    assert (tmp_path / "cluster.json").read_text("utf-8") == printed(capsys, "Cluster")


def test_files_are_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Console
) -> None:
    (tmp_path / "cluster.json").write_text("old")
    real = Path.write_bytes

    def half(path: Path, data: bytes) -> int:
        real(path, data[: len(data) // 2])
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", half)
    assert app.run(["schema", "Cluster", "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path}/.cluster.json.servewright-tmp: No space left on")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("cluster.json", "old")]


def test_a_folder_that_is_a_file(tmp_path: Path, capsys: Console) -> None:
    (tmp_path / "taken").write_text("")
    assert app.run(["schema", "-o", str(tmp_path / "taken")]) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path}/taken: File exists\n")


# The bundle


def test_bundle_moves_what_is_reached_and_nothing_else() -> None:
    files = {
        "main.json": {
            "$id": "main.json",
            "properties": {
                "own": {"$ref": "#/$defs/own"},
                "box": {"$ref": "native.json#/$defs/Box"},
                "deep": {"$ref": "native.json#/$defs/Box/properties/size"},
            },
            "$defs": {"own": {"type": "string"}},
        },
        "native.json": {
            "$id": "native.json",
            "$defs": {
                "Box": {"properties": {"size": {"$ref": "#/$defs/Size"}, "inner": {"$ref": "#/$defs/Box"}}},
                "Size": {"type": "integer"},
                "Unreached": {},
            },
        },
    }
    before = json.dumps(files)
    assert bundle("main.json", files) == {
        "$id": "main.json",
        "properties": {
            "own": {"$ref": "#/$defs/own"},
            "box": {"$ref": "#/$defs/native.Box"},
            "deep": {"$ref": "#/$defs/native.Box/properties/size"},
        },
        "$defs": {
            "own": {"type": "string"},
            "native.Box": {
                "properties": {"size": {"$ref": "#/$defs/native.Size"}, "inner": {"$ref": "#/$defs/native.Box"}}
            },
            "native.Size": {"type": "integer"},
        },
    }
    assert json.dumps(files) == before


def test_bundle_moves_whole_files_and_comes_back_to_its_own() -> None:
    files = {
        "main.json": {"$schema": "s", "properties": {"layer": {"$ref": "layer.json"}}},
        "layer.json": {
            "$schema": "s",
            "$id": "layer.json",
            "properties": {"up": {"$ref": "main.json"}, "again": {"$ref": "#"}, "x": {"$ref": "#/$defs/x"}},
            "$defs": {"x": {"$ref": "main.json#/properties/layer"}},
        },
    }
    assert bundle("main.json", files) == {
        "$schema": "s",
        "properties": {"layer": {"$ref": "#/$defs/layer"}},
        "$defs": {
            "layer": {
                "properties": {
                    "up": {"$ref": "#"},
                    "again": {"$ref": "#/$defs/layer"},
                    "x": {"$ref": "#/$defs/layer.x"},
                }
            },
            "layer.x": {"$ref": "#/properties/layer"},
        },
    }


def test_bundle_of_a_file_that_refers_to_none_is_the_file() -> None:
    files = {"main.json": {"properties": {"$ref": {"type": "string"}}, "$defs": {"a": {}}}}
    assert bundle("main.json", files) == files["main.json"]


def test_bundle_refuses_what_leads_nowhere() -> None:
    with pytest.raises(KeyError, match=r"gone\.json"):
        bundle("main.json", {"main.json": {"$ref": "gone.json#/$defs/X"}})


def test_kinds_are_completed() -> None:
    parameter = schema.command.params[0]
    context = app.app.make_context("servewright", ["schema"], resilient_parsing=True)
    assert [item.value for item in parameter.shell_complete(context, "mod")] == ["ModelService"]
