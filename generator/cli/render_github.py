"""Diagnostics as GitHub's workflow commands, which become annotations in a pull request.

The log of the step shows a command's text alone, so that tells the place and the rule too: of more findings than GitHub
makes annotations of, only the log tells the rest.

Source of the escapes and of the properties: GitHub's documentation of workflow commands. Its runner refuses columns
where line and endLine differ, so a span over several lines is sent without them. Source of the limit:
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from generator.cli.display import visible
from generator.cli.phrases import counted, differing, some_of
from generator.diagnostics import Diagnostic, Severity
from generator.place import Span

_MOST = 10
"""Annotations of one severity that GitHub makes of a step's commands."""


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one workflow command for each diagnostic; its text holds the help and the related places too.

    Where GitHub leaves annotations out, a last command says so.
    """
    found = tuple(diagnostics)
    return "".join(map(_command, found)) + _notice(Counter(diagnostic.severity for diagnostic in found))


def _notice(counts: Counter[Severity]) -> str:
    if all(count <= _MOST for count in counts.values()):
        return ""
    listed = some_of([counted(counts[severity], severity.value) for severity in Severity if counts[severity]])
    return f"::notice title=servewright::{listed}: GitHub annotates {_MOST} of each, this step's log tells all\n"


def _command(diagnostic: Diagnostic) -> str:
    properties = {**_place(diagnostic.span), "title": diagnostic.rule}
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{diagnostic.severity.value} {listed}::{_data(_text(diagnostic))}\n"


def _place(span: Span) -> dict[str, str | int]:
    if span.end_line > span.line:
        return {"file": span.path, "line": span.line, "endLine": span.end_line}
    end_column = max(span.column, span.end_column)
    return {
        "file": span.path,
        "line": span.line,
        "col": span.column,
        "endLine": span.line,
        "endColumn": end_column,
    }


def _text(diagnostic: Diagnostic) -> str:
    lines = [f"{_where(diagnostic.span)}: [{diagnostic.rule}] {diagnostic.message}"]
    lines += [f"{_where(related.span)}: {related.message}" for related in diagnostic.related]
    lines += [f"help: {diagnostic.help}"] if diagnostic.help else []
    lines += [f"clusters: {some_of(diagnostic.clusters)}{differing(diagnostic.differs)}"] if diagnostic.clusters else []
    return "\n".join(lines)


def _where(span: Span) -> str:
    return f"{span.path}:{span.line}:{span.column}"


def _data(text: str) -> str:
    """Escape a command's text. Line ends stay (as escapes); other control characters are made visible."""
    lines = text.replace("%", "%25").split("\n")
    return "%0A".join("%0D".join(map(visible, line.split("\r"))) for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
