"""What build and validate have in common: an earlier run's answer, or the compiler called with its progress shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from functools import lru_cache

from generator import cache
from generator.cli.failure import Failure
from generator.cli.progress import progress_line
from generator.cli.terminal import is_terminal
from generator.compile.compiled import Compiled, Selection
from generator.diagnostics import has_errors
from generator.snapshot import Snapshot


def answered(tree: Snapshot, clusters: tuple[str, ...], files: Mapping[str, bytes]) -> Compiled | None:
    """Return what compiling would give if an earlier run of the same definitions gave just these files in out/.

    The definitions are read whole, so that the answer is about their bytes and not about their times.
    """
    answer = cache.load(_key(tree, clusters))
    if answer is None or not answer.gave(files):
        return None
    return Compiled(files, answer.diagnostics, clusters or _all_clusters(tree), answer.allowed, answer.severities)


def compiled(tree: Snapshot, clusters: tuple[str, ...], jobs: int | None) -> Compiled:
    """Compile the clusters (all, if none is named) in so many processes (None: as many as help).

    Raises Failure if one of the processes is killed.
    """
    from generator.compile.fleet import compile_fleet
    from generator.compile.jobs import ProcessKilled

    on_terminal = is_terminal(sys.stderr, os.environ)
    with progress_line(sys.stderr, "clusters compiled", on_terminal) as progress:
        try:
            return compile_fleet(tree, Selection(clusters=clusters, jobs=jobs or 0), progress)
        except ProcessKilled as error:
            problem = "a process that compiled clusters was killed, perhaps for want of memory"
            raise Failure(problem, "run again with --jobs 1, which needs the least") from error


def remember(tree: Snapshot, clusters: tuple[str, ...], result: Compiled) -> None:
    """Keep the answer for a later run, if it is one: without errors, and owed to nothing but the definitions."""
    if not has_errors(result.diagnostics) and not tree.outside():
        outputs = {path: cache.digest(data) for path, data in result.outputs.items()}
        run = cache.CachedRun(outputs, result.diagnostics, result.allowed, result.severities)
        cache.store(_key(tree, clusters), run)


@lru_cache(maxsize=1)
def _key(tree: Snapshot, clusters: tuple[str, ...]) -> str:
    definitions = {path: tree.read(path) for path in tree.definitions()}
    definitions |= dict.fromkeys(tree.dead_links(), b"")  # they hold nothing, and are told all the same
    return cache.key(definitions, clusters, cache.tool_digest())


def _all_clusters(tree: Snapshot) -> tuple[str, ...]:
    places = [path.split("/") for path in tree.files("clusters")]
    return tuple(sorted(place[1] for place in places if place[2:] == ["cluster.yaml"]))
