"""What kubelet makes of dollar signs in a container's command, args and env values.

`$(NAME)` becomes the variable's value, and stays as it is where there is no such variable; `$$` becomes `$`. A name is
whatever stands up to the next closing parenthesis.

Source: Expand, third_party/forked/golang/expansion/expand.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct


class Reference(Struct, frozen=True):
    """A `$(NAME)` in a text."""

    name: str
    offset: int

    @property
    def length(self) -> int:
        """How many characters it has."""
        return len(self.name) + len("$()")


@lru_cache(maxsize=4096)
def references(text: str) -> tuple[Reference, ...]:
    """Return the references that kubelet looks up."""
    return tuple(found for found in _found(text) if isinstance(found, Reference))


@lru_cache(maxsize=4096)
def halved(text: str) -> tuple[int, ...]:
    """Return where each `$$` begins that kubelet turns into `$`."""
    return tuple(found for found in _found(text) if isinstance(found, int))


def _found(text: str) -> list[Reference | int]:
    found: list[Reference | int] = []
    closable = True
    position = text.find("$")
    while position >= 0:
        after = text[position + 1 : position + 2]
        end = position + 2
        if after == "$":
            found.append(position)
        elif after == "(" and closable:
            closed = text.find(")", end)
            # No later one is closed either: without this, a text of many would take quadratic time.
            closable = closed >= 0
            if closable:
                found.append(Reference(text[end:closed], position))
                end = closed + 1
        position = text.find("$", end)
    return found


def in_comment(text: str, offset: int) -> bool:
    """Say whether a place lies in a line that is a comment to shells and to Python."""
    return text[text.rfind("\n", 0, offset) + 1 : offset].lstrip().startswith("#")
