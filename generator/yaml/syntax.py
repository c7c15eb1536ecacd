"""What is wrong with YAML's syntax, in our words: libyaml's findings, and limits on what a text may make of it."""

from __future__ import annotations

import re

import yaml

from generator.diagnostics import Diagnostic, Related
from generator.place import Span
from generator.yaml.causes import mistyped_line, open_bracket
from generator.yaml.line_typos import explain_line
from generator.yaml.text import span_at
from generator.yaml.wording import INDENT, QUOTE, WORDING

_NEAR = 300
"""How far around an error a template is looked for, in characters."""

_TEMPLATE = re.compile(r"[^\s,\[\]{}\"']{0,99}\{\{[^\n]*?\}\}[^\s,\[\]{}\"']{0,99}")

_AT_CONTEXT = frozenset(
    {"could not find expected ':'", "found unexpected document indicator", "found unexpected end of stream"}
)
"""Where the mistake is at the beginning of what was being read, not where libyaml noticed it."""

_SAYS_SOMETHING = re.compile(r"^(?!(?:---|\.\.\.)?[ \t]*(?:#|$))", re.MULTILINE)

_UNCLOSED = {"[": "the list in brackets is not closed", "{": "the mapping in braces is not closed"}

_DIRECTIVES = frozenset(
    {"found incompatible YAML document", "found duplicate %YAML directive", "found duplicate %TAG directive"}
)


def stop_offset(error: yaml.MarkedYAMLError) -> int:
    """Return the offset in the text at which libyaml stopped."""
    return int(error.problem_mark.index) if error.problem_mark else 0


def explain(path: str, text: str, error: yaml.MarkedYAMLError) -> Diagnostic:
    """Return the diagnostic for what libyaml found wrong in a text."""
    problem, place = _problem(text, error)
    span = span_at(path, text, place, place + 1)
    head, tail = text[place - span.column + 1 : place], text[place : place + _NEAR].partition("\n")[0]
    lead = len(head) - len(head.lstrip(" "))
    if (head + tail)[lead : lead + 1] == "\t" or tail[:1] == "\t":
        tab = text.index("\t", place - len(head) + lead)
        return tab_character(span_at(path, text, tab, tab + 1))
    if problem in _DIRECTIVES or error.context == "while scanning a directive":
        return directive(span)
    if problem == "found undefined tag handle" or (error.context or "").endswith("a tag"):
        return _unknown_tag(span)
    line = mistyped_line(text, error)
    if line:
        message, remedy = explain_line(text[slice(*line)])
        return Diagnostic("yaml-syntax", message, span_at(path, text, *line), remedy)
    related = _opening(path, text, error, span.line)
    near = head[-_NEAR:]
    template = _template(near + tail)
    if template:
        start, end = (place - len(near) + offset for offset in template.span())
        return unquoted_template(span_at(path, text, start, end), template[0], related)
    message, remedy = _describe(problem, head, tail)
    return Diagnostic("yaml-syntax", message, span, remedy, related=related)


