"""Rules that a definition allows to be broken: where a comment counts, and what is wrong with one that does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.allowances import Allowance, read_allowances
from generator.comments import speaks
from generator.diagnostics import Diagnostic, Severity
from generator.yaml.marks import read_marks
from tests.repo import API, FLEET, compiled, edited, write_repo

CLUSTER = "clusters/one/cluster.yaml"
SERVICE = "clusters/one/services/demo/chat.yaml"
RUNTIME = "runtimes/server/runtime.yaml"
IMAGE = "image: docker.io/acme/server:1"
BARE = "image: docker.io/acme/server"
WARNING = ("unpinned-image", "warning")


KNOWN = {"unpinned-image", "b"}
NAMES = ("b", "duplicate-key", "unpinned-image")


def read(path: str, text: str) -> tuple[tuple[Allowance, ...], tuple[Diagnostic, ...]]:
    data = text.encode()
    result = read_allowances(path, data, read_marks(path, data) if path.endswith(".yaml") else {}, KNOWN, NAMES)
    assert speaks(data) or result == ((), ())
    return result


def lines(text: str, path: str = "a.yaml") -> list[tuple[str, int, int]]:
    """Return what the allowances of a file cover: rule, first and last line."""
    found, problems = read(path, text)
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
        (f"s:\n  t:\n    - a: &x {{b: 1}} {ALLOW}\n      c: 2\nd: *x\n", (3, 4)),
        (f"a: &x\n  b: 1\nc: *x {ALLOW}\nd: 2\n", (3, 3)),
    ],
)
def test_a_comment_covers_the_value_that_begins_there(text: str, covered: tuple[int, int]) -> None:
    assert lines(text) == [("unpinned-image", *covered)]


@pytest.mark.parametrize(
    "text",
    [
        f'a: "{ALLOW}"\n',
        f'a: "b\n  {ALLOW}\n  c"\n',
        f"a: >\n  {ALLOW}\n  b\n",
        f"a: b{ALLOW}\n",
        "a: 1 # servewright\n",
        # A line that is commented out, with the comment that it has.
        f"# a: 1 {ALLOW}\nb: 2\n",
    ],
)
def test_what_is_no_comment_allows_nothing(text: str) -> None:
    assert lines(text) == []


def test_a_script_is_covered_line_by_line() -> None:
    text = f"#!/bin/bash\n{ALLOW}\n# why\nrun a\nrun b # servewright: allow b -- so\n"
    assert lines(text, "launch.sh") == [("unpinned-image", 4, 4), ("b", 5, 5)]


def test_a_script_in_a_definition_is_covered_line_by_line_too() -> None:
    text = f"a: |\n  {ALLOW}\n  # why\n  run a\n  run b\nc: |-\n  run d # servewright: allow b -- so\n  run e\n"
    assert lines(text) == [("unpinned-image", 4, 4), ("b", 7, 7)]


def test_a_comment_at_the_end_of_a_script_is_about_no_line_behind_it() -> None:
    assert lines(f"a: |\n  run\n  {ALLOW}\nb: 2\n") == [("unpinned-image", 3, 3)]


@pytest.mark.parametrize(
    "text",
    [
        f"a: 1 {ALLOW} # servewright: allow b -- so\n",
        f"{ALLOW}\n# servewright: allow b -- so\na: 1\n",
        f"{ALLOW}  # servewright: allow b -- so\na: 1\n",
        f"{ALLOW}\na: 1 # servewright: allow b -- so\n",
    ],
)
def test_one_place_may_have_several(text: str) -> None:
    (first, second), problems = read("a.yaml", text)
    assert problems == ()
    assert [(each.rule, each.reason) for each in (first, second)] == [("unpinned-image", "it is a test"), ("b", "so")]
    assert (first.first, first.last) == (second.first, second.last)
    assert first.span != second.span


@pytest.mark.parametrize(
    "comment",
    [
        "# Servewright: allow b -- so",
        "# servewright allow b -- so",
        "# servewright : allow b -- so",
        "#servewright allow b",
        "# TODO servewright: allow b -- so",
        "# FIXME: servewright: allow unknown -- so",
    ],
)
@pytest.mark.parametrize("path", ["a.yaml", "a.sh"])
def test_what_is_nearly_one_is_told(comment: str, path: str) -> None:
    found, (problem,) = read(path, f"a: 1 {comment}\n")
    assert found == ()
    assert (problem.rule, problem.severity) == ("malformed-allowance", Severity.WARNING)
    assert problem.message == (
        "the comment is nearly an allowance, and allows nothing: one begins with '# servewright: allow'"
    )
    _, _, rest = comment.partition("allow ")
    assert problem.help == f"Write '# servewright: allow {rest}'."


@pytest.mark.parametrize(
    "comment",
    [
        "# Servewright allows no tags here",
        "# servewright allow lists come from the policy",
        "# see https://servewright: allow b",
        "# we want servewright to allow b -- one day",
        "# write 'servewright: allow b -- so' to allow it",
        "# With servewright, allow b -- so they say",
        "# run servewright build",
    ],
)
def test_prose_is_not_told(comment: str) -> None:
    assert lines(f"a: 1 {comment}\n") == []


@pytest.mark.parametrize("text", ["apiVersion: servewright.io/v1alpha1\nallow : 1\n", "a: allow list\n", "a: 1\n"])
def test_files_without_such_comments_are_not_looked_into(text: str) -> None:
    assert not speaks(text.encode())


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
    found, (problem,) = read("a.yaml", text)
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


SLOW = """\
  flavours:
    - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}
    - name: slow
      accelerators: [cpu]
      image: docker.io/acme/server # servewright: allow unpinned-image -- the vendor has one tag
