"""What build and validate have in common: the compiler called, with its progress on the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from generator.cli.progress import progress_line
from generator.cli.terminal import is_terminal
from generator.source import Tree

if TYPE_CHECKING:
    from generator.compile import Compiled


def compiled(tree: Tree, clusters: tuple[str, ...], jobs: int | None) -> Compiled:
    """Compile the clusters (all, if none is named) in so many processes (None: as many as help)."""
    from generator.compile import Selection, compile_fleet

    on_terminal = is_terminal(sys.stderr, os.environ)
    with progress_line(sys.stderr, "clusters compiled", on_terminal) as progress:
        return compile_fleet(tree, Selection(clusters=clusters, jobs=jobs or 0), progress)
