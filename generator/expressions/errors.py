"""What can be wrong with an expression, as a value that points into the text it stands in."""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

SYNTAX = "expression-syntax"
FORBIDDEN = "expression-forbidden"
UNKNOWN_NAME = "expression-unknown-name"
TYPE = "expression-type"
MISPLACED = "expression-misplaced"
TOO_LARGE = "expression-too-large"

_SHOWN = 60


class Place(NamedTuple):
    """A piece of a text, counted in characters from its start."""

    offset: int
    length: int


class ExpressionError(Struct, frozen=True):
    """One mistake in an expression: rule id, message and help as in a Diagnostic, and the piece of text it is in."""

    rule: str
    message: str
    help: str
    offset: int = 0
    length: int = 0

    def moved(self, distance: int) -> ExpressionError:
        """Return the same error of a text that begins `distance` characters earlier."""
        return replace(self, offset=self.offset + distance)

    def at(self, place: Place) -> ExpressionError:
        """Return the same error at another place."""
        return replace(self, offset=place.offset, length=place.length)


class Refusal(Exception):
    """Carries an ExpressionError out of nested calls; it never leaves compile_text and Template.evaluate."""

    def __init__(self, error: ExpressionError) -> None:
        super().__init__(error.message)
        self.error = error


class Missing(Refusal):
    """The refusal of a name or item that does not exist but might have; the filter `default` replaces it."""


def refusal(place: Place, rule: str, message: str, help_text: str) -> Refusal:
    """Return a refusal to raise."""
    return Refusal(ExpressionError(rule, message, help_text, place.offset, place.length))


def shown(text: str) -> str:
    """Return a user's text for a message: on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