"""
FLAVOURS = """\
  flavours:
    - {name: gpu, accelerators: [gpu], toolkitVersion: "12.1"}
"""


def test_one_is_judged_where_something_is_made_of_its_layer(tmp_path: Path) -> None:
    """A flavour that no cluster installs, a runtime without services, an overlay that no cluster lists, its services."""
    flavour = edited(RUNTIME, FLAVOURS, SLOW)
    assert told(write_repo(tmp_path / "a", flavour)) == []
    runtime = edited(RUNTIME, IMAGE, f"{IMAGE} {ALLOW}")
    assert told(write_repo(tmp_path / "b", {**runtime, SERVICE: None})) == []
    overlay = f"{API}kind: Overlay\nmetadata: {{name: idle}}\nspec:\n  {ALLOW}\n  mirrors: {{quay.io: a.example}}\n"
    assert told(write_repo(tmp_path / "c", {"overlays/idle/overlay.yaml": overlay})) == []
    service = FLEET[SERVICE] + f"{ALLOW}\n"
    moved = {
        "overlays/idle/overlay.yaml": overlay.replace(ALLOW, "# x"),
        "overlays/idle/services/demo/chat.yaml": service,
    }
    assert told(write_repo(tmp_path / "d", moved)) == []


def test_one_above_all_flavours_is_judged_where_all_are_made(tmp_path: Path) -> None:
    every = SLOW.replace("  flavours:", f"  {ALLOW}\n  flavours:").replace("# servewright: allow unpinned", "# x")
    assert told(write_repo(tmp_path / "a", edited(RUNTIME, FLAVOURS, every))) == []
    one = FLAVOURS.replace("  flavours:", f"  {ALLOW}\n  flavours:")
    assert told(write_repo(tmp_path / "b", edited(RUNTIME, FLAVOURS, one))) == [("unused-allowance", "warning")]


SCRIPTED = 'command: [bash, -c, "${{ CALL }}", bash]\n          env: [{name: NAME, value: a}]'
LINE = 'serve $(NAME) "$@"'
NAMED = "# servewright: allow expanded-in-script -- letters only"


def scripted(call: str, **scripts: str) -> dict[str, str]:
    files = edited(RUNTIME, "args: [serve]", SCRIPTED.replace("CALL", call))
    return {**files, **{f"runtimes/server/{name}.sh": text for name, text in scripts.items()}}


def test_one_in_a_script_is_judged_where_the_script_was_read(tmp_path: Path) -> None:
    unused = f'serve "$@" {NAMED}\n'
    assert told(write_repo(tmp_path / "a", scripted("file('a.sh')", a=unused))) == [("unused-allowance", "warning")]
    choice = scripted("file('a.sh') if cluster.name == 'one' else file('b.sh')", a='serve "$@"\n', b=unused, c=unused)
    assert told(write_repo(tmp_path / "b", choice)) == []


def test_one_in_a_script_that_an_expression_changes_is_not_told(tmp_path: Path) -> None:
    files = scripted("file('a.sh') | replace('NAMES', 'NAME')", a=f'serve $(NAMES) "$@" {NAMED}\n')
    assert told(write_repo(tmp_path, files)) == [("expanded-in-script", "warning")]


def test_one_in_a_script_inside_a_definition_counts(tmp_path: Path) -> None:
    script = f"\n            - |\n              {NAMED}\n              {LINE}\n              serve $(NAME)\n            - bash"
    command = f"command:\n            - bash\n            - -c{script}\n          env: [{{name: NAME, value: a}}]"
    result = compiled(write_repo(tmp_path, edited(RUNTIME, "args: [serve]", command)))
    assert [(each.rule, each.span.line) for each in result.diagnostics] == [("expanded-in-script", 19)]
    assert [each.diagnostic.span.line for each in result.allowed] == [18]


def test_one_in_live_is_told_but_not_the_text_of_a_script_there(tmp_path: Path) -> None:
    live = f"apiVersion: v1\nkind: ConfigMap # servewright: allow unpinned-image -- so\ndata:\n  a: |\n    {ALLOW}\n    run\n"
    root = write_repo(tmp_path, {"clusters/one/live/a.yaml": live})
    (problem,) = compiled(root).diagnostics
    assert (problem.rule, problem.span.line, problem.span.column) == ("malformed-allowance", 2, 17)


def test_one_at_an_alias_allows_what_the_alias_repeats_and_no_more(tmp_path: Path) -> None:
    beside = "args: [serve]\n        - name: a\n          image: a:1\n          resources: &r {limits: {nvidia.com/gpu: 500m}}AT ANCHOR\n"
    beside += "        - name: b\n          image: a:1\n          resources: *rAT ALIAS"
    allow = " # servewright: allow extended-resources -- it is a test"

    def outcome(name: str, anchor: str, alias: str) -> tuple[list[str], list[str]]:
        text = beside.replace("AT ANCHOR", anchor).replace("AT ALIAS", alias)
        result = compiled(write_repo(tmp_path / name, edited(RUNTIME, "args: [serve]", text)))
        return [each.rule for each in result.diagnostics], [each.diagnostic.rule for each in result.allowed]

    rule = "extended-resources"
    assert outcome("a", "", "") == ([rule], [])
    assert outcome("b", "", allow) == ([rule], [rule])
    assert outcome("c", allow, "") == ([], [rule])
    assert outcome("d", allow, allow) == ([], [rule])


CONTRACT = "  contract:\n    annotations:\n      aml-model-repo: {required: true}COMMENT\n  flavours:\n"
OF_CONTRACT = " # servewright: allow model-repo-labels -- the annotation names a folder"


def repositories(comment: str, required: str = "true") -> dict[str, str]:
    """Return a fleet of two services that name a model repository, as the runtime's contract wants it."""
    contract = CONTRACT.replace("COMMENT", comment).replace("true", required)
    chat = FLEET[SERVICE].replace("namespace: demo", "namespace: demo, annotations: {aml-model-repo: m}")
    second = SERVICE.replace("chat", "talk")
    return {
        **edited(RUNTIME, "  flavours:\n", contract),
        SERVICE: chat,
        second: chat.replace("name: chat", "name: talk"),
    }


