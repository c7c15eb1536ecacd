"""Which word of a command line is a shell script, as in `bash -c SCRIPT NAME ARGUMENT…`.

Source: options and operands of sh, https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html; those of bash,
https://www.gnu.org/software/bash/manual/html_node/Invoking-Bash.html
"""

from __future__ import annotations

from collections.abc import Sequence

SHELLS = frozenset(("ash", "bash", "dash", "ksh", "sh", "zsh"))
_WRAPPERS = frozenset(("catatonit", "dumb-init", "env", "nice", "numactl", "tini"))
"""Programs that run the command that their own options are followed by."""
_WITH_A_WORD = frozenset(("--init-file", "--rcfile"))
"""Long options of bash that take a word."""


def script_index(words: Sequence[str]) -> int | None:
    """Return the index of the script in a command line; None where no shell is given one as a word."""
    start = _shell_index(words)
    if start is None:
        return None
    index, script = start + 1, False
    while index < len(words) and words[index][:1] in ("-", "+") and len(words[index]) > 1:
        option = words[index]
        index += 1
        if option == "--":
            break
        if option.startswith("--"):
            index += option in _WITH_A_WORD
        else:
            script = script or (option[0] == "-" and "c" in option)
            # Each o takes the name of an option that is set.
            index += option.count("o") + option.count("O")
    return index if script and index < len(words) else None


def _shell_index(words: Sequence[str]) -> int | None:
    if not words:
        return None
    if program(words[0]) in SHELLS:
        return 0
    if program(words[0]) not in _WRAPPERS:
        return None
    return next((index for index, word in enumerate(words) if program(word) in SHELLS), None)


def program(word: str) -> str:
    """Return the name of the program that a word of a command line names, without its folder."""
    return word.rpartition("/")[2]
