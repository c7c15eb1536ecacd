"""What to say of a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def suggestion(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the question whether the nearest known name was meant, or the other advice where none is near."""
    from generator.naming import nearest  # Only who errs waits for it.

    guess = nearest(name, known)
    return otherwise if guess is None else f"did you mean '{guess}'?"
