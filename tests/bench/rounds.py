"""One fleet, round after round: everything once in each, so that a slow moment of the machine meets all alike."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.measure import Run, run

SERVEWRIGHT = str(Path(sys.executable).with_name("servewright"))
_NEAR = 0.25
"""How far the plain script's bytes may lie from servewright's."""


@dataclass(frozen=True)
class Round:
    """One run of each command."""

    plain: Run
    unruled_build: Run
    cold_build: Run
    warm_check: Run
    cold_check: Run
    changed_build: Run
    copy: Run


@dataclass(frozen=True)
class Size:
    """How large a fleet is."""

    clusters: int
    services: int

    @property
    def objects(self) -> int:
        """Runtimes, services and ConfigMap of each cluster, and the ConfigMap of Hydra's global cluster."""
        return self.clusters * (5 + self.services + 1) + 1

    def __str__(self) -> str:
        return f"{self.clusters:,} x {5 + self.services + 1}"


def measure(folder: Path, kind: str, size: Size, rounds: int, environment: Mapping[str, str]) -> list[Round]:
    """Generate a fleet in a folder and return its rounds. Raises RuntimeError where a command fails or compares unfairly.

    Nothing is deleted meanwhile, since ext4 creates files slowly for minutes after it has deleted many.
    """
    root = folder / "fleet"
    generate = [sys.executable, "-m", "tests.bench.fleets", str(root), kind, str(size.clusters), str(size.services)]
    run(generate, environment)
    return [_round(folder / str(number), root, size, environment) for number in range(rounds)]


def _round(folder: Path, root: Path, size: Size, environment: Mapping[str, str]) -> Round:
    folder.mkdir()
    out, plain_out = root / "out", folder / "plain"
    environment = {**environment, "XDG_CACHE_HOME": str(folder / "cache")}
    build = [SERVEWRIGHT, "build", "--root", str(root)]
    without = {**environment, "XDG_CACHE_HOME": str(folder / "unruled-cache")}
    unruled_build = run([sys.executable, "-m", "tests.bench.unruled", *build[1:]], without)
    out.rename(folder / "unruled-out")
    cold_build = run(build, environment)
    plain = run([sys.executable, "-m", "tests.bench.plain", str(root), str(plain_out)], environment)
    _require_fair(out, plain_out, size)
    warm_check = run([*build, "--check"], environment)
    cold_check = run([*build, "--check", "--no-cache", "--timings"], environment)
    copied = run(["cp", "-r", str(out), str(folder / "copy")], environment)
    with _changed(root):
        changed_build = run(build, environment)
    out.rename(folder / "out")
    return Round(plain, unruled_build, cold_build, warm_check, cold_check, changed_build, copied)


@contextmanager
def _changed(root: Path) -> Iterator[None]:
    """Change one service: the first file of its name, in an overlay or a cluster."""
    path = min(root.glob("*/*/services/chat/*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("minReplicas: ", "minReplicas: 1"), encoding="utf-8")
    yield
    path.write_text(text, encoding="utf-8")


def _require_fair(out: Path, plain_out: Path, size: Size) -> None:
    ours, theirs = ([path.stat().st_size for path in place.rglob("*.yaml")] for place in (out, plain_out))
    if not len(ours) == len(theirs) == size.objects:
        raise RuntimeError(f"{len(ours)} and {len(theirs)} files, where {size.objects} are due")
    if abs(sum(theirs) / sum(ours) - 1) > _NEAR:
        raise RuntimeError(f"{sum(ours)} and {sum(theirs)} bytes, which is too different to compare")
