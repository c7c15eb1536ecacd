"""Texts that KServe fills in: which of them it cannot, on each distribution and in each container."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.repo import FLEET, compiled, write_repo
from tests.unit.judged_pair import RUNTIME, pair, told

CLUSTER = "clusters/one/cluster.yaml"
RULES = ("invalid-placeholder", "upstream-placeholder")
WRONG = "{{ .Nmae }}"


def found(root: Path, distribution: str, version: str = "0.19", **parts: Any) -> list[str]:
    cluster = FLEET[CLUSTER].replace("alauda", distribution).replace('"0.19"', f'"{version}"')
    return [each for each in told(root, pair(**parts) | {CLUSTER: cluster}) if each.endswith(RULES)]


TEXTS = (
    ("{{ .Name }}-{{ .Namespace }} {{ $.Generation }}", None, None),
    ("{{ .Nmae }}", "invalid", "invalid"),
    ("{{ .name }}", "invalid", "invalid"),
    ("{{ .Spec.Predictor }}", "invalid", "invalid"),
    ("{{ if .Nmae }}x{{ end }}", "invalid", "invalid"),
    ("{{ with .Labels }}{{ .Nmae }}{{ end }}", None, None),
    ("{{ .Name.First }}", "invalid", "invalid"),
    ("{{ .Annotations.repo }}", None, None),
    ("{{ .Annotations.a_b }}", None, None),
    ("{{ .Annotations.a-b }}", "invalid", "invalid"),
    ("{{ .Annotations.a.b }}", "invalid", "invalid"),
    ("{{ .Labels.cpaas.io/x }}", "invalid", "invalid"),
    ("{{ index .Annotations `a-b` }}", None, None),
    ('{{ index .Annotations "a-b" }}', None, "upstream"),
    ('{{ index .Anotations "a-b" }}', "invalid", "upstream invalid"),
    ("{{ index .Annotations }", "invalid", "invalid"),
    ("{{ index .Annotations `a` } }}", "invalid", "invalid"),
    ("{{ messages[0]['content'] }}", "invalid", "invalid"),
    ("{{ messages }}", "invalid", "invalid"),
    ("{{`{{`}} messages[0]['content'] }}", None, None),
    ("{% if x %}{# note #}", None, None),
    ('{"a": {"b": 1}}', None, None),
    ('{{"a": 1}}', "invalid", "invalid"),
    ("{{ # only two braces", None, "invalid"),
    ("{{/* a note */}}x", None, None),
    ('{{/* a "note" */}}x', None, None),
    ("{{ .Name\n}}", None, "invalid"),
    ("x\n\t{{ .Name }}\\ <&>", None, None),
    ("{{ `a\\b` }}", None, None),
    ("{{ if .Name }}x", "invalid", "invalid"),
    ("}} alone", None, None),
)
"""Texts, and what is told of them on each distribution."""


@pytest.mark.parametrize(("text", "alauda", "upstream"), TEXTS)
def test_a_placeholder(text: str, alauda: str | None, upstream: str | None, tmp_path: Path) -> None:
    for distribution, rule in (("alauda", alauda), ("upstream", upstream)):
        due = {f"runtime: {each}-placeholder" for each in (rule or "").split()}
        assert set(found(tmp_path / distribution, distribution, container={"args": [text]})) == due


@pytest.mark.parametrize(
    "text", ["{{ .UID }}", "{{ .CreationTimestamp.Year }}", "{{ .OwnerReferences }}", "{{ .Labels }}"]
)
def test_all_of_the_metadata_can_be_read(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, pair(container={"args": [text]})) == []


@pytest.mark.parametrize("text", ['{{ index .Annotations "repo" ', "a < b }} {{ .Name", "{{ .Name.First <b> }}"])
def test_what_is_wrong_is_told_once(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, pair(container={"args": [text]})) == ["runtime: invalid-placeholder"]


@pytest.mark.parametrize(
    ("parts", "due"),
    [
        ({"model": {"env": [{"name": "X", "value": WRONG}]}}, ["service"]),
        ({"model": {"args": ["x", WRONG]}}, ["service"]),
        ({"container": {"readinessProbe": {"httpGet": {"path": f"/{WRONG}", "port": 8080}}}}, ["runtime"]),
        ({"beside": ({"name": "proxy", "image": "acme/proxy:1", "args": [WRONG]},)}, []),
        ({"beside": ({"name": "transformer-container", "image": "acme/t:1", "args": [WRONG]},)}, ["runtime"]),
        ({"predictor": {"containers": [{"name": "transformer-container", "image": "a/t:1", "args": [WRONG]}]}}, ["service"]),
        ({"predictor": {"containers": [{"name": "proxy", "image": "a/t:1", "args": [WRONG]}]}}, []),
        ({"predictor": {"initContainers": [{"name": "i", "image": "a/t:1", "args": [WRONG]}]}}, []),
        ({"runtime": {"volumes": [{"name": "v", "hostPath": {"path": WRONG}}]}}, []),
    ],
)  # fmt: skip
def test_only_what_kserve_fills_in(parts: Mapping[str, Any], due: list[str], tmp_path: Path) -> None:
    for distribution in ("alauda", "upstream"):
        expected = [f"{name}: invalid-placeholder" for name in due]
        assert found(tmp_path / distribution, distribution, **parts) == expected


def test_a_transformer_is_filled_in_since_0_15(tmp_path: Path) -> None:
    transformer = {"name": "transformer-container", "image": "acme/t:1", "args": [WRONG]}
    for version, due in (("0.14", []), ("0.15", ["runtime: invalid-placeholder"])):
        assert found(tmp_path / version, "upstream", version, beside=(transformer,)) == due


@pytest.mark.parametrize(
    ("text", "piece", "help_text"),
    [
        ("x {{ .Name }} {{ .Nmae }}", "{{ .Nmae }}"[3:8], "Did you mean 'Name'?"),
        ("{{ .Annotations.a-b }}", "-", "Write ${{ placeholder.annotation('a-b') }}, or {{ index .Annotations `a-b` }}."),
        ("{{ .Labels.serving.kserve.io }}", ".Labels.serving.kserve.io", "Write ${{ placeholder.label('serving.kserve.io') }}"),
        ("é {{ messages[0] }}", "[", "For braces that are not KServe's, write {{ `{{` }} in place of {{."),
        ("a\t{{ .Name\t}}", "\t", "Keep line breaks, tabs, backslashes"),
        ("{{ .Name.First }}", ".Name.First", "Write {{ .Name }}."),
    ],
)  # fmt: skip
def test_the_piece_and_what_to_do(text: str, piece: str, help_text: str, tmp_path: Path) -> None:
    cluster = FLEET[CLUSTER].replace("alauda", "upstream")
    script = {f"{RUNTIME.rpartition('/')[0]}/launch.sh": f"#!/bin/sh\n{text}\n", CLUSTER: cluster}
    files = pair(container={"env": [{"name": "SCRIPT", "value": "${{ file('launch.sh') }}"}]}) | script
    [diagnostic] = compiled(write_repo(tmp_path, files)).diagnostics
    span, start = diagnostic.span, text.index(piece)
    if piece == "\t":
        start = text.rindex(piece)
    assert (span.path, span.line) == ("runtimes/server/launch.sh", 2)
    assert (span.column, span.end_column) == (start + 1, start + 1 + len(piece))
    assert help_text in diagnostic.help
