"""How much one template may ask for. Go itself stops only at its stack and memory; here every limit is an error."""

from __future__ import annotations

from typing import Final

MAX_TEXT: Final = 1 << 20
"""Characters of a template, of one value that it makes, and of its output. A ConfigMap holds no more bytes."""
MAX_NESTING: Final = 100
"""Actions and parentheses inside one another, in the text and, with the templates that it calls, in execution."""
MAX_NUMBER: Final = 1000
"""Characters of one number."""
MAX_WORK: Final = 400_000
"""Steps of one execution: a node, a piece of text that is written, 64 characters or items that are looked through."""
MAX_WRITTEN: Final = 4 * MAX_TEXT
"""Characters of all values that one execution makes."""

_CHUNK = 6


class Exceeded(Exception):
    """Says which limit was reached; it never leaves `execute` and `escape`."""


class Meter:
    """What one execution has used up."""

    __slots__ = ("_depth", "_work", "_written")

    def __init__(self) -> None:
        self._depth = self._work = self._written = 0

    @property
    def steps(self) -> int:
        """The steps that were counted."""
        return self._work

    def enter(self) -> None:
        """Go one level deeper. Raises Exceeded."""
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise Exceeded(f"templates, branches and parentheses are nested more than {MAX_NESTING} deep")

    def leave(self) -> None:
        """Come back from a level."""
        self._depth -= 1

    def work(self, size: int = 0) -> None:
        """Count one step, and more for the characters or items that it looks through. Raises Exceeded."""
        self._work += 1 + (size >> _CHUNK)
        if self._work > MAX_WORK:
            raise Exceeded(f"it takes more than {MAX_WORK} steps")

    def write(self, length: int, total: int) -> None:
        """Count characters that are added to a text, which then has `total`. Raises Exceeded."""
        self.work()
        self._written += length
        if total > MAX_TEXT:
            raise Exceeded(f"it makes a text of more than {MAX_TEXT} characters")
        if self._written > MAX_WRITTEN:
            raise Exceeded(f"it makes more than {MAX_WRITTEN} characters")