def test_one_at_a_contract_s_line_counts_for_all_services_that_it_requires_something_of(tmp_path: Path) -> None:
    rule = ("model-repo-labels", "warning")
    assert told(write_repo(tmp_path / "a", repositories(""))) == [rule, rule]
    result = compiled(write_repo(tmp_path / "b", repositories(OF_CONTRACT)))
    assert result.diagnostics == ()
    assert [(each.diagnostic.span.path, each.reason) for each in result.allowed] == [
        (SERVICE, "the annotation names a folder"),
        (SERVICE.replace("chat", "talk"), "the annotation names a folder"),
    ]


def test_one_at_a_contract_s_line_that_requires_nothing_counts_for_none(tmp_path: Path) -> None:
    rule = ("model-repo-labels", "warning")
    assert told(write_repo(tmp_path, repositories(OF_CONTRACT, "false"))) == [
        rule,
        rule,
        ("unused-allowance", "warning"),
    ]


def test_one_at_a_second_place_counts(tmp_path: Path) -> None:
    """What a runtime gives its services is told at the runtime: one service may accept it for itself."""
    files = edited(RUNTIME, "args: [serve]", "args: [serve]\n          securityContext: {privileged: true}")
    files |= edited(CLUSTER, "[{name: demo}]", "[{name: demo, podSecurity: baseline}]")
    service = FLEET[SERVICE].replace("metadata", "# servewright: allow pod-security-privileged -- a debugger\nmetadata")
    second = FLEET[SERVICE].replace("name: chat", "name: talk")
    one = {**files, SERVICE: service}
    assert told(write_repo(tmp_path / "a", one)) == []
    both = compiled(write_repo(tmp_path / "b", {**one, SERVICE.replace("chat", "talk"): second}))
    assert [each.rule for each in both.diagnostics] == ["pod-security-privileged"]
    assert [each.reason for each in both.allowed] == ["a debugger"]
