"""SARIF: logs that its schema takes, with rules, places, suppressions, and fingerprints that outlive edits."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

from generator import __version__
from generator.cli import app
from generator.cli.render_sarif import render_sarif
from generator.diagnostics import Allowed, Diagnostic, Related, Severity
from generator.place import Span
from tests.repo import FLEET, edited, write_repo

ORACLES = Path(__file__).parents[1] / "oracles"
RUNTIME = "runtimes/server/runtime.yaml"
IMAGE = "image: docker.io/acme/server:1"
ALLOW = "# servewright: allow unpinned-image -- the mirror pins it"
ERROR = Diagnostic(
    rule="unknown-field",
    message="there is no field 'volumeMount' <here> 模型 \x7f",
    span=Span("runtimes/a b/模型.yaml", 3, 5, 4, 6),
    help="Did you mean 'volumeMounts'?",
    related=(Related(Span("x.yaml", 1, 1, 1, 2), "the other one"),),
    clusters=("a", "b"),
)
WARNING = Diagnostic("unpinned-image", "no tag", Span("c.yaml", 1, 2, 1, 3), "Write one.", Severity.WARNING)


@pytest.fixture(scope="module")
def schema() -> Draft4Validator:
    """SARIF's own JSON Schema, the one string in a Go file."""
    version = (ORACLES / "sarif.sum").read_text().split()[0]
    path = ORACLES.parents[1] / ".build" / f"sarif-{version}" / "schema.go"
    assert path.exists(), f"{path} is missing: run `make tools`"
    return Draft4Validator(json.loads(path.read_text("utf-8").split("`")[1]))


def log(*diagnostics: Diagnostic, allowed: tuple[Allowed, ...] = (), place: Callable[[str], str] = str) -> Any:
    return json.loads(render_sarif(diagnostics, allowed, place))


@pytest.mark.parametrize("diagnostics", [(), (ERROR,), (ERROR, WARNING, WARNING)])
def test_the_schema_takes_it(schema: Draft4Validator, diagnostics: tuple[Diagnostic, ...]) -> None:
    written = log(*diagnostics, allowed=(Allowed(WARNING, "so"),))
    assert [error.message for error in schema.iter_errors(written)] == []
    assert written["version"] == "2.1.0"


def test_the_schema_is_one_that_refuses(schema: Draft4Validator) -> None:
    written = log(ERROR)
    written["runs"][0]["results"][0]["level"] = "fatal"
    assert not schema.is_valid(written)


def test_a_result() -> None:
    (run,) = log(ERROR)["runs"]
    (result,) = run["results"]
    fingerprint = result.pop("partialFingerprints")
    assert result == {
        "ruleId": "unknown-field",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "there is no field 'volumeMount' <here> 模型 \x7f\nDid you mean 'volumeMounts'?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {
                        "uri": "runtimes/a%20b/%E6%A8%A1%E5%9E%8B.yaml",
                        "uriBaseId": "%SRCROOT%",
                    },
                    "region": {"startLine": 3, "startColumn": 5, "endLine": 4, "endColumn": 6},
                }
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "x.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2},
                },
                "message": {"text": "the other one"},
            }
        ],
        "suppressions": [],
        "properties": {"clusters": ["a", "b"]},
    }
    assert list(fingerprint) == ["servewright/v1"]


def test_a_rule_brings_its_page() -> None:
    (run,) = log(WARNING)["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("servewright", __version__)
    (rule,) = driver["rules"]
    assert rule["id"] == "unpinned-image"
    assert rule["shortDescription"] == {"text": "An image has a tag that names one release, or a digest."}
    assert "two nodes may run different" in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "warning"}


def test_indices_point_at_the_rules() -> None:
    (run,) = log(WARNING, ERROR)["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [ids[result["ruleIndex"]] for result in run["results"]] == ["unpinned-image", "unknown-field"]


def prints(*diagnostics: Diagnostic) -> list[str]:
    return [each["partialFingerprints"]["servewright/v1"] for each in log(*diagnostics)["runs"][0]["results"]]


def test_a_fingerprint_outlives_lines_and_clusters_but_nothing_else() -> None:
    (first,) = prints(WARNING)
    moved = Diagnostic(WARNING.rule, WARNING.message, Span("c.yaml", 9, 1, 9, 3), "Else.", clusters=("z",))
    assert prints(moved) == [first]
    others = [
        Diagnostic("other", WARNING.message, WARNING.span, ""),
        Diagnostic(WARNING.rule, "other", WARNING.span, ""),
        Diagnostic(WARNING.rule, WARNING.message, Span("d.yaml"), ""),
    ]
    assert len({first, *prints(*others)}) == 4
    assert len({*prints(WARNING, WARNING)}) == 2


def test_a_fingerprint_is_the_same_from_everywhere() -> None:
    (near,) = log(WARNING)["runs"][0]["results"]
    (far,) = log(WARNING, place=lambda path: f"some/where/{path}")["runs"][0]["results"]
    assert near["partialFingerprints"] == far["partialFingerprints"]
    (location,) = far["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "some/where/c.yaml"


def test_it_is_ascii() -> None:
    assert render_sarif((ERROR,), (), str).isascii()
    assert "\x7f" not in render_sarif((ERROR,), (), str)


@pytest.mark.parametrize("command", ["validate", "build", "build --check"])
def test_the_command_line_writes_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    schema: Draft4Validator,
    command: str,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_WORKSPACE", raising=False)
    monkeypatch.chdir(write_repo(tmp_path / "fleet", edited(RUNTIME, IMAGE, f"image: docker.io/acme/server {ALLOW}")))
    # Twice: the second answer comes from the cache, and tells the same.
    for _ in range(2):
        app.run([*command.split(), "--format", "sarif"])
        written = json.loads(capsys.readouterr().out)
        assert schema.is_valid(written)
        results = written["runs"][0]["results"]
        told = [result for result in results if result["ruleId"] == "unpinned-image"]
        assert [result["suppressions"] for result in told] == [
            [{"kind": "inSource", "justification": "the mirror pins it"}]
        ]
        (place,) = told[0]["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == RUNTIME
        assert (
            FLEET[RUNTIME].splitlines().index("  image: docker.io/acme/server:1") + 1
            == (place["physicalLocation"]["region"]["startLine"])
        )
