"""Diagnostics for people: the message, then each place with its source line and an underline, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.cli.display import MESSAGE_LIMIT, shortened, visible
from generator.cli.excerpt import SourceLine, excerpt
from generator.cli.paint import Paint, plain
from generator.cli.phrases import differing, some_of
from generator.diagnostics import Diagnostic
from generator.place import Span


def render_full(diagnostics: Iterable[Diagnostic], source_line: SourceLine, paint: Paint = plain) -> str:
    """Return the diagnostics as blocks with an empty line between them; source_line gives the lines that are shown."""
    return "\n".join("\n".join(_block(diagnostic, source_line, paint)) + "\n" for diagnostic in diagnostics)


def _block(diagnostic: Diagnostic, source_line: SourceLine, paint: Paint) -> Iterator[str]:
    severity = diagnostic.severity.value
    spans = [diagnostic.span, *(related.span for related in diagnostic.related)]
    gutter = " " * len(str(max(span.line for span in spans)))
    yield f"{paint(severity, f'{severity}[{diagnostic.rule}]')}: {paint('strong', _message(diagnostic.message))}"
    yield from _place(diagnostic.span, "^", severity, gutter, source_line, paint)
    for related in diagnostic.related:
        yield f"{paint('note', 'note')}: {_message(related.message)}"
        yield from _place(related.span, "-", "note", gutter, source_line, paint)
    yield from _footer(diagnostic, gutter, paint)


def _place(span: Span, mark: str, style: str, gutter: str, source_line: SourceLine, paint: Paint) -> Iterator[str]:
    yield f"{gutter}{paint('gutter', '-->')} {visible(span.path)}:{span.line}:{span.column}"
    line = source_line(span.path, span.line)
    if line is None:
        return
    shown = excerpt(span, line)
    number = str(span.line).rjust(len(gutter))
    end = "" if shown.last_line is None else f" to line {shown.last_line}"
    bar = f"{gutter} {paint('gutter', '|')}"
    yield bar
    yield f"{paint('gutter', f'{number} |')} {shown.text}".rstrip()
    yield f"{bar} {' ' * shown.indent}{paint(style, mark * shown.length + end)}"


def _footer(diagnostic: Diagnostic, gutter: str, paint: Paint) -> Iterator[str]:
    lead = f"{gutter} {paint('gutter', '=')}"
    first, *more = diagnostic.help.rstrip().split("\n")
    if first:
        yield f"{lead} {paint('strong', 'help')}: {_message(first)}"
    yield from (f"{gutter}         {_message(line)}".rstrip() for line in more)
    if diagnostic.clusters:
        word = "cluster" if len(diagnostic.clusters) == 1 else "clusters"
        yield f"{lead} {paint('strong', word)}: {visible(some_of(diagnostic.clusters))}{differing(diagnostic.differs)}"


def _message(text: str) -> str:
    return visible(shortened(text, MESSAGE_LIMIT))
