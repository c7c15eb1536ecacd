"""`python -m tests.bench`: measures, prints a table, and exits with 1 where a bar is missed.

Bars: at 200 clusters with 16 objects each, a cold build with all its checks but the rules takes at most 0.6 of the plain
script's time, and a warm `build --check` without changes at most 0.3, on both fleets; all rules together take at most
the time of the other stages; `servewright --version` takes at most 80 ms more than `python -c pass`. Cold: out/ absent,
cache empty. Times are medians, ratios medians over the rounds. Files lie in memory where TMPDIR does not say otherwise
and there is room: how long a disk takes depends on what others did before.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.bench.fleets import KINDS
from tests.bench.measure import Run, peak, ratio, run, seconds
from tests.bench.rounds import SERVEWRIGHT, Round, Size, measure

JUDGED, LARGE = Size(200, 10), Size(1000, 14)
_MEMORY, _ROOM = Path("/dev/shm"), 4 * 2**30
COLD_BAR, WARM_BAR, RULES_BAR, START_BAR = 0.6, 0.3, 1.0, 0.080
_STARTS = 20


@dataclass(frozen=True)
class Row:
    """A line of the table. Without a bar it is for scale only."""

    what: str
    seconds: float
    value: float
    unit: str
    bar: float | None
    mebibytes: float | None

    @property
    def missed(self) -> bool:
        return self.bar is not None and self.value > self.bar

    def __str__(self) -> str:
        memory = "" if self.mebibytes is None else f"{self.mebibytes:.0f} MiB"
        verdict = "" if self.bar is None else f"at most {self.bar:g}: {'MISSED' if self.missed else 'met'}"
        line = f"  {self.what:<34}{self.seconds:>8.3f} s{self.value:>8.3f} {self.unit:<9}{memory:>9}  {verdict}"
        return line.rstrip()


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure servewright beside a plain script."
    )
    parser.add_argument("--rounds", type=int, default=5, help="rounds at 200 x 16 (default: 5)")
    parser.add_argument(
        "--large-rounds", type=int, default=1, help="rounds at 1,000 x 20 (default: 1; 0 leaves it out)"
    )
    options = parser.parse_args(arguments)
    missed = 0
    for row in _rows(options.rounds, options.large_rounds):
        print(row, flush=True)
        missed += isinstance(row, Row) and row.missed
    print(f"{missed} bars missed" if missed else "all bars met")
    return 1 if missed else 0


def _rows(rounds: int, large_rounds: int) -> Iterator[Row | str]:
    with tempfile.TemporaryDirectory(prefix="servewright-bench-", dir=_place()) as name:
        folder = Path(name)
        yield f"in {folder.parent}"
        environment = _environment(folder / "bytecode")
        # Once without a look at the clock: Python keeps its bytecode from then on.
        measure(_made(folder / "warm-up"), KINDS[0], Size(3, 5), 1, environment)
        yield "start"
        yield _start(environment)
        for size, count in ((JUDGED, rounds), (LARGE, large_rounds)):
            for kind in KINDS if count else ():
                yield f"{kind}, {size} ({size.objects:,} objects), median of {count}"
                rounds_of_fleet = measure(_made(folder / f"{kind}-{size.clusters}"), kind, size, count, environment)
                yield from _fleet(rounds_of_fleet, judged=size is JUDGED)


def _place() -> Path | None:
    """Return the folder of files in memory, None for the usual place of temporary files."""
    if "TMPDIR" in os.environ or not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


def _environment(bytecode: Path) -> dict[str, str]:
    """Return an environment in which Python keeps bytecode, as it does by default, but outside the repo."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(bytecode), "NO_COLOR": "1"}


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _fleet(rounds: Sequence[Round], judged: bool) -> Iterator[Row]:
    plain = [each.plain for each in rounds]
    commands = (
        ("plain script", plain, None),
        ("servewright build, cold, no rules", [each.unruled_build for each in rounds], COLD_BAR),
        ("servewright build, cold", [each.cold_build for each in rounds], None),
        ("servewright build --check, warm", [each.warm_check for each in rounds], WARM_BAR),
        ("servewright build --check, cold", [each.cold_check for each in rounds], None),
        ("servewright build, one file changed", [each.changed_build for each in rounds], None),
        ("cp -r of the output", [each.copy for each in rounds], None),
    )
    for what, runs, bar in commands:
        yield Row(what, seconds(runs), ratio(runs, plain), "of plain", bar if judged else None, peak(runs))
    yield _rules([each.cold_check for each in rounds], judged)


def _rules(checks: Sequence[Run], judged: bool) -> Row:
    """Return what the rules cost beside all other stages, by --timings: seconds of all processes."""
    split = [dict(re.findall(r"^(\w+) +([\d.]+) s", check.output, re.MULTILINE)) for check in checks]
    spent = [float(stages.pop("rules")) for stages in split]
    rest = [sum(map(float, stages.values())) for stages in split]
    share = median(rules / others for rules, others in zip(spent, rest, strict=True))
    return Row(
        "all rules, beside the other stages", median(spent), share, "of rest", RULES_BAR if judged else None, None
    )


def _start(environment: Mapping[str, str]) -> Row:
    pairs = [
        (run([SERVEWRIGHT, "--version"], environment), run([sys.executable, "-c", "pass"], environment))
        for _ in range(_STARTS)
    ]
    ours = median(version.seconds for version, _ in pairs)
    return Row(
        "servewright --version",
        ours,
        ours - median(bare.seconds for _, bare in pairs),
        "s over python",
        START_BAR,
        None,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
