"""The rules that servewright.yaml speaks of: does each exist?"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.naming import guess
from generator.rules.catalogue import rule_ids
from generator.yaml.document import Document


def unknown_rules(document: Document | None) -> Iterator[Diagnostic]:
    """Yield an error for each rule of spec.rules that there is not. The document is sound, None where it is not."""
    stated = (document.value.get("spec") or {}).get("rules") if document is not None else None
    if document is None or not stated:
        return
    known = rule_ids()
    for rule_id in stated:
        if rule_id not in known:
            help_text = guess(rule_id, known, "'servewright rules' lists the rules.")
            span = document.mark(("spec", "rules", rule_id)).key
            yield Diagnostic("unknown-rule", f"there is no rule '{rule_id}'", span, help_text)
