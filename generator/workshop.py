"""What all clusters of one process are compiled with: the repo, results so far, and what had effect."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from msgspec import Struct, field

from generator.allowances import Allowance
from generator.clock import Clock
from generator.diagnostics import Diagnostic
from generator.memo import Memo
from generator.merge.strategic import MergeNotes
from generator.model import Layer
from generator.place import Steps
from generator.targets import Installed, Patch, Rendered
from generator.tree import Tree


class Serving(Struct, frozen=True, eq=False):
    """A cluster's serving objects: path below its folder to bytes, what they run on, and what is wrong with them."""

    files: Mapping[str, bytes]
    installed: tuple[Installed, ...]
    runtimes: tuple[Rendered, ...]
    """The ClusterServingRuntimes among the files."""
    mirrors_used: frozenset[str]
    """The prefixes of the cluster's mirrors that an image of these objects began with."""
    diagnostics: tuple[Diagnostic, ...]
    lost: bool
    """Whether something could not be made."""


class Workshop(Struct, frozen=True, eq=False):
    """What rendering works with: the repo, what merges say, results so far, and the patches that changed something."""

    tree: Tree
    notes: MergeNotes = field(default_factory=MergeNotes)
    memo: Memo = field(default_factory=Memo)
    clock: Clock = field(default_factory=Clock)
    matched: set[Patch] = field(default_factory=set)
    """The patches whose target is one of the objects."""
    effective: set[Patch] = field(default_factory=set)
    """Those that changed something, or failed to, which is told."""
    lost: set[str] = field(default_factory=set)
    """The clusters in which something could not be made, so that what has no effect there may only lack its object."""
    kinds: dict[Hashable, Serving] = field(default_factory=dict)
    """What clusters of a kind get."""
    used: dict[tuple[str, Steps], Layer] = field(default_factory=dict)
    """The definitions' layers that something was made of, by document and steps."""

    derived: dict[int, Layer] = field(default_factory=dict)
    """The layers that the generator wrote."""

    mirrors: dict[tuple[str, Steps], bool] = field(default_factory=dict)
    """The mirrors of clusters, by document and steps: whether some image was taken from them."""
    served: set[tuple[str, Steps]] = field(default_factory=set)
    """The layers of runtimes that services run on, or that are for Hydra alone, by document and steps."""
    allowances: list[Allowance] = field(default_factory=list)
    """What the services in clusters' own folders allow."""
    files: dict[str, str] = field(default_factory=dict)
    """The texts that file() has given, by path."""

    def use(self, layers: Iterable[Layer]) -> None:
        """Note that something is made of these layers."""
        for layer in layers:
            if layer.derived:
                self.derived[id(layer)] = layer
            else:
                self.used[layer.document.path, layer.steps] = layer
