"""The cache answers what was asked before, by the same tool, and nothing else; it never makes a run fail."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

import generator
from generator import cache
from generator.cache import CachedRun, digest, from_json, key, load, store, to_json, tool_digest
from generator.diagnostics import Allowed, Diagnostic, Related, Severity
from generator.place import Span

WARNING = Diagnostic(
    rule="foreign-file",
    message="'out/模型' was not made by servewright",
    span=Span("out/模型", 3, 4, 5, 6),
    help="keep it elsewhere",
    severity=Severity.WARNING,
    related=(Related(Span("a.yaml", 1, 2, 1, 9), "here"), Related(Span("b.yaml"), "there")),
    clusters=("a", "b"),
    differs=4,
)
RUN = CachedRun(
    {"a/x.yaml": digest(b"x"), "a/y.yaml": digest(b"y")},
    (WARNING,),
    (Allowed(WARNING, "it is old"),),
    {"foreign-file": "error"},
)
KEY = "0123456789abcdef"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "servewright"


def kept(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / f"{KEY}.json").read_bytes())
    return content


# --- answers ---


def test_an_answer_comes_back(folder: Path) -> None:
    store(KEY, RUN)
    found = load(KEY)
    assert found is not None
    assert found.outputs == {"a/x.yaml": digest(b"x"), "a/y.yaml": digest(b"y")}
    assert found.diagnostics == (WARNING,)
    assert found.allowed == (Allowed(WARNING, "it is old"),)
    assert found.severities == {"foreign-file": "error"}
    assert [path.name for path in folder.iterdir()] == [f"{KEY}.json"]


def test_what_was_never_kept_is_no_answer() -> None:
    assert load(KEY) is None
    store(KEY, RUN)
    assert load("another") is None


def test_the_newest_answer_counts() -> None:
    store(KEY, RUN)
    store(KEY, CachedRun({}))
    found = load(KEY)
    assert found is not None
    assert (found.outputs, found.diagnostics) == ({}, ())


@pytest.mark.parametrize(
    ("files", "same"),
    [
        ({"a/x.yaml": b"x", "a/y.yaml": b"y"}, True),
        ({"a/y.yaml": b"y", "a/x.yaml": b"x"}, True),
        ({"a/x.yaml": b"x", "a/y.yaml": b"Y"}, False),
        ({"a/x.yaml": b"y", "a/y.yaml": b"x"}, False),
        ({"a/x.yaml": b"x"}, False),
        ({"a/x.yaml": b"x", "a/y.yaml": b"y", "a/z.yaml": b""}, False),
        ({"a/x.yaml": b"x", "a/z.yaml": b"y"}, False),
        ({}, False),
    ],
)
def test_gave_compares_every_file(files: dict[str, bytes], same: bool) -> None:
    assert RUN.gave(files) is same


def test_every_field_of_a_diagnostic_is_kept() -> None:
    assert to_json(WARNING).keys() == {field.name for field in fields(Diagnostic)}
    for field in fields(Diagnostic):
        assert field.required or getattr(WARNING, field.name) != field.default, (
            "WARNING must tell this field from its default"
        )


SPANS = st.builds(Span, st.text(), *[st.integers(1, 10**9)] * 4)
DIAGNOSTICS = st.builds(
    Diagnostic,
    rule=st.text(),
    message=st.text(),
    span=SPANS,
    help=st.text(),
    severity=st.sampled_from(Severity),
    related=st.lists(st.builds(Related, SPANS, st.text()), max_size=2).map(tuple),
    clusters=st.lists(st.text(), max_size=2).map(tuple),
    differs=st.integers(0, 2**40),
)


@given(DIAGNOSTICS)
def test_any_diagnostic_comes_back_from_json(diagnostic: Diagnostic) -> None:
    assert from_json(json.loads(json.dumps(to_json(diagnostic)))) == diagnostic


# --- what is not believed ---


@pytest.mark.parametrize("length", [0, 1, 10, 100, -1])
def test_a_truncated_answer_is_none(folder: Path, length: int) -> None:
    store(KEY, RUN)
    path = folder / f"{KEY}.json"
    path.write_bytes(path.read_bytes()[:length])
    assert load(KEY) is None


@pytest.mark.parametrize(
    "data",
    [
        b"\x80\x04N.",
        b"\xff\xfe",
        b"null",
        b"3",
        b'"text"',
        b"[]",
        b"{}",
        b"[" * 100_000,
        b'{"key": ' + b"9" * 10_000 + b"}",
        b'{"key": "another", "outputs": {}, "diagnostics": [], "allowed": [], "severities": {}}',
        b'{"key": "0123456789abcdef", "outputs": {}, "diagnostics": [], "allowed": []}',
    ],
)
def test_foreign_content_is_none(folder: Path, data: bytes) -> None:
    store(KEY, RUN)
    (folder / f"{KEY}.json").write_bytes(data)
    assert load(KEY) is None


@pytest.mark.parametrize(
    ("steps", "value"),
    [
        (("key",), "0"),
        (("outputs",), []),
        (("outputs",), None),
        (("outputs", "a/x.yaml"), 1),
        (("severities",), []),
        (("severities", "foreign-file"), 1),
        (("allowed",), {}),
        (("allowed", 0), None),
        (("allowed", 0, "reason"), 1),
        (("allowed", 0, "diagnostic", "rule"), 1),
        (("diagnostics",), {}),
        (("diagnostics", 0), None),
        (("diagnostics", 0), "text"),
        (("diagnostics", 0, "rule"), 1),
        (("diagnostics", 0, "message"), None),
        (("diagnostics", 0, "help"), ["x"]),
        (("diagnostics", 0, "severity"), "fatal"),
        (("diagnostics", 0, "span"), None),
        (("diagnostics", 0, "span", "path"), 3),
        (("diagnostics", 0, "span", "line"), "3"),
        (("diagnostics", 0, "span", "line"), True),
        (("diagnostics", 0, "span", "column"), 0),
        (("diagnostics", 0, "related"), "text"),
        (("diagnostics", 0, "related", 0), []),
        (("diagnostics", 0, "related", 0, "message"), 1),
        (("diagnostics", 0, "clusters"), "ab"),
        (("diagnostics", 0, "clusters", 0), 1),
    ],
)
def test_content_of_another_shape_is_none(folder: Path, steps: tuple[str | int, ...], value: object) -> None:
    store(KEY, RUN)
    content = kept(folder)
    place: Any = content
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value
    (folder / f"{KEY}.json").write_text(json.dumps(content))
    assert load(KEY) is None


@pytest.mark.parametrize("name", ["rule", "message", "span", "help", "severity", "related", "clusters"])
def test_a_missing_field_is_none(folder: Path, name: str) -> None:
    store(KEY, RUN)
    content = kept(folder)
    del content["diagnostics"][0][name]
    (folder / f"{KEY}.json").write_text(json.dumps(content))
    assert load(KEY) is None


# --- keys ---

FILES = {"runtimes/a/runtime.yaml": b"a: 1\n", "servewright.yaml": b"b: 2\n"}


def test_the_key_is_a_file_name_and_knows_no_order() -> None:
    assert key(FILES, ("x",), "t") == key(dict(reversed(FILES.items())), ("x",), "t")
    assert key(FILES, ("x",), "t").isalnum()


def test_whatever_differs_gives_another_key() -> None:
    asked = [
        (FILES, ("x",), "t"),
        (FILES | {"servewright.yaml": b"b: 3\n"}, ("x",), "t"),
        (FILES | {"new.yaml": b""}, ("x",), "t"),
        ({"servewright.yaml": b"b: 2\n"}, ("x",), "t"),
        ({"runtimes/a/runtime.yamla": b": 1\n", "servewright.yaml": b"b: 2\n"}, ("x",), "t"),
        ({"runtimes/a/runtime.yaml": b"b: 2\n", "servewright.yaml": b"a: 1\n"}, ("x",), "t"),
        (FILES, (), "t"),
        (FILES, ("x", ""), "t"),
        (FILES, ("", "x"), "t"),
        (FILES, ("x",), "u"),
        (FILES, (), "tx"),
        ({"\udcff.yaml": b""}, ("x",), "t"),
        ({"x": b""}, ("t",), ""),
        ({"t": b"", "x": b""}, (), ""),
        ({}, ("t", "x"), ""),
        ({}, ("t", "x"), "t"),
        ({"t": b"x"}, (), "t"),
    ]
    assert len({key(*each) for each in asked}) == len(asked)


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of three files that the cache takes for its own, and one installed distribution."""
    package = tmp_path / "site" / "generator"
    for name in ("cache.py", "hydra/splice.py", "schemas/Cluster.json", "__pycache__/cache.pyc"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("1")
    (tmp_path / "site" / "jinja2-3.1.6.dist-info").mkdir()
    monkeypatch.setattr(cache, "__file__", str(package / "cache.py"))
    monkeypatch.setattr(sys, "path", [str(tmp_path / "absent"), str(tmp_path / "site")])
    return package


def test_the_tools_digest_is_stable(package: Path) -> None:
    before = tool_digest()
    (package / "__pycache__" / "load.pyc").write_text("2")
    assert tool_digest() == before


def test_every_change_of_the_tool_changes_its_digest(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digests = [tool_digest()]
    (package / "schemas" / "Cluster.json").write_text("12")
    digests.append(tool_digest())
    (package / "hydra" / "new.py").write_text("")
    digests.append(tool_digest())
    (package / "hydra" / "new.py").rename(package / "hydra" / "newer.py")
    digests.append(tool_digest())
    os.utime(package / "hydra" / "splice.py", (1, 1))
    digests.append(tool_digest())
    (package.parent / "jinja2-3.1.6.dist-info").rename(package.parent / "jinja2-3.1.7.dist-info")
    digests.append(tool_digest())
    monkeypatch.setattr(cache, "__version__", generator.__version__ + ".1")
    digests.append(tool_digest())
    monkeypatch.setattr(sys, "version", "4.0")
    digests.append(tool_digest())
    assert len(set(digests)) == 8


def test_an_edit_of_equal_length_with_its_time_set_back_is_seen(package: Path) -> None:
    path = package / "hydra" / "splice.py"
    before, status = tool_digest(), path.stat()
    while path.stat().st_ctime_ns == status.st_ctime_ns:
        path.write_text("2")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert tool_digest() != before
