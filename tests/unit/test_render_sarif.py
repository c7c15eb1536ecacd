"""SARIF: logs that its schema takes, with rules, places, suppressions and links."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator
from msgspec.structs import replace

from generator import __version__
from generator.cli import app, sarif_rules
from generator.cli.render_sarif import render_sarif
from generator.diagnostics import Allowed, Diagnostic, Related, Severity
from generator.place import Span
from generator.rule import Rule
from generator.rules.catalogue import Page, rule_ids
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


def nowhere(path: str) -> bytes:
    raise FileNotFoundError(path)


def log(
    *diagnostics: Diagnostic,
    allowed: tuple[Allowed, ...] = (),
    place: Callable[[str], str] = str,
    read: Callable[[str], bytes] = nowhere,
) -> Any:
    return json.loads(render_sarif(diagnostics, allowed, place, read))


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
        "message": {
            "text": "there is no field 'volumeMount' <here> 模型 \x7f.\n[the other one](1)\nDid you mean 'volumeMounts'?"
        },
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
        "properties": {"clusters": ["a", "b"], "differs": 0},
    }
    assert list(fingerprint) == ["servewright/v2"]


@pytest.mark.parametrize(
    ("message", "related", "text"),
    [
        ("odd", (), "odd.\nMend it."),
        ("odd", ("one", "two"), "odd.\n[one](1)\n[two](2)\nMend it."),
        ("containers[0] has [a](b)", (), "containers[0] has [a\\](b).\nMend it."),
        ("odd", (r"containers[0] \d",), "odd.\n[containers\\[0\\] \\\\d](1)\nMend it."),
    ],
)
def test_a_message_links_to_related_places_and_to_nothing_else(
    message: str, related: tuple[str, ...], text: str
) -> None:
    places = tuple(Related(Span("x.yaml"), each) for each in related)
    (result,) = log(Diagnostic("some-rule", message, Span("c.yaml"), "Mend it.", related=places))["runs"][0]["results"]
    assert result["message"]["text"] == text


def test_names_of_files_need_not_be_text() -> None:
    (result,) = log(Diagnostic("some-rule", "odd", Span("a\udcff.yaml"), ""))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%FF.yaml"
    assert result["message"]["text"] == "odd."


def test_a_rule_brings_its_page() -> None:
    (run,) = log(WARNING)["runs"]
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("servewright", __version__)
    (rule,) = driver["rules"]
    assert rule["id"] == "unpinned-image"
    assert rule["shortDescription"] == {"text": "An image has a tag that names one release, or a digest."}
    assert "two nodes may run different" in rule["help"]["text"]
    assert rule["defaultConfiguration"] == {"level": "warning"}


PAGE = """\
Without `latest`, a node
takes <nothing>.

Example:
    image: server        # broken
      and: more          # sound

Source: docs/*.md"""


def test_a_page_in_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Page(Rule("unpinned-image", Severity.WARNING), "Images have $TAGS.", PAGE)
    monkeypatch.setattr(sarif_rules, "page", lambda _: told)
    rule = sarif_rules.sarif_rule("unpinned-image", Severity.WARNING)
    assert rule["shortDescription"] == {"text": "Images have $TAGS."}
    assert rule["fullDescription"] == {"text": "Images have $TAGS. Without `latest`, a node takes <nothing>."}
    assert rule["help"]["text"] == f"Images have $TAGS.\n\n{PAGE}\n"
    assert rule["help"]["markdown"] == (
        "Images have \\$TAGS.\n"
        "\n"
        "Without `latest`, a node\n"
        "takes \\<nothing>.\n"
        "\n"
        "```yaml\n"
        "image: server        # broken\n"
        "  and: more          # sound\n"
        "```\n"
        "\n"
        "Source: docs/\\*.md\n"
    )


def test_a_rule_says_how_grave_it_is_here() -> None:
    raised = replace(WARNING, severity=Severity.ERROR)
    (rule,) = log(raised, allowed=(Allowed(WARNING, "so"),))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["defaultConfiguration"] == {"level": "warning"}
    assert rule["properties"] == {"precision": "high", "problem.severity": "error"}


@pytest.mark.parametrize("rule_id", rule_ids())
def test_each_page_is_what_github_requires(rule_id: str) -> None:
    """https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning"""
    (rule,) = log(Diagnostic(rule_id, "odd", Span("a.yaml"), ""))["runs"][0]["tool"]["driver"]["rules"]
    for description in (rule["shortDescription"], rule["fullDescription"]):
        assert 0 < len(description["text"]) <= 1024
    assert rule["help"]["markdown"].count("\n```") == 2
    words = re.sub(r"```.*```|`[^`]*`", "", rule["help"]["markdown"], flags=re.DOTALL)
    assert not re.search(r"(?<!\\)[<*$]", words)


def test_indices_point_at_the_rules() -> None:
    (run,) = log(WARNING, ERROR)["runs"]
    ids = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [ids[result["ruleIndex"]] for result in run["results"]] == ["unpinned-image", "unknown-field"]


def test_a_fingerprint_is_the_same_from_everywhere() -> None:
    (near,) = log(WARNING)["runs"][0]["results"]
    (far,) = log(WARNING, place=lambda path: f"some/where/{path}")["runs"][0]["results"]
    assert near["partialFingerprints"] == far["partialFingerprints"]
    (location,) = far["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "some/where/c.yaml"


def test_it_is_ascii() -> None:
    assert render_sarif((ERROR,), (), str, nowhere).isascii()
    assert "\x7f" not in render_sarif((ERROR,), (), str, nowhere)


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
        assert told[0]["partialFingerprints"].keys() == {"primaryLocationLineHash", "servewright/v2"}
        (place,) = told[0]["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == RUNTIME
        assert (
            FLEET[RUNTIME].splitlines().index("  image: docker.io/acme/server:1") + 1
            == (place["physicalLocation"]["region"]["startLine"])
        )
