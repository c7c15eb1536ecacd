"""What a shell script does with its own arguments, told from its text: which positional parameters it reads, and where.

The parameters of functions are others, and so are those that `set --` gives, up to the end of its subshell. In doubt, a
parameter counts as read.

Source: shell command language, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from generator.command_line.shell_scan import scan

_OTHERWISE = re.compile(
    r"\b(?:shift|getopts|BASH_ARG[VC])\b|\bfor[ \t]+\w+[ \t]*(?:\n|;)\s*do\b|^(?![ \t]*\#)[^\n]*\$\{?[@*]", re.MULTILINE
)
"""What reads the arguments without naming a parameter, and all arguments in whatever quotes."""
_SOURCED = re.compile(
    r"""(?:^|[;&|({]|\b(?:then|do|else)\b)[ \t]*(?:source|\.)[ \t]+["']?"""
    r"""(?!\S*(?:activate|set_?env\.sh|set_?vars\.sh|profile|bashrc|conda\.sh|\.env)["']?(?:[\s;&|)]|$))\S""",
    re.MULTILINE,
)
"""A file that is run in the script's place, with its arguments; some are known to set variables and no more."""
_NAME_TAKEN = re.compile(r"""\$\{?0\}?["']?[ \t]+["']?\$\{?[@*1]|\bset[ \t]+--[ \t]+["']?\$\{?0|\(["']?\$\{?0""")
"""`$0` as the argument before the others, as in `set -- "$0" "$@"`."""


class Reads(Struct, frozen=True):
    """How a script uses its arguments."""

    arguments: bool
    """Whether it reads them outside of functions, before it sets others."""
    anything: bool
    """Whether anything in it could read them."""
    name: bool
    """Whether it takes `$0` for an argument too."""
    zero: bool
    """Whether it reads `$0` at all."""


@lru_cache(maxsize=1024)
def reads(script: str) -> Reads:
    """Return what a script reads of its arguments."""
    parameters = scan(script).parameters
    outside = any(each.given and each.name != "0" for each in parameters)
    names = {each.name for each in parameters}
    otherwise = _OTHERWISE.search(script) or _SOURCED.search(script)
    anything = bool(names - {"0"}) or otherwise is not None
    return Reads(outside, anything, _NAME_TAKEN.search(script) is not None, "0" in names)
