"""Diagnostics for programs: one JSON array, whose shape is a promise (new keys may come, none goes).

[{"rule": "unknown-field",           kebab-case id
  "severity": "error",               or "warning"
  "message": "…",
  "help": "…",
  "span": {"path": "runtimes/triton/runtime.yaml",     relative to the fleet's root, with /
           "line": 3, "column": 5,                     from 1; columns in characters
           "endLine": 3, "endColumn": 16},             exclusive
  "related": [{"span": {…}, "message": "…"}],
  "clusters": ["a", "b"],            sorted; [] where it concerns no cluster in particular
  "differs": 0}]                     how many more it stands for: the same rule and place, in words of other clusters
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from generator.diagnostics import Diagnostic, Related
from generator.place import Span


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics as a JSON array in printable ASCII, which no encoding or terminal can misread."""
    text = json.dumps([_diagnostic(diagnostic) for diagnostic in diagnostics], indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "rule": diagnostic.rule,
        "severity": diagnostic.severity.value,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "span": _span(diagnostic.span),
        "related": [_related(related) for related in diagnostic.related],
        "clusters": list(diagnostic.clusters),
        "differs": diagnostic.differs,
    }


def _related(related: Related) -> dict[str, object]:
    return {"span": _span(related.span), "message": related.message}


def _span(span: Span) -> dict[str, object]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
