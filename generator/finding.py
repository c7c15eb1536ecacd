"""What is wrong with a finished object, by the steps in it: no position yet, so that equal objects share it."""

from __future__ import annotations

from msgspec import Struct

from generator.diagnostics import Related, Severity
from generator.place import Steps


class AtRuntime(Struct, frozen=True):
    """How a finding on a service is told in its runtime, if that is a definition of the fleet: at which steps of the
    ClusterServingRuntime, in which words, and what is said of the service."""

    steps: Steps
    message: str
    note: str


class Finding(Struct, frozen=True):
    """A rule broken at some steps of an object; `related_steps` and `related` are further places.

    `offset` and `length` say which piece of the text there; a length of 0 means all of it. `at_runtime` is for what a
    service has of its runtime. `required_by`: the entry (section and key) of its runtime's contract that may require what is
    found fault with.
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
    at_runtime: AtRuntime | None = None
    required_by: tuple[str, str] | None = None
