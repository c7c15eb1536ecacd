"""The line of a runtime's definition at which its contract says something."""

from __future__ import annotations

from generator.place import Span
from generator.targets import Installed


def contract_line(installed: Installed, entry: tuple[str, str], word: str) -> tuple[str | None, Span | None]:
    """Return the reason that a contract's entry (section and key) gives, and the entry's line in the last layer that
    says the word."""
    section, key = entry
    reason: str | None = None
    span: Span | None = None
    for layer in installed.layers:
        stated = ((layer.value.get("contract") or {}).get(section) or {}).get(key)
        if stated:
            reason = stated.get("reason", reason)
            if word in stated:
                span = layer.document.mark((*layer.steps, "contract", section, key)).key
    return reason, span
