"""What is wrong with YAML's syntax, in our words: libyaml's findings, and limits on what a text may make of it."""

from __future__ import annotations

import re
from typing import Any

import yaml

from generator.diagnostics import Diagnostic, Related
from generator.source import Span

_NEAR = 300
"""How far around an error a template is looked for, in characters."""

_TEMPLATE = re.compile(r"[^\s,\[\]{}\"']{0,99}\{\{[^\n]*?\}\}[^\s,\[\]{}\"']{0,99}")

_INDENT = "Indent it like the other lines of its mapping or list, with spaces"
_QUOTE = "Put the whole value in quotes"

_WORDS = {
    "could not find expected ':'": ("this line has no ':' after its key", "Write key: value, or join it to the value it belongs to"),
    "block sequence entries are not allowed in this context": ("a list cannot begin here", "Begin the list on a line of its own under the key, or write it as [a, b]"),
    "mapping keys are not allowed in this context": ("'? ' cannot stand here", _QUOTE),
    "mapping values are not allowed in this context": ("a value without quotes cannot contain ': '", _QUOTE),
    "did not find expected alphabetic or numeric character": ("'&' and '*' must be followed by a name of letters, digits, '-' and '_'", "Put a value that begins with '&' or '*' in quotes"),
    "found an indentation indicator equal to 0": ("a block's indentation must be 1 to 9", "Write | or > alone: the first line's indentation counts"),
    "did not find expected comment or line break": ("only a comment may follow | or > on its line", "Begin the text on the next line, or put the value in quotes"),
    "found unknown escape character": ("double quotes know no such escape", r"Write \\ for a backslash, or use single quotes, where it stands for itself"),
    "did not find expected hexdecimal number": ("the escape needs more hexadecimal digits", r"Write \xHH, \uHHHH or \UHHHHHHHH"),
    "found invalid Unicode character escape code": ("the escape names no Unicode character", r"Write the character itself, or its code as \UHHHHHHHH"),
    "did not find expected '-' indicator": ("this line stands beside a list but does not begin with '- '", _INDENT),
    "did not find expected key": ("this line stands in no column where a mapping or list above it can go on", _INDENT),
    "did not find expected ',' or ']'": ("the list in brackets goes on without ',' or is not closed by ']'", "Put ',' between items, close the list, and quote items that contain any of , [ ] { }"),
    "did not find expected ',' or '}'": ("the mapping in braces goes on without ',' or is not closed by '}'", "Put ',' between pairs, close the mapping, and quote values that contain any of , [ ] { }"),
    "did not find expected node content": ("a value is expected here", _QUOTE),
    "found unexpected document indicator": ("the quote is not closed before the document's end", "Close the quote"),
    "found unexpected end of stream": ("the quote is not closed", "Close the quote"),
}  # fmt: skip
"""libyaml's `problem` → message and help."""

_AT_CONTEXT = frozenset(
    {"could not find expected ':'", "found unexpected document indicator", "found unexpected end of stream"}
)
"""Where the mistake is at the beginning of what was being read, not where libyaml noticed it."""

_DIRECTIVES = frozenset(
    {"found incompatible YAML document", "found duplicate %YAML directive", "found duplicate %TAG directive"}
)


def offset(error: yaml.MarkedYAMLError) -> int:
    """Return the offset in the text at which libyaml stopped."""
    return int(error.problem_mark.index) if error.problem_mark else 0


