"""Diagnostics as SARIF 2.1.0, which code scanning services read.

What the definitions allow is there too, with the reason as its justification. A fingerprint is made of rule, file and
message, not of the line, so that a finding stays the same one when lines above it come or go.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from generator import __version__
from generator.diagnostics import Allowed, Diagnostic, Severity
from generator.place import Span
from generator.rules.catalogue import Page, page, rule_ids

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_FINGERPRINT = "servewright/v1"
Place = Callable[[str], str]
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def render_sarif(diagnostics: Iterable[Diagnostic], allowed: Iterable[Allowed], place: Place) -> str:
    """Return a SARIF log of one run, in printable ASCII.

    `place` turns a path below the fleet's root into one from the top of the checkout, where its readers look for files.
    A fingerprint keeps to the former, which is the same wherever the command was called.
    """
    told = [(diagnostic, None) for diagnostic in diagnostics] + [(each.diagnostic, each.reason) for each in allowed]
    rules = sorted({diagnostic.rule for diagnostic, _ in told})
    seen: Counter[str] = Counter()
    results = [_result(diagnostic, reason, rules, seen, place) for diagnostic, reason in told]
    driver = {"name": "servewright", "version": __version__, "rules": [_rule(rule_id) for rule_id in rules]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    text = json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)
    return text.replace("\x7f", "\\u007f") + "\n"


def _rule(rule_id: str) -> dict[str, Any]:
    return {"id": rule_id} | (_described(page(rule_id)) if rule_id in rule_ids() else {})


def _described(told: Page) -> dict[str, Any]:
    return {
        "shortDescription": {"text": told.summary},
        "help": {"text": f"{told.summary}\n\n{told.text}\n"},
        "defaultConfiguration": {"level": _LEVELS[told.rule.severity]},
    }


def _result(
    diagnostic: Diagnostic, reason: str | None, rules: Sequence[str], seen: Counter[str], place: Place
) -> dict[str, Any]:
    return {
        "ruleId": diagnostic.rule,
        "ruleIndex": rules.index(diagnostic.rule),
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}\n{diagnostic.help}"},
        "locations": [{"physicalLocation": _location(diagnostic.span, place)}],
        "relatedLocations": [
            {"id": number, "physicalLocation": _location(related.span, place), "message": {"text": related.message}}
            for number, related in enumerate(diagnostic.related, 1)
        ],
        "partialFingerprints": {_FINGERPRINT: _fingerprint(diagnostic, seen)},
        # None would say that nobody knows; an empty list says that nothing is suppressed.
        "suppressions": [{"kind": "inSource", "justification": reason}] if reason is not None else [],
        "properties": {"clusters": list(diagnostic.clusters)},
    }


def _location(span: Span, place: Place) -> dict[str, Any]:
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    return {"artifactLocation": {"uri": quote(place(span.path)), "uriBaseId": _ROOT}, "region": region}


def _fingerprint(diagnostic: Diagnostic, seen: Counter[str]) -> str:
    """Return what names this finding in the next run too; equal ones in a file are told apart by their order."""
    text = "\n".join((diagnostic.rule, diagnostic.span.path, diagnostic.message))
    seen[text] += 1
    return sha256(f"{text}\n{seen[text]}".encode(errors="surrogateescape")).hexdigest()[:32]
