"""Diagnostics as SARIF 2.1.0, which code scanning services read.

What the definitions allow is there too, with the reason as its justification.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html, and what
GitHub takes of it: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.cli.fingerprints import Read, fingerprints
from generator.cli.sarif_rules import LEVELS, sarif_rule
from generator.diagnostics import Allowed, Diagnostic, Severity
from generator.place import Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
Place = Callable[[str], str]


def render_sarif(diagnostics: Iterable[Diagnostic], allowed: Iterable[Allowed], place: Place, read: Read) -> str:
    """Return a SARIF log of one run, in printable ASCII.

    `place` turns a path below the fleet's root into one from the top of the checkout, where its readers look for files.
    Fingerprints keep to the former, which is the same wherever the command was called; `read` takes it too.
    """
    told = [(diagnostic, None) for diagnostic in diagnostics] + [(each.diagnostic, each.reason) for each in allowed]
    found = [diagnostic for diagnostic, _ in told]
    rules = sorted({diagnostic.rule for diagnostic in found})
    results = [
        _result(diagnostic, rules, place) | {"partialFingerprints": prints, "suppressions": _suppressions(reason)}
        for (diagnostic, reason), prints in zip(told, fingerprints(found, read), strict=True)
    ]
    gravest = _gravest(found)
    described = [sarif_rule(rule_id, gravest[rule_id]) for rule_id in rules]
    driver = {"name": "servewright", "version": __version__, "rules": described}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    text = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"


def _gravest(diagnostics: Iterable[Diagnostic]) -> Mapping[str, Severity]:
    found: dict[str, Severity] = {}
    for diagnostic in diagnostics:
        if found.get(diagnostic.rule) is not Severity.ERROR:
            found[diagnostic.rule] = diagnostic.severity
    return found


def _result(diagnostic: Diagnostic, rules: Sequence[str], place: Place) -> dict[str, Any]:
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": LEVELS[diagnostic.severity],
        "message": {"text": _message(diagnostic)},
        "locations": [{"physicalLocation": _location(diagnostic.span, place)}],
        "relatedLocations": [
            {"id": number, "physicalLocation": _location(related.span, place), "message": {"text": related.message}}
            for number, related in enumerate(diagnostic.related, 1)
        ],
        "properties": {"clusters": list(diagnostic.clusters), "differs": diagnostic.differs},
    }


def _suppressions(reason: str | None) -> list[dict[str, str]]:
    # None would say that nobody knows; an empty list says that nothing is suppressed.
    return [{"kind": "inSource", "justification": reason}] if reason is not None else []


def _message(diagnostic: Diagnostic) -> str:
    """Return a first sentence, which is all that a list of findings shows, links to the related places, and the help."""
    links = (f"[{_in_link(related.message)}]({number})" for number, related in enumerate(diagnostic.related, 1))
    texts = (_no_link(f"{diagnostic.message}."), *links, _no_link(diagnostic.help))
    return "\n".join(filter(None, texts))


def _in_link(text: str) -> str:
    """Escape the text of a link (SARIF 3.11.6)."""
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _no_link(text: str) -> str:
    """Escape what a reader would take for a link, and nothing else: most show a text as it is."""
    return text.replace("](", "\\](")


def _location(span: Span, place: Place) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {
        "artifactLocation": {"uri": quote(place(span.path), errors="surrogateescape"), "uriBaseId": _ROOT},
        "region": region,
    }