def explain(path: str, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    """Return the diagnostic for what libyaml found wrong in a text."""
    problem = error.problem or ""
    mark: Any = error.context_mark if problem in _AT_CONTEXT else error.problem_mark
    line_start = text.rfind("\n", 0, mark.index) + 1
    line = text[line_start : mark.index + _NEAR].partition("\n")[0]
    tab = line.find("\t", 0, mark.column + 1)
    if (tab >= 0 and not line[:tab].strip()) or "tab" in problem:
        return tab_character(_point(path, mark.line, max(tab, 0)))
    span = _point(path, mark.line, mark.column)
    related = _opening(path, error)
    if problem in _DIRECTIVES or error.context == "while scanning a directive":
        return directive(span)
    if problem == "found undefined tag handle" or (error.context or "").endswith("a tag"):
        return _unknown_tag(span)
    template = _template(line[max(0, mark.column - _NEAR) :])
    if template:
        return unquoted_template(span, template, related)
    message, remedy = _describe(problem, line, mark.column)
    return Diagnostic("yaml-syntax", message, span, remedy, related=related)


def unquoted_template(span: Span, template: str, related: tuple[Related, ...] = ()) -> Diagnostic:
    """A template that YAML reads as brackets of its own."""
    quote = "'" if '"' in template else '"'
    return Diagnostic(
        "yaml-syntax",
        f"YAML reads the braces of '{template}' as its own",
        span,
        f"Quote the whole value: {quote}{template}{quote}",
        related=related,
    )


def tab_character(span: Span) -> Diagnostic:
    """A tab outside the text of a block."""
    return Diagnostic(
        "tab",
        "a tab stands here, where YAML readers differ on what it means",
        span,
        r'Use spaces; in text write "\t" inside double quotes',
    )


def directive(span: Span) -> Diagnostic:
    """%YAML or %TAG before the document."""
    return Diagnostic(
        "yaml-directive", "the document begins with a directive ('%')", span, "Remove it; definitions are YAML 1.2"
    )


def several_documents(span: Span) -> Diagnostic:
    """A second document in one file."""
    return Diagnostic(
        "several-documents", "a second document begins here; a file holds one", span, "Move it to a file of its own"
    )


def too_deep(span: Span, limit: int) -> Diagnostic:
    """Nesting beyond the limit."""
    return Diagnostic("too-deep", f"mappings and lists are nested more than {limit} deep", span, "Nest less")


def too_many(span: Span, limit: int) -> Diagnostic:
    """More values than the limit."""
    return Diagnostic("file-too-large", f"the file holds more than {limit:,} values", span, "Split the definition")


def alias_limit(span: Span, limit: int) -> Diagnostic:
    """Aliases that make much of little."""
    return Diagnostic(
        "alias-limit", f"aliases expand to more than {limit:,} values", span, "Write the values out, or share fewer"
    )


def duplicate_anchor(span: Span, name: str) -> Diagnostic:
    """An anchor's name used again: YAML allows it, libyaml refuses it."""
    return Diagnostic(
        "duplicate-anchor", f"the anchor '&{name}' is defined before", span, "Give each anchor its own name"
    )


def unknown_alias(span: Span, name: str) -> Diagnostic:
    """An alias without its anchor."""
    return Diagnostic("unknown-alias", f"no anchor '&{name}' stands before this alias", span, _quoted_alias(name))


def alias_in_itself(span: Span, name: str) -> Diagnostic:
    """An alias inside the value that its anchor names."""
    return Diagnostic("unknown-alias", f"the alias '*{name}' stands inside its own anchor", span, _quoted_alias(name))


def _quoted_alias(name: str) -> str:
    return f'Quote the value if it is text: "*{name}"'


def _describe(problem: str, line: str, column: int) -> tuple[str, str]:
    head = line[:column]
    if problem == "found character that cannot start any token":
        return f"a value cannot begin with '{line[column : column + 1]}'", _QUOTE
    if problem == "did not find expected key" and head.strip():
        return "the value ends before this, and only a comment may follow it", _QUOTE
    if problem.startswith("mapping values") and ": " not in head and not head.lstrip().startswith("- "):
        return "this key is indented as part of the value above it", _INDENT
    return _WORDS.get(
        problem, ("this is not YAML", "Check quotes, brackets and indentation here and on the line above")
    )


def _unknown_tag(span: Span) -> Diagnostic:
    return Diagnostic("yaml-tag", "a value that begins with '!' has a tag, and tags are not allowed", span, _QUOTE)


def _opening(path: str, error: yaml.MarkedYAMLError) -> tuple[Related, ...]:
    """Point at the bracket, mapping or list that was being read, if it began on another line."""
    mark, problem_mark = error.context_mark, error.problem_mark
    if not mark or not problem_mark or mark.line == problem_mark.line or error.problem in _AT_CONTEXT:
        return ()
    what = "list" if (error.context or "").endswith(("sequence", "collection")) else "mapping"
    return (Related(_point(path, mark.line, mark.column), f"the {what} begins here"),)


def _template(line: str) -> str | None:
    found = _TEMPLATE.search(line)
    return found[0] if found and line.count('"', 0, found.start()) % 2 == 0 else None


def _point(path: str, line: int, column: int) -> Span:
    return Span(path, line + 1, column + 1, line + 1, column + 2)
