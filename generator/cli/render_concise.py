"""Diagnostics one a line, for editors and grep: `path:line:column: error[rule] message`."""

from __future__ import annotations

from collections.abc import Iterable

from generator.cli.display import MESSAGE_LIMIT, shortened, visible
from generator.cli.paint import Paint, plain
from generator.diagnostics import Diagnostic


def render_concise(diagnostics: Iterable[Diagnostic], paint: Paint = plain) -> str:
    """Return one line for each diagnostic; related places, help and clusters are left to the full form."""
    return "".join(_line(diagnostic, paint) for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic, paint: Paint) -> str:
    span, severity = diagnostic.span, diagnostic.severity.value
    message = visible(shortened(diagnostic.message, MESSAGE_LIMIT))
    label = paint(severity, f"{severity}[{diagnostic.rule}]")
    return f"{visible(span.path)}:{span.line}:{span.column}: {label} {message}\n"
