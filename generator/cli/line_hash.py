"""Hashes of a file's lines, by which GitHub's code scanning tells one finding in a file from another.

A hash covers the first hundred UTF-16 units from the line's beginning, over line ends and without spaces and tabs. Equal
hashes are counted, so that each line's is its own in its file. The action that uploads logs computes the same, and warns
of any other.

Source: https://github.com/github/codeql-action/blob/main/src/fingerprints.ts
"""

from __future__ import annotations

import struct
from collections import Counter
from itertools import accumulate

_REACH = 100
_BASE = 37
_FIRST = pow(_BASE, _REACH, 1 << 64)
"""The weight that a unit has when it leaves the hash."""
_MASK = (1 << 64) - 1
_END_OF_FILE = 0xFFFF
_LINE_END = ord("\n")
_BLANKS = str.maketrans("", "", " \t")


def line_hashes(data: bytes, last: int) -> tuple[str, ...]:
    """Return the hashes of a file's first `last` lines, or of as many as it has."""
    units = _units(data, last)
    sums = tuple(accumulate(units, lambda before, unit: (before * _BASE + unit) & _MASK, initial=0))
    starts = [0, *(place for place, unit in enumerate(units, 1) if unit == _LINE_END)]
    seen: Counter[int] = Counter()
    hashes: list[str] = []
    for start in starts[:last]:
        value = (sums[start + _REACH] - sums[start] * _FIRST) & _MASK
        seen[value] += 1
        hashes.append(f"{value:x}:{seen[value]}")
    return tuple(hashes)


def _units(data: bytes, last: int) -> tuple[int, ...]:
    """Return what the hashes of the first `last` lines are made of: each line has one unit at least."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").translate(_BLANKS)
    read = "\n".join(text.split("\n", last + _REACH)[: last + _REACH]).encode("utf-16-le")
    return (*struct.unpack(f"<{len(read) // 2}H", read), _END_OF_FILE, *[0] * _REACH)
