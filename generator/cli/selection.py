"""The clusters that build and validate are asked for, those that there are not told in the format that is asked for."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.failure import Failure
from generator.cli.findings import show
from generator.cli.fleet import cluster_names, selected_clusters
from generator.cli.options import chosen_format
from generator.compile.relevance import unknown_clusters
from generator.snapshot import Snapshot


def selection(ctx: click.Context, folder: Path, tree: Snapshot, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names, sorted and each once. Raises Failure for one that no cluster has.

    The failure is for people. A program that reads stdout finds there what it finds of any other mistake.
    """
    try:
        return selected_clusters(folder, names)
    except Failure:
        if chosen_format(ctx).for_programs:
            unknown = tuple(unknown_clusters(sorted(set(names)), cluster_names(folder)))
            show(unknown, (), tree, folder, chosen_format(ctx))
        raise
