"""Several words of a command line in one: what only a shell would split."""

from __future__ import annotations

import re
from typing import NamedTuple

# A flag with a simple value or none, and another flag. In quotes and brackets anything may stand.
_SEVERAL = re.compile(r"""--?[A-Za-z][^\s=]*(?:=[^\s"'{\[(]*|\s+[^\s"'{\[(-][^\s"']*)?\s+--?[A-Za-z]""")
_FLAG_AND_VALUE = re.compile(r"(--?[^\s=]+)\s+\S.*", re.DOTALL)


class Joined(NamedTuple):
    """A flag with more behind it in one word: its value, or, where they are several, further flags."""

    flag: str
    several: bool


def joined(word: str) -> Joined | None:
    """Return what begins a word that should be several; None for a word that may be one."""
    several = _SEVERAL.match(word) is not None
    if not several and _FLAG_AND_VALUE.fullmatch(word) is None:
        return None
    return Joined(re.split(r"[\s=]", word, maxsplit=1)[0], several)
