"""What is wrong with a finished object, by the steps in it: no position yet, so that equal objects share it."""

from __future__ import annotations

from msgspec import Struct

from generator.diagnostics import Related, Severity
from generator.place import Steps


class Finding(Struct, frozen=True):
    """A rule broken at some steps of an object; `related_steps` and `related` are further places.

    `offset` and `length` say which piece of the text there; a length of 0 means all of it.
    """

    rule: str
    steps: Steps
    message: str
    help: str
    at_key: bool = False
    related_steps: tuple[Steps, ...] = ()
    related: tuple[Related, ...] = ()
    severity: Severity = Severity.ERROR
    offset: int = 0
    length: int = 0
