"""A target that could not become an object."""

from __future__ import annotations

from msgspec import Struct

from generator.expressions.expand import SiteError
from generator.merge.patches import PatchError
from generator.targets import Target


class Refused(Struct, frozen=True, eq=False):
    """A target that could not become an object, and why."""

    target: Target
    expressions: tuple[SiteError, ...] = ()
    patches: tuple[PatchError, ...] = ()
