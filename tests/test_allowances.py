"""Rules that a definition allows to be broken: where a comment counts, and what is wrong with one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.allowances import read_allowances
from generator.diagnostics import Severity
from tests.repo import FLEET, compiled, edited, write_repo

RUNTIME = "runtimes/server/runtime.yaml"
IMAGE = "image: docker.io/acme/server:1"
BARE = "image: docker.io/acme/server"
WARNING = ("unpinned-image", "warning")


def lines(text: str) -> list[tuple[str, int, int]]:
    """Return what the allowances of a definition cover: rule, first and last line."""
    found, problems = read_allowances("a.yaml", text.encode(), {"unpinned-image", "b"}, ("b", "unpinned-image"))
    assert problems == ()
    return [(each.rule, each.first, each.last) for each in found]


ALLOW = "# servewright: allow unpinned-image -- it is a test"


@pytest.mark.parametrize(
    ("text", "covered"),
    [
        (f"a: 1 {ALLOW}\nb: 2\n", (1, 1)),
        (f"a: 1\n{ALLOW}\nb: 2\nc: 3\n", (3, 3)),
        (f"a:\n  {ALLOW}\n\n  # why\n  b:\n    c: 1\n    d: 2\n  e: 3\n", (5, 7)),
        (f"a:\n  {ALLOW}\n  b: 1\n  c: 2\n", (3, 3)),
        (f"a: {ALLOW}\n  b: 1\n  c:\n    - 2\nd: 3\n", (1, 4)),
        (f"a:\n  {ALLOW}\n  - b: 1\n    c: 2\n  - d: 3\n", (3, 4)),
        (f"a:\n  - b: 1 {ALLOW}\n    c: 2\n  - d: 3\n", (2, 3)),
        (f"{ALLOW}\na: |\n  one\n  two\nb: 3\n", (2, 4)),
        (f"a: | {ALLOW}\n  one\n  two\nb: 3\n", (1, 3)),
        (f"a: {{b: 1}} {ALLOW}\nc: 2\n", (1, 1)),
        (f"{ALLOW}\na: >-\n  one\n  two\nb: 3\n", (2, 4)),
    ],
)
def test_a_comment_covers_the_value_that_begins_there(text: str, covered: tuple[int, int]) -> None:
    assert lines(text) == [("unpinned-image", *covered)]


@pytest.mark.parametrize("text", [f'a: "{ALLOW}"\n', f"a: |\n  {ALLOW}\n", f"a: b{ALLOW}\n", "a: 1 # servewright\n"])
def test_what_is_no_comment_allows_nothing(text: str) -> None:
    assert lines(text) == []


def test_a_script_is_covered_line_by_line() -> None:
    text = f"#!/bin/bash\n{ALLOW}\n# why\nrun a\nrun b # servewright: allow b -- so\n"
    found, problems = read_allowances("launch.sh", text.encode(), {"unpinned-image", "b"}, ("b", "unpinned-image"))
    assert problems == ()
    assert [(each.rule, each.first, each.last) for each in found] == [("unpinned-image", 4, 4), ("b", 5, 5)]


@pytest.mark.parametrize(
    ("order", "message"),
    [
        ("allow unpinned-image", "the comment speaks to servewright, but allows nothing: a rule and a reason are due"),
        (
            "allow unpinned-image --",
            "the comment speaks to servewright, but allows nothing: a rule and a reason are due",
        ),
        (
            "alow unpinned-image -- x",
            "the comment speaks to servewright, but allows nothing: a rule and a reason are due",
        ),
        ("allow unpined-image -- x", "there is no rule 'unpined-image'"),
        ("allow duplicate-key -- x", "'duplicate-key' cannot be allowed: what breaks it cannot be compiled"),
    ],
)
def test_a_malformed_one_is_told(order: str, message: str) -> None:
    text = f"a: 1 # servewright: {order}\n"
    found, (problem,) = read_allowances(
        "a.yaml", text.encode(), {"unpinned-image"}, ("duplicate-key", "unpinned-image")
    )
    assert found == ()
    assert (problem.rule, problem.severity, problem.message) == ("malformed-allowance", Severity.WARNING, message)
    assert (problem.span.line, problem.span.column, problem.span.end_column) == (1, 6, len(text))


def told(root: Path, *clusters: str) -> list[tuple[str, str]]:
    return [(each.rule, each.severity.value) for each in compiled(root, *clusters).diagnostics]


def test_an_allowed_finding_does_not_count_but_is_kept(tmp_path: Path) -> None:
    broken = edited(RUNTIME, IMAGE, BARE)
    assert told(write_repo(tmp_path / "a", broken)) == [WARNING]
    allowed = edited(RUNTIME, IMAGE, f"{BARE} {ALLOW}")
    result = compiled(write_repo(tmp_path / "b", allowed))
    assert result.diagnostics == ()
    assert [(each.diagnostic.rule, each.reason) for each in result.allowed] == [("unpinned-image", "it is a test")]


def test_an_unused_one_is_a_warning_where_all_is_compiled(tmp_path: Path) -> None:
    root = write_repo(tmp_path, edited(RUNTIME, IMAGE, f"{IMAGE} {ALLOW}"))
    assert told(root) == [("unused-allowance", "warning")]
    assert told(root, "one") == []


def test_the_fleet_can_raise_a_rule(tmp_path: Path) -> None:
    fleet = FLEET["servewright.yaml"] + "spec:\n  rules: {unpinned-image: error}\n"
    broken = edited(RUNTIME, IMAGE, BARE)
    assert told(write_repo(tmp_path, broken | {"servewright.yaml": fleet})) == [("unpinned-image", "error")]
