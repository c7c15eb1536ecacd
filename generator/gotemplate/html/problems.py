"""What escaping may find."""

from __future__ import annotations


class Fault:
    """Why html/template refuses a template: Go's sentence, the piece of text, and what Go says of the place.

    Go names line and column of a node (`mark`), or a line, or nothing but the template. As in Go, the sentence and
    the line change when the fault turns out to lie in a loop, for all who know of it.
    """

    __slots__ = ("line", "mark", "message", "place")

    def __init__(self, message: str, place: tuple[int, int], mark: int | None = None) -> None:
        self.message, self.place, self.mark = message, place, mark
        self.line: int | None = None

    def lies_in(self, loop: str, line: int) -> None:
        """Say so in the sentence."""
        self.message = f"{loop}: {self.message}"
        self.line = line


class NotModelled(Exception):
    """A template that leads where the model ends, at a place in its text; it never leaves `escape`."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at
