"""`servewright list`: rows as a table for people and as JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from msgspec import Struct

from generator.cli import app
from generator.cli.table import aligned, rows_as_json, rows_as_table
from tests.repo import edited, write_repo

Console = pytest.CaptureFixture[str]


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(write_repo(tmp_path, {}))
    return tmp_path


@pytest.mark.parametrize(
    ("what", "table"),
    [
        (
            "runtimes",
            "NAME     CLASS    FLAVOURS   ACCELERATORS   FORMATS   RELEASES\n"
            "server   server   gpu        gpu            onnx:1    -\n",
        ),
        (
            "clusters",
            "NAME   DISTRIBUTION   KSERVE   HYDRA   ACCELERATORS   RUNTIMES   OVERLAYS\n"
            "one    alauda         0.19     -       gpu            server     -\n",
        ),
        (
            "services",
            "CLUSTER   NAMESPACE   NAME   RUNTIME   FLAVOUR   ACCELERATOR\n"
            "one       demo        chat   server    gpu       gpu\n",
        ),
    ],
)
@pytest.mark.usefixtures("repo")
def test_tables(what: str, table: str, capsys: Console) -> None:
    assert app.run(["list", what]) == 0
    assert capsys.readouterr() == (table, "")


@pytest.mark.parametrize(
    ("what", "row"),
    [
        (
            "runtimes",
            {
                "name": "server",
                "class": "server",
                "flavours": ["gpu"],
                "accelerators": ["gpu"],
                "formats": ["onnx:1"],
                "releases": [],
            },
        ),
        (
            "clusters",
            {
                "name": "one",
                "distribution": "alauda",
                "kserve": "0.19",
                "hydra": "",
                "accelerators": ["gpu"],
                "runtimes": ["server"],
                "overlays": [],
            },
        ),
        (
            "services",
            {
                "cluster": "one",
                "namespace": "demo",
                "name": "chat",
                "runtime": "server",
                "flavour": "gpu",
                "accelerator": "gpu",
            },
        ),
    ],
)
@pytest.mark.usefixtures("repo")
def test_json(what: str, row: dict[str, object], capsys: Console) -> None:
    assert app.run(["list", what, "-o", "json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out) == [row]
    assert said.err == ""


@pytest.mark.parametrize("form", ["full", "json"])
def test_what_is_wrong_goes_to_stderr_in_any_format(repo: Path, form: str, capsys: Console) -> None:
    write_repo(repo, edited("clusters/one/services/demo/chat.yaml", "runtime: server", "runtim: server"))
    assert app.run(["list", "runtimes", "-o", "json", "--format", form]) == 1
    said = capsys.readouterr()
    assert [row["name"] for row in json.loads(said.out)] == ["server"]
    assert "unknown-field" in said.err
    assert said.err.splitlines()[-1].startswith("1 error")


class Row(Struct, frozen=True):
    name: str
    class_: str
    tags: tuple[str, ...]


def test_a_table_is_aligned_by_what_a_terminal_shows() -> None:
    rows = [Row("a", "first", ("x", "y")), Row("模型服务", "", ()), Row("\x1b[2J", "é", ("名",))]
    assert rows_as_table(Row, rows) == (
        "NAME       CLASS   TAGS\na          first   x, y\n模型服务   -       -\n\\x1b[2J    é       名\n"
    )


def test_no_rows() -> None:
    assert rows_as_table(Row, []) == "NAME   CLASS   TAGS\n"
    assert rows_as_json(Row, []) == "[]\n"


def test_json_keeps_field_order_and_escapes_what_is_not_ascii() -> None:
    assert rows_as_json(Row, [Row("名", "c", ("x",))]) == (
        '[\n  {\n    "name": "\\u540d",\n    "class": "c",\n    "tags": [\n      "x"\n    ]\n  }\n]\n'
    )


def test_aligned_needs_no_trailing_spaces() -> None:
    assert aligned([["a", "b"], ["long", ""]]) == "a      b\nlong\n"
