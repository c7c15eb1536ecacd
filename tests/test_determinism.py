"""Same definitions, same bytes: however, wherever and in how many steps they are compiled."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.command import COMMAND, environment_with, servewright
from tests.golden_trees import definitions_of, repo
from tests.trees import grow, tree

REPOS = ("overlays-and-mirrors", "hydra")
NO_UTF8 = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@dataclass(frozen=True)
class Way:
    """A way to run the same build."""

    name: str
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: str = "repo"
    cwd: str = "."
    root: str | None = None
    """The value of --root; None leaves the option out."""
    arguments: tuple[str, ...] = ()
    program: tuple[str, ...] = COMMAND
    umask: int = 0o022

    def run(self, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `build` on the repo that lies in `work`, in this way."""
        (work / self.cwd).mkdir(exist_ok=True)
        return subprocess.run(
            [*self.program, "build", *self.arguments, *arguments, "--root", self.root or str(work / self.folder)],
            cwd=work / self.cwd,
            env=environment_with(self.environment),
            umask=self.umask,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


BACKWARDS = (sys.executable, "-m", "tests.worlds", "listings-backwards")
WAYS = (
    Way("hash seed 0", {"PYTHONHASHSEED": "0"}),
    Way("hash seed 1", {"PYTHONHASHSEED": "1"}),
    Way("a random hash seed", {"PYTHONHASHSEED": "random"}),
    Way("locale C, an ASCII one", {"LC_ALL": "C", **NO_UTF8}, folder="配置 仓库"),
    Way("locale C.UTF-8", {"LC_ALL": "C.UTF-8"}),
    Way("a Turkish locale", {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}),
    Way("in Shanghai", {"TZ": "Asia/Shanghai"}),
    Way("in New York", {"TZ": "America/New_York"}),
    Way("a folder with Chinese letters and spaces", folder="配置 仓库"),
    Way("from elsewhere", cwd="else where", root="../repo"),
    Way("from inside", cwd="repo/clusters", root="../../repo"),
    Way("in one process", arguments=("--jobs", "1")),
    Way("in three processes", arguments=("--jobs", "3")),
    Way("files for this user alone", umask=0o077),
    Way("folders listed backwards", program=BACKWARDS),
)


@pytest.mark.parametrize("name", REPOS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_equal_bytes(way: Way, name: str, tmp_path: Path) -> None:
    definitions_of(repo(name), tmp_path / way.folder)
    ended = way.run(tmp_path, "--no-cache")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert tree(tmp_path / way.folder / "out") == tree(repo(name) / "out")


SERVICE = """\
apiVersion: servewright.io/v1alpha1
kind: ModelService
metadata: {name: %s, namespace: shared}
spec: {%s}
"""


def broken(root: Path) -> Path:
    """Write a repo with mistakes of many kinds: shared by both clusters and single, several in one file."""
    definitions_of(repo("overlays-and-mirrors"), root)
    for path, old, new in (
        ("runtimes/mlserver/runtime.yaml", "quay.io/prometheus", "${{ cluster.values.mirorr }}"),
        ("overlays/air-gapped/overlay.yaml", "imagePullSecrets", "nodeSelector: null\n      imagePullSecrets"),
        ("overlays/air-gapped/services/shared/rank.yaml", "name: mlflow", "name: onnx"),
        ("overlays/air-gapped/services/shared/rank.yaml", "accelerator: {count: 1}", "accelerator: {name: nvidai}"),
        ("overlays/air-gapped/services/shared/ocr.yaml", "env:", "volumeMounts: null\n      env:"),
        ("clusters/dc2/services/shared/embed.yaml", "count: 4", "count: 0, memroy: 1, coers: 2"),
    ):
        text = (root / path).read_text("utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), "utf-8")
    services = {"a": "runtime: mlsrever", "b": "runtime: aml-mlserver-cuda-11.6", "c": "runtime: no", "d": "x: 1, z: 2"}
    grow(
        root,
        {
            f"clusters/{cluster}/services/shared/{name}.yaml": (SERVICE % (name, spec)).encode()
            for cluster in ("dc1", "dc2")
            for name, spec in services.items()
        },
    )
    return root


@cache
def findings() -> list[Any]:
    """Return what the broken repo is told, in the plain way."""
    with TemporaryDirectory() as work:
        ended = servewright("build", "--format", "json", "--root", broken(Path(work) / "repo"))
    found: list[Any] = json.loads(ended.stdout)
    return found


def test_the_broken_repo_is_broken_in_many_ways() -> None:
    """Else equal diagnostics would prove little."""
    assert len({found["rule"] for found in findings()}) >= 6
    assert {tuple(found["clusters"]) for found in findings()} >= {("dc1",), ("dc2",), ("dc1", "dc2")}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_equal_diagnostics(way: Way, tmp_path: Path) -> None:
    broken(tmp_path / way.folder)
    ended = way.run(tmp_path, "--format", "json")
    assert ended.returncode == 1
    assert json.loads(ended.stdout) == findings()
    assert not (tmp_path / way.folder / "out").exists()


@pytest.mark.parametrize("name", REPOS)
def test_cluster_by_cluster_is_the_whole(name: str, tmp_path: Path) -> None:
    root = definitions_of(repo(name), tmp_path / "repo")
    for cluster in sorted(path.parent.name for path in root.glob("clusters/*/cluster.yaml")):
        ended = servewright("build", "--cluster", cluster, "--root", root)
        assert (ended.returncode, ended.stderr) == (0, "")
    assert tree(root / "out") == tree(repo(name) / "out")


def test_with_and_without_earlier_answers(tmp_path: Path) -> None:
    root, cache_folder = definitions_of(repo("hydra"), tmp_path / "repo"), {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    due, some_file = tree(repo("hydra") / "out"), next((repo("hydra") / "out").rglob("*.yaml"))

    def assert_builds(*arguments: str) -> None:
        assert servewright("build", *arguments, "--root", root, environment=cache_folder).returncode == 0
        assert tree(root / "out") == due

    assert_builds()
    assert_builds()
    (root / some_file.relative_to(repo("hydra"))).write_bytes(b"# Generated by servewright from x. Do not edit.\n")
    assert_builds()
    shutil.rmtree(root / "out")
    assert_builds()
    assert_builds("--no-cache")
    shutil.rmtree(tmp_path / "cache")
    assert_builds()


def test_in_whatever_order_the_files_were_made(tmp_path: Path) -> None:
    files = tree(definitions_of(repo("hydra"), tmp_path / "source"))
    for name, order in (("forwards", sorted(files)), ("backwards", sorted(files, reverse=True))):
        root = grow(tmp_path / name, {path: files[path] for path in order})
        assert servewright("build", "--root", root).returncode == 0
        assert tree(root / "out") == tree(repo("hydra") / "out")
