"""Rules as SARIF's reportingDescriptors: what a reader of findings sees of a rule's page."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import Any

from generator.cli.display import shortened
from generator.diagnostics import Severity
from generator.rules.catalogue import Page, page, rule_ids

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_LONGEST = 1024
"""GitHub takes no longer descriptions."""
_PRECISION = "high"
"""Where nobody can know, rules stay silent."""
_CODE_OR_SIGN = re.compile(r"(?P<code>`[^`]*`)|(?P<sign>[\\*<$])")
"""What Markdown would take for more than text, outside of what is code already."""


def sarif_rule(rule_id: str, gravest: Severity) -> dict[str, Any]:
    """Return the rule as a reportingDescriptor. `gravest` is how grave its findings are here, where a fleet may raise it."""
    found = {"id": rule_id} | (_described(page(rule_id)) if rule_id in rule_ids() else {})
    return found | {"properties": {"precision": _PRECISION, "problem.severity": LEVELS[gravest]}}


def _described(told: Page) -> dict[str, Any]:
    why, _, rest = told.text.partition("\n\nExample:\n")
    example, _, source = rest.partition("\n\nSource: ")
    return {
        "shortDescription": {"text": told.summary},
        "fullDescription": {"text": shortened(f"{told.summary} {_unwrapped(why)}", _LONGEST)},
        "help": {
            "text": f"{told.summary}\n\n{told.text}\n",
            "markdown": _markdown(told.summary, why, dedent(example), source),
        },
        "defaultConfiguration": {"level": LEVELS[told.rule.severity]},
    }


def _markdown(summary: str, why: str, example: str, source: str) -> str:
    words = [_escaped(text) for text in (summary, why)]
    return "\n\n".join((*words, f"```yaml\n{example}\n```", f"Source: {_escaped(source)}")) + "\n"


def _unwrapped(text: str) -> str:
    return " ".join(text.split())


def _escaped(text: str) -> str:
    return _CODE_OR_SIGN.sub(lambda match: match["code"] or f"\\{match['sign']}", text)
