"""What is said at the end of many diagnostics."""

from __future__ import annotations

from generator.cli.findings import closing_line
from generator.diagnostics import Diagnostic, Severity
from generator.place import Span


def found(rule: str, number: int, severity: Severity = Severity.ERROR) -> list[Diagnostic]:
    return [
        Diagnostic(rule, "wrong", Span("a.yaml", line), "", severity, clusters=("a",)) for line in range(1, number + 1)
    ]


def test_few_diagnostics_are_counted() -> None:
    few = found("some-rule", 18) + found("odd-thing", 1, Severity.WARNING)
    assert closing_line(few, 0) == "18 errors, 1 warning in 1 cluster"


def test_of_many_the_commonest_rules_are_named() -> None:
    many = found("b-rule", 2) + found("a-rule", 9) + found("d-rule", 1) + found("c-rule", 8, Severity.WARNING)
    told = "12 errors, 8 warnings in 1 cluster, most often a-rule (9), c-rule (8), b-rule (2)"
    assert closing_line(many, 0) == told
