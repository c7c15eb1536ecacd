"""YAML's commonest typos: no ': ' after a key, no space after a hyphen. What was written, and what was meant."""

from __future__ import annotations

import re

_KEY = r"(?P<key>[A-Za-z][\w./-]*)"
_STUCK = re.compile(rf"{_KEY}[ ]?:(?!//)(?P<value>\S.*)")
_WORDS = re.compile(rf"{_KEY}(?:[ ]+(?P<value>\S.*))?")
_LONGEST = 100


def stuck_pair(text: str) -> tuple[str, str] | None:
    """Return key and value of a text that is `key:value` or `key :value`, None for any other."""
    found = _STUCK.fullmatch(text)
    return (found["key"], found["value"]) if found else None


def as_pair(key: str, value: str) -> str:
    """Return what should stand where `key:value` does, short enough for a message."""
    return _shortened(f"{key}: {value}")


def explain_line(line: str) -> tuple[str, str]:
    """Return message and help for a line that should begin with a key, or with a hyphen and a space."""
    if line.startswith("-"):
        item = line if line.startswith("--") else line[1:]
        return "a list's hyphen needs a space after it", f"Write - {_shortened(item)}."
    message = "a key needs ': ' after it"
    pair = stuck_pair(line)
    if pair:
        return message, f"Write {as_pair(*pair)}."
    words = _WORDS.fullmatch(line)
    meant = as_pair(words["key"], words["value"] or "and its value") if words else "key: value"
    return message, f"Write {meant}, or join the line to the value it belongs to."


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
