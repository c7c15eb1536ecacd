"""Small pieces of English that several messages need."""

from __future__ import annotations

from collections.abc import Sequence


def counted(count: int, noun: str) -> str:
    """Return the count with its noun: '1 error', '2 errors'."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def some_of(names: Sequence[str]) -> str:
    """Return all of up to three names, or the first two and how many more there are."""
    if len(names) == 1:
        return names[0]
    if len(names) <= 3:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:2])} and {len(names) - 2} more"


def differing(count: int) -> str:
    """Return the words, beginning with a space, for so many more findings at one place in words of their own."""
    return f" (on {count} of them in words of their own)" if count else ""
