"""`pip install .` gives a working servewright on a machine that has Python and the locked wheels, and nothing else."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from generator import __version__
from tests.golden_trees import SCHEMAS, definitions_of, repo
from tests.offline import NO_NETWORK, WHEELHOUSE, copy_of_the_source, environment, run, succeed
from tests.trees import tree

WHEEL = f"servewright-{__version__}-py3-none-any.whl"
SDIST = f"servewright-{__version__}.tar.gz"
ABOUT = f"servewright-{__version__}.dist-info"

BUILD_SDIST = "import sys; from setuptools import build_meta; build_meta.build_sdist(sys.argv[1])"
IMPORT_ALL = """\
import importlib, pkgutil, generator
for module in pkgutil.walk_packages(generator.__path__, "generator."):
    if module.name != "generator.__main__":
        importlib.import_module(module.name)
        print(module.name)
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this repo."""
    return copy_of_the_source(tmp_path_factory.mktemp("source") / "servewright")


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment to build and install in. Its epoch makes archives of equal content equal."""
    return environment(tmp_path_factory.mktemp("home")) | {"SOURCE_DATE_EPOCH": "1767225600"}


@pytest.fixture(scope="module")
def archives(source: Path, variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with wheel and sdist, both built with the setuptools that the lock pins."""
    folder = tmp_path_factory.mktemp("archives")
    wheel(source, folder, variables)
    succeed(sys.executable, "-W", "error", "-c", BUILD_SDIST, folder, cwd=source, environment=variables)
    return folder


@pytest.fixture(scope="module")
def installed(archives: Path, variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a clean virtual environment into which the wheel was installed."""
    venv = tmp_path_factory.mktemp("venv")
    succeed(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv, environment=variables)
    python = venv / "bin" / "python"
    pip = (sys.executable, "-m", "pip", "--python", python)
    succeed(*pip, "install", archives / WHEEL, cwd=venv, environment=variables)
    succeed(*pip, "check", cwd=venv, environment=variables)
    return venv / "bin"


@pytest.fixture
def servewright(installed: Path, tmp_path: Path) -> Callable[..., str]:
    """A function that runs the installed command in a folder and returns what it prints on stdout."""

    def call(*arguments: str | Path, cwd: Path) -> str:
        variables = environment(tmp_path / "home", installed)
        return succeed(installed / "servewright", *arguments, cwd=cwd, environment=variables)

    return call


def wheel(source: Path, folder: Path, variables: dict[str, str]) -> Path:
    """Build the wheel of a source tree or sdist in a folder and return its path."""
    line = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    succeed(*line, cwd=folder, environment=variables)
    return folder / WHEEL


def content(archive: Path) -> list[tuple[str, tuple[int, ...], bytes]]:
    """Return a wheel's files in order: name, time, bytes. Modes are those of whoever made the clone."""
    with zipfile.ZipFile(archive) as found:
        return [(entry.filename, entry.date_time, found.read(entry)) for entry in found.infolist()]


def names_below(folder: Path) -> set[str]:
    return {path.relative_to(folder.parent).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_wheel_holds_the_package_and_nothing_else(source: Path, archives: Path) -> None:
    about = {f"{ABOUT}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "top_level.txt")}
    with zipfile.ZipFile(archives / WHEEL) as found:
        assert set(found.namelist()) == names_below(source / "generator") | about


def test_the_wheel_says_what_it_is(archives: Path) -> None:
    with zipfile.ZipFile(archives / WHEEL) as found:
        said = message_from_bytes(found.read(f"{ABOUT}/METADATA"))
    assert (said["Name"], said["Version"], said["Requires-Python"]) == ("servewright", __version__, ">=3.11")
    assert str(said.get_payload()).startswith("# Servewright\n")
    assert [key for key in said if key.startswith("License")] == [], "the repo has no licence to name"


def test_the_sdist_holds_what_the_wheel_is_made_of(source: Path, archives: Path) -> None:
    with tarfile.open(archives / SDIST) as found:
        files = {member.name.partition("/")[2] for member in found.getmembers() if member.isfile()}
    own = {"MANIFEST.in", "README.md", "pyproject.toml", *names_below(source / "generator")}
    assert {name for name in files if not name.startswith("servewright.egg-info/")} == {*own, "PKG-INFO", "setup.cfg"}


def test_the_sdist_gives_the_same_wheel(archives: Path, variables: dict[str, str], tmp_path: Path) -> None:
    assert content(wheel(archives / SDIST, tmp_path, variables)) == content(archives / WHEEL)


def test_there_is_no_network(installed: Path, tmp_path: Path) -> None:
    call = "import socket; socket.create_connection(('127.0.0.1', 9))"
    ended = run(installed / "python", "-c", call, cwd=tmp_path, environment=environment(tmp_path))
    assert ended.returncode != 0
    assert NO_NETWORK in ended.stderr


def test_the_wheelhouse_is_the_lock(source: Path) -> None:
    lines = (source / "requirements.lock").read_text("utf-8").splitlines()
    locked = {tuple(line.split(" ")[0].split("==")) for line in lines if "==" in line}
    there = {tuple(path.name.split("-")[:2]) for path in WHEELHOUSE.glob("*.whl")}
    assert {(re.sub("[-_.]+", "-", name).lower(), version) for name, version in there} == locked


def test_every_module_can_be_imported(source: Path, installed: Path, tmp_path: Path) -> None:
    """What a module needs is declared, or it would not be there."""
    line = (installed / "python", "-W", "error", "-c", IMPORT_ALL)
    imported = succeed(*line, cwd=tmp_path, environment=environment(tmp_path)).splitlines()
    modules = {path.parent if path.name == "__init__.py" else path for path in (source / "generator").rglob("*.py")}
    dotted = {".".join(path.relative_to(source).with_suffix("").parts) for path in modules}
    assert {*imported, "generator", "generator.__main__"} == dotted


def test_it_knows_its_version(servewright: Callable[..., str], tmp_path: Path) -> None:
    assert servewright("--version", cwd=tmp_path) == f"servewright {__version__}\n"


def test_it_brings_the_schemas(servewright: Callable[..., str], tmp_path: Path) -> None:
    servewright("schema", "-o", tmp_path / "schemas", cwd=tmp_path)
    assert tree(tmp_path / "schemas") == tree(SCHEMAS)


@pytest.mark.parametrize("name", ["ascend-910b4", "overlays-and-mirrors", "hydra"])
def test_it_compiles_a_foreign_repo(servewright: Callable[..., str], name: str, tmp_path: Path) -> None:
    foreign = definitions_of(repo(name), tmp_path / "fleet")
    servewright("build", cwd=foreign / "clusters")
    assert tree(foreign / "out") == tree(repo(name) / "out")
    another = definitions_of(repo(name), tmp_path / "another")
    servewright("build", "--root", another, cwd=Path("/"))
    servewright("build", "--check", "--root", "another", cwd=tmp_path)
    assert tree(another / "out") == tree(repo(name) / "out")
