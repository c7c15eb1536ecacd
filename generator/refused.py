"""A target that could not become an object."""

from __future__ import annotations

from dataclasses import dataclass

from generator.expand import SiteError
from generator.patching import PatchError
from generator.targets import Target


@dataclass(frozen=True, eq=False)
class Refused:
    """A target that could not become an object, and why."""

    target: Target
    expressions: tuple[SiteError, ...] = ()
    patches: tuple[PatchError, ...] = ()
