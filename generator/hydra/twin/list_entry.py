"""What is wrong with an entry of a list of arguments that no shell reads: it reaches the server letter for letter."""

from __future__ import annotations

import re

from generator.command_line.joined_words import joined

Advice = tuple[str, str]
"""What is wrong with an entry, and what to do."""

_QUOTED = re.compile(r"""(?:-[^\s=]+=)?("|')(?:(?!\1).)*\1""", re.DOTALL)
_OPERATOR = re.compile(r"(?:&&|\|\||[;|&]|[0-9]?>>?|2>&1)(?=\s|\Z)|[0-9]?>>?(?:&[0-9]|/)\S*")
_INNER_OPERATOR = re.compile(r"""[^"'{\[(\n]*\s(&&|\|\|)\s[^\n]*\Z""")
_LONG_FLAG = re.compile(r"--[A-Za-z][^\s=]*")
_MEANT_BLANK = re.compile(r"""(["'])--?[A-Za-z][^\s=]*=(?!\s|\1)[^\n]*(?<!\}\}) +\1""")
_NUMBER = re.compile(r"-\.?[0-9]")


def entry_problem(entry: str, first: bool) -> Advice | None:
    """Return what is wrong with an entry. The first one may be a script, where the image's entrypoint is a shell."""
    if (edges := _edges(entry)) is not None:
        return edges
    if _QUOTED.fullmatch(entry):
        message = f"the quotes in {entry} reach the server: no shell takes them away"
        return message, "Leave them out; those that YAML needs stand around the whole entry, and are not part of it."
    if operator := _operator(entry, first):
        message = f"'{operator}' in '{entry}' reaches the server: no shell reads it"
        return message, "Leave it out, or start the server by commandTemplate: [/bin/bash, -c] or by hydraLaunch."
    found = joined(entry)
    if found is None:
        return None
    if found.several:
        return f"'{entry}' holds several arguments, and no shell splits them", "Write an entry for each."
    help_text = (
        f"Write an equals sign: {found.flag}=…."
        if _LONG_FLAG.fullmatch(found.flag)
        else "Write an entry for each word."
    )
    return f"'{entry}' is one argument with a space in it", help_text


def is_blank_meant(written: str) -> bool:
    """Say whether an entry, as its scalar is written, has blanks at its end that belong to it: '--prompt=query: '.

    Behind an action they are mostly those between the actions.
    """
    return _MEANT_BLANK.fullmatch(written) is not None


def pair_problem(entry: str, following: str) -> Advice | None:
    """Return what is wrong with two entries that follow each other. Flags with one hyphen may know no equals sign."""
    is_value = following and (not following.startswith("-") or _NUMBER.match(following))
    if _LONG_FLAG.fullmatch(entry) and is_value:
        message = f"the value of '{entry}' stands in an entry of its own"
        return message, f"Write both in one entry: {entry}=…; what belongs to no flag stands before all flags."
    return None


def _edges(entry: str) -> Advice | None:
    """Tell of white space at an end. A value of several lines may end in a break, and JSON may have some around it."""
    inner = entry.strip()
    if inner == entry or not inner or "\n" in inner or inner[-1] in "]}":
        return None
    if entry.endswith("\n"):
        return f"'{inner}' ends in a line break, which reaches the server", "Write |- in place of |, or one line."
    side = "begins" if entry[0] != inner[0] else "ends"
    message = f"'{entry}' {side} with a blank, which reaches the server"
    return message, "Take it away; in a template, {{- takes what stands before it and -}} what follows."


def _operator(entry: str, first: bool) -> str | None:
    found = _OPERATOR.match(entry)
    if found is not None:
        return found.group()
    inner = _INNER_OPERATOR.match(entry) if entry.startswith("-") or not first else None
    return inner[1] if inner is not None else None
