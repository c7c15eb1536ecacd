"""Where the fleet's definitions lie, and which clusters they name."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from generator.cli.failure import Failure

_FLEET_FILE = "servewright.yaml"
_CLUSTER_FILE = "cluster.yaml"
_RUNTIME_FILE = "runtime.yaml"


def fleet_root(given: str | None) -> Path:
    """Return the fleet's folder: the one given, else the nearest from here upwards. Raises Failure if none."""
    if given is not None:
        return _checked(Path(given))
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / _FLEET_FILE).is_file():
            return folder
    raise Failure(
        f"there is no {_FLEET_FILE} in this folder or in one above it",
        "change into the repository that holds the definitions, or name it with --root",
    )


def _checked(root: Path) -> Path:
    if (root / _FLEET_FILE).is_file():
        return root
    problem = f"has no {_FLEET_FILE}" if root.is_dir() else "is not a folder"
    raise Failure(f"'{root}' {problem}", f"give --root the folder that holds {_FLEET_FILE}")


def cluster_names(root: Path) -> list[str]:
    """Return the names of the clusters that have a definition, sorted."""
    return sorted(path.parent.name for path in (root / "clusters").glob(f"*/{_CLUSTER_FILE}"))


def runtime_names(root: Path) -> list[str]:
    """Return the names of the runtimes that have a definition, sorted."""
    return sorted(path.parent.name for path in (root / "runtimes").glob(f"*/{_RUNTIME_FILE}"))


def selected_clusters(root: Path, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names, sorted and each once. Raises Failure for one that no cluster has, with the nearest that is."""
    selected = tuple(sorted(set(names)))
    for name in selected:
        if not _exists(root, name):
            raise _no_such_cluster(root, name)
    return selected


def _exists(root: Path, name: str) -> bool:
    is_plain_name = name not in ("", ".", "..") and "/" not in name and "\0" not in name
    return is_plain_name and (root / "clusters" / name / _CLUSTER_FILE).is_file()


def _no_such_cluster(root: Path, name: str) -> Failure:
    from generator.cli.suggestion import suggestion

    advice = "'servewright list clusters' shows the clusters that there are"
    return Failure(f"no cluster is called '{name}'", suggestion(name, cluster_names(root), advice))
