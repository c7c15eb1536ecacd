"""The pre-commit hooks, installed by pre-commit itself from a clone of this repo and run in a foreign one."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from tests.golden_trees import repo
from tests.offline import copy_of_the_source, environment, run, succeed
from tests.readme import README, samples
from tests.trees import tree

PRE_COMMIT = (sys.executable, "-m", "pre_commit")
HOOKS = ("servewright-check", "servewright-validate")
NAMES = {"servewright build --check": "servewright-check", "servewright validate": "servewright-validate"}

pytestmark = pytest.mark.usefixtures("_fleet_as_it_was")


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody who commits."""
    programs = map(Path, os.defpath.split(os.pathsep))
    # virtualenv would look for news of pip in the background.
    more = {"VIRTUALENV_NO_PERIODIC_UPDATE": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return environment(tmp_path_factory.mktemp("home"), *programs) | more


@pytest.fixture(scope="module")
def fleet(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repo of definitions, the hooks installed, with README's .pre-commit-config.yaml and both hooks of our copy."""
    source = copy_of_the_source(tmp_path_factory.mktemp("source") / "servewright")
    revision = commit(source, variables)
    folder = shutil.copytree(repo("overlays-and-mirrors"), tmp_path_factory.mktemp("foreign") / "fleet")
    (folder / "README.md").write_text("A fleet.\n", "utf-8")
    [config] = [sample for sample in samples(README.read_text("utf-8")) if "repos" in sample]
    [ours] = config["repos"]
    assert {hook["id"] for hook in ours["hooks"]} <= {*HOOKS}
    ours |= {"repo": str(source), "rev": revision, "hooks": [{"id": hook, "verbose": True} for hook in HOOKS]}
    (folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config), "utf-8")
    commit(folder, variables)
    succeed(*PRE_COMMIT, "install-hooks", cwd=folder, environment=variables)
    return folder


@pytest.fixture
def _fleet_as_it_was(fleet: Path, variables: dict[str, str]) -> None:
    succeed("git", "checkout", "-q", ".", cwd=fleet, environment=variables)


def commit(folder: Path, variables: dict[str, str]) -> str:
    """Make a repo of a folder and return the hash of its one commit."""
    who = ("-c", "user.name=t", "-c", "user.email=t@example.com")
    for arguments in (("init", "-q"), ("add", "-A"), (*who, "commit", "-q", "-m", "start")):
        succeed("git", *arguments, cwd=folder, environment=variables)
    return succeed("git", "rev-parse", "HEAD", cwd=folder, environment=variables).strip()


def pre_commit(fleet: Path, variables: dict[str, str], *files: str) -> tuple[dict[str, str], str]:
    """Run the hooks as for a commit of these files; return what became of each hook, and all that was printed."""
    ended = run(*PRE_COMMIT, "run", "--color=never", "--files", *files, cwd=fleet, environment=variables)
    lines = [line for line in ended.stdout.splitlines() if ".." in line]
    became = {NAMES[line.split("..")[0]]: line.rsplit(".", 1)[1] for line in lines}
    assert (ended.returncode == 0) is ("Failed" not in became.values()), ended.stdout + ended.stderr
    return became, ended.stdout


def test_the_manifest_is_one(variables: dict[str, str], tmp_path: Path) -> None:
    manifest = copy_of_the_source(tmp_path) / ".pre-commit-hooks.yaml"
    succeed(*PRE_COMMIT, "validate-manifest", manifest, cwd=tmp_path, environment=variables)
    assert tuple(hook["id"] for hook in yaml.safe_load(manifest.read_bytes())) == HOOKS


def test_a_fleet_in_order_passes(fleet: Path, variables: dict[str, str]) -> None:
    became, printed = pre_commit(fleet, variables, "servewright.yaml")
    assert became == {"servewright-check": "Passed", "servewright-validate": "Passed"}
    assert "clusters unchanged" in printed
    assert "no problems in" in printed
    assert succeed("git", "status", "--short", cwd=fleet, environment=variables) == ""


def test_a_stale_file_fails_the_check(fleet: Path, variables: dict[str, str]) -> None:
    stale = next(path for path in sorted(tree(fleet / "out")) if path.endswith(".yaml"))
    with (fleet / "out" / stale).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    became, printed = pre_commit(fleet, variables, f"out/{stale}")
    assert became["servewright-check"] == "Failed"
    assert f"out/ is not what the definitions give: out/{stale}" in printed


def test_a_mistake_fails_both(fleet: Path, variables: dict[str, str]) -> None:
    with (fleet / "servewright.yaml").open("a", encoding="utf-8") as file:
        file.write("nonsense: 1\n")
    became, printed = pre_commit(fleet, variables, "servewright.yaml")
    assert became == {"servewright-check": "Failed", "servewright-validate": "Failed"}
    assert printed.count("'nonsense' is not a field") == 2


@pytest.mark.parametrize(
    ("path", "started"),
    [
        ("servewright.yaml", HOOKS),
        ("clusters/accelerators.yaml", HOOKS),
        ("README.md", ()),
        (".pre-commit-config.yaml", ()),
    ],
)
def test_hooks_start_for_files_that_count(
    path: str, started: tuple[str, ...], fleet: Path, variables: dict[str, str]
) -> None:
    became, _ = pre_commit(fleet, variables, path)
    assert tuple(hook for hook, end in became.items() if "Skipped" not in end) == started
