"""What lies in .github: workflows that actionlint accepts, forms that GitHub shows, names of things that there are."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.golden_trees import ROOT

GITHUB = ROOT / ".github"
ACTIONLINT = ROOT / ".build" / "bin" / "actionlint"
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
MANIFESTS = {"pip": "pyproject.toml", "gomod": "go.mod", "github-actions": ".github/workflows/ci.yml"}
FIELDS = {"textarea", "input", "dropdown", "checkboxes"}
"""Elements that ask for something: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema"""

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(GITHUB.rglob("*.md")), *FORMS]


def read(path: Path) -> Any:
    # YAML 1.1 reads the key `on` as true; nothing else in these files is read differently.
    return yaml.load(path.read_text("utf-8"), yaml.BaseLoader)


@pytest.fixture(scope="module")
def job() -> Any:
    """The one job of the workflow."""
    [job] = read(GITHUB / "workflows" / "ci.yml")["jobs"].values()
    return job


def run_lines(job: Any) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def actionlint(path: Path) -> str:
    """Return what actionlint says of a workflow, without the programs that it would ask where it finds them."""
    line = (ACTIONLINT, "-shellcheck=", "-pyflakes=", "-no-color", "-oneline", path)
    ended = subprocess.run(line, capture_output=True, encoding="utf-8", check=False)
    assert ended.stderr == ""
    assert (ended.returncode == 0) is (ended.stdout == "")
    return ended.stdout


@pytest.mark.parametrize("path", sorted((GITHUB / "workflows").iterdir()), ids=lambda path: path.name)
def test_actionlint_accepts_workflows(path: Path, tmp_path: Path) -> None:
    """It knows the inputs of actions by their tags, so the comments' tags stand in for the hashes."""
    tagged = re.sub(r"@[0-9a-f]{40} # (v\d+)\S*", r"@\1", path.read_text("utf-8"))
    copy = tmp_path / path.name
    copy.write_text(tagged, "utf-8")
    assert actionlint(copy) == ""


def test_actionlint_refuses_what_is_wrong(tmp_path: Path) -> None:
    text = (GITHUB / "workflows" / "ci.yml").read_text("utf-8").replace("timeout-minutes", "timeout")
    (tmp_path / "ci.yml").write_text(text, "utf-8")
    assert 'unexpected key "timeout"' in actionlint(tmp_path / "ci.yml")


def test_ci_runs_the_two_commands_of_the_readme(job: Any) -> None:
    section = (ROOT / "README.md").read_text("utf-8").partition("## Two commands")[2].partition("\n## ")[0]
    assert re.findall(r"^\$ (make.*?) +#", section, re.MULTILINE) == ["make", "make test"]
    assert run_lines(job) == ["make", "git diff --exit-code out", "make test"]


def test_ci_may_do_little_and_not_for_ever(job: Any) -> None:
    workflow = read(GITHUB / "workflows" / "ci.yml")
    assert workflow["on"].keys() == {"pull_request", "push"}
    assert workflow["permissions"] == {"contents": "read"}
    assert "permissions" not in job
    assert job["timeout-minutes"] == "90"
    assert workflow["concurrency"]["group"] == "${{ github.workflow }}-${{ github.ref }}"


def test_ci_begins_with_the_oldest_python_that_is_supported(job: Any) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["requires-python"] == f">={job['strategy']['matrix']['python'][0]}"


def test_actions_are_pinned_by_hash_and_say_their_version() -> None:
    for path in (GITHUB / "workflows").iterdir():
        uses = re.findall(r"uses: (.*)", path.read_text("utf-8"))
        assert uses
        for used in uses:
            assert re.fullmatch(r"[a-z-]+/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", used), used


def test_files_that_steps_read_are_there(job: Any) -> None:
    inputs = [(key, value) for step in job["steps"] for key, value in step.get("with", {}).items()]
    names = [value for key, value in inputs if key.endswith(("-file", "-path"))]
    assert len(names) == 3
    assert [name for name in names if not list(ROOT.glob(name))] == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_forms_are_what_github_shows(path: Path) -> None:
    form = read(path)
    assert form["name"]
    assert form["description"]
    asking = [element for element in form["body"] if element["type"] != "markdown"]
    assert asking
    assert {element["type"] for element in asking} <= FIELDS
    for words in ([element["id"] for element in asking], [element["attributes"]["label"] for element in asking]):
        assert len(set(words)) == len(words)


def test_dependabot_finds_what_it_is_sent_to() -> None:
    updates = read(GITHUB / "dependabot.yml")["updates"]
    assert [update["package-ecosystem"] for update in updates] == list(MANIFESTS)
    for update in updates:
        assert (ROOT / update["directory"].strip("/") / MANIFESTS[update["package-ecosystem"]]).is_file()


def test_everything_has_an_owner() -> None:
    lines = (GITHUB / "CODEOWNERS").read_text("utf-8").splitlines()
    assert [line.split() for line in lines if not line.startswith("#")] == [["*", "@servewright/maintainers"]]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_what_documents_name_is_there(path: Path) -> None:
    """Targets of make and paths, in backquotes. A path with a placeholder or of an example is not ours."""
    text = path.read_text("utf-8")
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert [name for name in re.findall(r"`make ([a-z]+)`", text) if name not in targets] == []
    named = re.findall(r"`((?:generator|tests|schemas|\.github)/[\w./-]*)`", text)
    assert [name for name in named if not (ROOT / name).exists()] == []
