"""Mistakes that libyaml notices further down than where they were made: a key without its ': ', an open bracket."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import yaml
from yaml._yaml import CParser

_NO_COLON = "could not find expected ':'"
_AFTER_TEXT = frozenset(
    {
        "mapping values are not allowed in this context",
        "did not find expected key",
        "did not find expected '-' indicator",
        "did not find expected <document start>",
    }
)
"""What libyaml says of the first key after a line that it took for text."""

_LEAD = re.compile(r"[ ]*(?:-[ ]+)*")
_PLAIN_LINE = re.compile(r"(?![\"'\[{?&*!])(?:[^\n#]|(?<! )#)+")


def mistyped_line(text: str, error: yaml.MarkedYAMLError) -> tuple[int, int] | None:
    """Return the place (start, end) of the text that should have begun with a key or a hyphen, if that is the mistake.

    libyaml stops at such a text itself where another key of its mapping stands above. Else it reads on, and stops at
    the first key below.
    """
    start: int | None = None
    if error.problem == _NO_COLON and error.context_mark:
        start = error.context_mark.index
    elif error.problem in _AFTER_TEXT and error.problem_mark:
        start = _text_above(text, error.problem_mark)
    line = _PLAIN_LINE.match(text, start) if start is not None else None
    return (line.start(), line.start() + len(line[0].rstrip())) if line else None


def open_bracket(text: str) -> int | None:
    """Return the place of the innermost bracket or brace that is open at the text's end."""
    opened: list[int] = []
    for token in _tokens(text):
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            opened.append(token.start_mark.index)
        elif isinstance(token, yaml.FlowSequenceEndToken | yaml.FlowMappingEndToken) and opened:
            opened.pop()
    return opened[-1] if opened else None


def _text_above(text: str, stop: Any) -> int | None:
    """Return where the plain scalar above the line of `stop` begins, if it begins its line and stands no deeper."""
    begin = stop.index - stop.column
    last = None
    for token in _tokens(text[:begin]):
        if not isinstance(token, yaml.BlockEndToken | yaml.StreamEndToken):
            last = token
    if not isinstance(last, yaml.ScalarToken) or not last.plain:
        return None
    start, column = last.start_mark.index, last.start_mark.column
    begins_line = _LEAD.fullmatch(text, start - column, start)
    stop_is_as_deep = not text[begin : begin + column].strip(" ")
    return start if begins_line and stop_is_as_deep else None


def _tokens(text: str) -> Iterator[Any]:
    """Yield the text's tokens up to where libyaml can read no further."""
    with suppress(yaml.YAMLError):
        parser = CParser(text)
        while parser.check_token():
            yield parser.get_token()
