"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], otherwise: str) -> str:
    """Return the question whether the nearest known name was meant, or the other advice where none is near."""
    from difflib import get_close_matches  # Only who errs waits for it.

    by_folded = {candidate.lower(): candidate for candidate in known}
    found = get_close_matches(name.lower(), by_folded, n=1)
    return f"did you mean '{by_folded[found[0]]}'?" if found else otherwise
