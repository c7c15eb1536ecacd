"""A file that was read: its bytes, its plain value, and where each value stands.

Marks are computed the first time somebody asks, because only diagnostics and `explain` need them.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from generator.place import Mark, Steps
from generator.yaml.marks import read_marks


class Document(Struct, frozen=True, eq=False):
    """One definition file: its path in the tree (posix, relative), its bytes, its plain value.

    The value is made of dict (str keys), list, str, int, float, bool and None, and is never changed after loading.
    """

    path: str
    data: bytes
    value: Any
    _marks: dict[Steps, Mark] = field(default_factory=dict)

    def mark(self, steps: Steps) -> Mark:
        """Return the mark of the value at `steps`, or of its nearest ancestor that the file holds."""
        marks = self.marks()
        while steps not in marks:
            steps = steps[:-1]
        return marks[steps]

    def written(self, steps: Steps) -> str | None:
        """Return a scalar's text as it stands in the file, None for anything else."""
        mark = self.marks().get(steps)
        return mark.text if mark is not None else None

    def marks(self) -> dict[Steps, Mark]:
        """Return all marks of this document, computed once."""
        if not self._marks:
            self._marks.update(read_marks(self.path, self.data))
        return self._marks
