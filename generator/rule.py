"""A rule: what a module of generator/rules says that diagnostics may tell."""

from __future__ import annotations

from msgspec import Struct

from generator.diagnostics import Severity


class Rule(Struct, frozen=True):
    """A rule's id in kebab-case, which is its module's name, and how grave it is to break it.

    What it says stands in its module's docstring, which is its page: a line that says what it wants, then why, an
    example and the source.
    """

    id: str
    severity: Severity = Severity.ERROR