def _problem(text: str, error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """Return libyaml's finding and where the mistake is, which for some findings is where they began."""
    problem, place, end = error.problem or "", stop_offset(error), len(text.rstrip())
    bracket = open_bracket(text) if place >= end and problem not in _AT_CONTEXT else None
    if bracket is not None:
        return _UNCLOSED[text[bracket]], bracket
    if error.context_mark and problem in _AT_CONTEXT:
        return problem, error.context_mark.index
    return problem, min(place, max(end - 1, 0))


def unquoted_template(span: Span, template: str, related: tuple[Related, ...] = ()) -> Diagnostic:
    """A template that YAML reads as brackets of its own."""
    quote = "'" if '"' in template else '"'
    return Diagnostic(
        "yaml-syntax",
        f"YAML reads the braces of '{template}' as its own",
        span,
        f"Quote the whole value: {quote}{template}{quote}.",
        related=related,
    )


def tab_character(span: Span) -> Diagnostic:
    """A tab outside the text of a block."""
    return Diagnostic(
        "tab",
        "a tab stands here, where YAML readers differ on what it means",
        span,
        r'Use spaces; in text write "\t" inside double quotes.',
    )


def directive(span: Span) -> Diagnostic:
    """%YAML or %TAG before the document."""
    return Diagnostic(
        "yaml-directive", "the document begins with a directive ('%')", span, "Remove it; definitions are YAML 1.2."
    )


def several_documents(span: Span, rest: str) -> Diagnostic:
    """A second document in one file; `rest` is the text behind its '---'."""
    remedy = "Move it to a file of its own." if _SAYS_SOMETHING.search(rest) else "Nothing follows it: remove the line."
    return Diagnostic("several-documents", "a second document begins here; a file holds one", span, remedy)


def too_deep(span: Span, limit: int) -> Diagnostic:
    """Nesting beyond the limit."""
    return Diagnostic("too-deep", f"mappings and lists are nested more than {limit} deep", span, "Nest less.")


def too_many(span: Span, limit: int) -> Diagnostic:
    """More values than the limit."""
    return Diagnostic("file-too-large", f"the file holds more than {limit:,} values", span, "Split the definition.")


def alias_limit(span: Span, limit: int) -> Diagnostic:
    """Aliases that make much of little."""
    return Diagnostic(
        "alias-limit", f"aliases expand to more than {limit:,} values", span, "Write the values out, or share fewer."
    )


def unclear_name(span: Span) -> Diagnostic:
    """The name of an anchor or alias that ends sooner to YAML 1.1 than to YAML 1.2."""
    message, remedy = WORDING["did not find expected alphabetic or numeric character"]
    return Diagnostic("yaml-syntax", message, span, remedy)


def close_comment(span: Span) -> Diagnostic:
    """A comment that follows a value without a space."""
    return Diagnostic(
        "yaml-syntax",
        "'#' begins a comment only after a space",
        span,
        "Put a space before it, or quote the whole value.",
    )


def duplicate_anchor(span: Span, name: str) -> Diagnostic:
    """An anchor's name used again: YAML allows it, libyaml refuses it."""
    return Diagnostic(
        "duplicate-anchor", f"the anchor '&{name}' is defined before", span, "Give each anchor its own name."
    )


def unknown_alias(span: Span, name: str) -> Diagnostic:
    """An alias without its anchor."""
    return Diagnostic("unknown-alias", f"no anchor '&{name}' stands before this alias", span, _quoted_alias(name))


def alias_in_itself(span: Span, name: str) -> Diagnostic:
    """An alias inside the value that its anchor names."""
    return Diagnostic("unknown-alias", f"the alias '*{name}' stands inside its own anchor", span, _quoted_alias(name))


def _quoted_alias(name: str) -> str:
    return f'Quote the value if it is text: "*{name}".'


def _describe(problem: str, head: str, tail: str) -> tuple[str, str]:
    if problem == "found character that cannot start any token":
        return f"a value cannot begin with '{tail[:1]}'", QUOTE
    if problem == "did not find expected key" and head.strip():
        return "the value ends before this, and only a comment may follow it", QUOTE
    if problem.startswith("mapping values") and ": " not in head and not head.lstrip().startswith("- "):
        return "this key is indented as part of the value above it", INDENT
    if problem == "did not find expected node content" and tail.startswith("- "):
        return WORDING["block sequence entries are not allowed in this context"]
    return WORDING.get(
        problem, ("this is not YAML", "Check quotes, brackets and indentation here and on the line above")
    )


def _unknown_tag(span: Span) -> Diagnostic:
    return Diagnostic("yaml-tag", "a value that begins with '!' has a tag, and tags are not allowed", span, QUOTE)


def _opening(path: str, text: str, error: yaml.MarkedYAMLError, line: int) -> tuple[Related, ...]:
    """Point at the bracket, mapping or list that was being read, if it began on another line."""
    mark, context = error.context_mark, error.context or ""
    if not mark or mark.line + 1 == line or not context.startswith("while parsing") or context.endswith("node"):
        return ()
    what = "list" if context.endswith(("sequence", "collection")) else "mapping"
    return (Related(span_at(path, text, mark.index, mark.index + 1), f"the {what} begins here"),)


def _template(line: str) -> re.Match[str] | None:
    """Return the first template of a line, if it seems to stand outside quotes."""
    found = _TEMPLATE.search(line)
    quoted = found and any(line.count(quote, 0, found.start()) % 2 for quote in "\"'")
    return None if quoted else found
