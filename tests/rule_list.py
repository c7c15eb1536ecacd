"""docs/rules.md: the rules at a glance, written from their pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.cli.rules import RuleRow, rows
from tests.golden_trees import ROOT

RULES = ROOT / "docs" / "rules.md"
_HEAD = """\
# Rules

`servewright rules RULE` prints a rule's page: why it is there, an example, its source. A definition may allow one that is
*allowable*: `# servewright: allow RULE -- REASON`, behind the value or above it. `spec.rules` in servewright.yaml makes a
warning an error: `rules: {RULE: error}`. This list is written by `make golden`.

| rule | severity | what it wants |
|---|---|---|
"""


def rule_list(_: Path) -> Iterator[tuple[Path, bytes | None]]:
    """Yield docs/rules.md with the rules that there are now."""
    yield RULES, (_HEAD + "".join(map(_line, rows()))).encode()


def _line(row: RuleRow) -> str:
    allowable = ", allowable" if row.allowable else ""
    summary = row.summary.replace("|", r"\|")
    return f"| `{row.id}` | {row.severity}{allowable} | {summary} |\n"
