"""`servewright rules`: the list, a rule's page, and words for shells."""

from __future__ import annotations

import json
from textwrap import dedent

import pytest

from generator.cli import app, rules

Console = pytest.CaptureFixture[str]


def printed(capsys: Console, *arguments: str) -> str:
    assert app.run(["rules", *arguments]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    return said.out


def test_the_list_is_a_table(capsys: Console) -> None:
    heading, *lines = printed(capsys).splitlines()
    assert heading.split() == ["ID", "SEVERITY", "ALLOWABLE", "SUMMARY"]
    assert sorted(lines) == lines
    [line] = [line for line in lines if line.startswith("unpinned-image ")]
    assert line.split(maxsplit=3) == [
        "unpinned-image",
        "warning",
        "yes",
        "An image has a tag that names one release, or a digest.",
    ]


def test_the_list_as_json(capsys: Console) -> None:
    rows = json.loads(printed(capsys, "-o", "json"))
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert {
        "id": "unpinned-image",
        "severity": "warning",
        "allowable": True,
        "summary": "An image has a tag that names one release, or a digest.",
    } in rows


def test_a_rule_s_page(capsys: Console) -> None:
    assert printed(capsys, "unpinned-image") == dedent("""\
        unpinned-image (warning, may be allowed)

        An image has a tag that names one release, or a digest.

        Without a tag, and with one that moves, a node takes what the registry has at that moment: two nodes may run different
        servers, and a restart may bring another one than was tested. Tags that move are latest, nightly, main, master, dev, edge,
        stable and the like, alone or for a platform (latest-gpu, main-cu126), and whatever else stands beside latest or nightly;
        with a release, a date or a commit beside it (nightly-20260801) none of them does.

        Example:
            image: quay.io/ascend/vllm-ascend                # broken: whatever is newest
            image: quay.io/ascend/vllm-ascend:main-310p      # broken: what was built last
            image: quay.io/ascend/vllm-ascend:v0.18.0rc1     # sound

        Source: https://kubernetes.io/docs/concepts/containers/images/#image-names
        """)


def test_a_rule_s_page_as_json(capsys: Console) -> None:
    told = json.loads(printed(capsys, "unpinned-image", "-o", "json"))
    assert list(told) == ["id", "severity", "allowable", "summary", "text"]
    assert (told["id"], told["severity"], told["allowable"]) == ("unpinned-image", "warning", True)
    assert told["summary"] == "An image has a tag that names one release, or a digest."
    assert told["text"].startswith("Without a tag, and with one that moves, a node takes")
    assert told["text"].endswith("#image-names")


@pytest.mark.parametrize(
    ("rule", "advice"),
    [
        ("unpined-image", "did you mean 'unpinned-image'?"),
        ("unpinned_image", "did you mean 'unpinned-image'?"),
        ("catalogue", "'servewright rules' shows the rules that there are"),
        ("../rule", "'servewright rules' shows the rules that there are"),
    ],
)
def test_a_rule_that_there_is_not(rule: str, advice: str, capsys: Console) -> None:
    assert app.run(["rules", rule]) == 2
    assert capsys.readouterr() == ("", f"error: no rule is called '{rule}'\nhelp: {advice}\n")


def test_rules_are_completed() -> None:
    parameter = rules.command.params[0]
    context = app.app.make_context("servewright", ["rules"], resilient_parsing=True)
    assert [item.value for item in parameter.shell_complete(context, "unpinned-")] == ["unpinned-image"]
