"""A target that could not become an object."""

from __future__ import annotations

from msgspec import Struct

from generator.expand import SiteError
from generator.patching import PatchError
from generator.targets import Target


class Refused(Struct, frozen=True, eq=False):
    """A target that could not become an object, and why."""

    target: Target
    expressions: tuple[SiteError, ...] = ()
    patches: tuple[PatchError, ...] = ()
