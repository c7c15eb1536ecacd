"""How long the stages of a run took, as a table."""

from __future__ import annotations

from collections.abc import Mapping

_NOTHING = "nothing was compiled: an earlier run of the same definitions has answered\n"


def timings_table(seconds: Mapping[str, float]) -> str:
    """Return a line for each stage: its name, its seconds in all processes together, its share of all stages."""
    whole = sum(seconds.values())
    if not whole:
        return _NOTHING
    width = max(map(len, seconds))
    return "".join(f"{stage:<{width}} {spent:8.3f} s {spent / whole:5.0%}\n" for stage, spent in seconds.items())
