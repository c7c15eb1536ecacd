"""What to do about a parse error, by Go's message."""

from __future__ import annotations

import re

_NO_OPERATORS = "There are no operators: write eq, ne, lt, le, gt, ge, and, or, not in front, as {{ if gt .A 1 }}."
_NAMES = "Names have letters, digits and underscores; for any other write {{ index . `name` }}."
_ADVICE = (
    (r'function "(?P<name>.*)" not defined', ""),
    (r"undefined variable", "Declare it before, with {{ $name := … }}, or write a field, as .NAME."),
    (r"unexpected EOF", "Close each {{ if }}, {{ range }}, {{ with }}, {{ define }} and {{ block }} with {{ end }}."),
    (r"unclosed comment|comment ends before", "Write a comment as {{/* … */}}, with nothing between */ and }}."),
    (r"unclosed action", "Close the action with }}."),
    (r"unterminated", "Close it with the quote that it began with; only backquotes hold line breaks."),
    (r"unclosed left paren|unexpected right paren", "Give each ( its )."),
    (r'unexpected "\\\\" in operand', 'No \\ may stand in an action: write strings in backquotes.'),
    (r'unexpected "[=<>!&/*]" in |illegal number syntax: "[+-]"', _NO_OPERATORS),
    (r"bad character", _NAMES),
    (r"unexpected \{\{end\}\}|unexpected \{\{else\}\}", "It belongs to no {{ if }}, {{ range }} or {{ with }}: remove it."),
    (r"missing value for", "Write what the action is about, as {{ if .NAME }}."),
    (r"\{\{(?:break|continue)\}\} outside", "It may stand only between {{ range }} and its {{ end }}."),
    (r"unexpected <define> in", "Write it out where it is used, or take {{ block }}: a {{ define }} stands in no branch."),
    (r"multiple definition of template", "Give each {{ define }} its own name."),
    (r"illegal number syntax|bad number syntax|integer overflow|syntax error scanning", "Write a number as Go does."),
    (r"invalid syntax|malformed character", "Write it as Go writes strings, or in backquotes, where \\ means itself."),
)  # fmt: skip
_COMMENT = re.compile(r"\{\{(?:-\s)?/\*")
_INSIDE = re.compile(r"""(?:"(?:[^"\\\n]|\\[^\n])*+"|`[^`]*+`|(?!\{\{|\}\})[^"`])*+""")
_SHOWN = re.compile(r"\{\{(?:-\s)?\s*[^\s{}]{0,30}(?:\s+[^\s{}]{1,30})?")
_OTHERWISE = "See https://pkg.go.dev/text/template for what may stand in an action; text stands outside of {{ }}."


def advice(message: str) -> str:
    """Return the help for one of Go's parse errors."""
    for pattern, help in _ADVICE:
        found = re.match(pattern, message)
        if found:
            return help or _functions(found["name"])
    return _OTHERWISE


def unclosed_at(text: str, action: int, place: int) -> bool:
    """Say whether an action is not closed before the next one begins, and a parse error at `place` comes of that."""
    found = _INSIDE.match(text, action + len("{{"))
    if place < action or _COMMENT.match(text, action) or found is None:
        return False
    return found.end() == len(text) or text.startswith("{{", found.end())


def unclosed_advice(text: str, action: int) -> str:
    """Return the help for an action that is not closed, which begins at `action`."""
    found = _SHOWN.match(text, action)
    shown = " ".join(found.group().split()) if found is not None else "{{"
    return f"Close the action that begins with '{shown}' by }}}}."


def _functions(name: str) -> str:
    from generator.gotemplate.functions import FUNCTIONS
    from generator.naming import offer

    return offer(name, FUNCTIONS, "functions") + " A field of the data is written with a dot: ." + name + "."
