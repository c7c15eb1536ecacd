"""The rules as a system: each has a page and cases, and each case hangs on its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from generator.rules import catalogue
from generator.rules.catalogue import page, rule_ids
from tests.error_cases import Case, cases, shown
from tests.rule_ids import told_ids

_TOLD = re.compile(r"^(error|warning)\[([a-z0-9-]+)\]", re.MULTILINE)
_LONGEST = 16
"""Lines of a page: who reads it waits to go on."""


@cache
def cases_of() -> dict[str, list[tuple[Case, str]]]:
    """Return the cases that tell each rule, and with which severity."""
    found: dict[str, list[tuple[Case, str]]] = {}
    for case in cases():
        for severity, rule_id in dict.fromkeys(_TOLD.findall(case.expected)):
            found.setdefault(rule_id, []).append((case, severity))
    return found


def has_check(rule_id: str) -> bool:
    """Say whether a rule's module judges by itself; what it does not, a stage tells."""
    return hasattr(import_module(f"generator.rules.{rule_id.replace('-', '_')}"), "check")


def test_every_id_that_the_source_tells_has_a_page() -> None:
    told = told_ids()
    assert {rule_id: told[rule_id] for rule_id in sorted(told.keys() - set(rule_ids()))} == {}


def test_every_page_is_about_a_rule_that_is_told() -> None:
    assert [rule_id for rule_id in rule_ids() if not has_check(rule_id) and rule_id not in told_ids()] == []


def test_no_rule_is_told_by_a_stage_and_by_its_module() -> None:
    assert [rule_id for rule_id in told_ids() if rule_id in rule_ids() and has_check(rule_id)] == []


@pytest.mark.parametrize("rule_id", rule_ids())
def test_a_page_has_its_parts(rule_id: str) -> None:
    told = page(rule_id)
    assert told.rule.id == rule_id
    assert told.summary.endswith(".")
    parts = re.fullmatch(
        r"(?P<why>.+?)\n\nExample:\n(?P<example>.+?)\n\nSource: (?P<source>.+)", told.text.strip(), re.DOTALL
    )
    assert parts is not None, told.text
    assert parts["why"].endswith(".")
    assert all(not line or line.startswith("    ") for line in parts["example"].split("\n"))
    assert "broken" in parts["example"]
    assert "sound" in parts["example"]
    assert len(told.text.strip().split("\n")) + 2 <= _LONGEST


@pytest.mark.parametrize("rule_id", rule_ids())
def test_cases_show_a_rule_with_its_severity(rule_id: str) -> None:
    assert cases_of().get(rule_id), f"no case of tests/errors tells {rule_id}"
    assert {severity for _, severity in cases_of()[rule_id]} == {page(rule_id).rule.severity.value}


@pytest.fixture
def forgetful() -> Iterator[None]:
    """Have the catalogue load its rules anew, before and after."""
    known = [each for each in vars(catalogue).values() if hasattr(each, "cache_clear")]
    for each in known:
        each.cache_clear()
    yield
    for each in known:
        each.cache_clear()


@pytest.mark.usefixtures("forgetful")
@pytest.mark.parametrize("rule_id", rule_ids())
def test_without_a_rule_a_case_fails(rule_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mutation: a rule's module finds nothing any more; what a stage tells is lost on the way."""
    case, _ = cases_of()[rule_id][0]
    root = case.written(tmp_path)
    assert shown(root, case.told(root)) == case.expected
    if has_check(rule_id):
        module = import_module(f"generator.rules.{rule_id.replace('-', '_')}")
        monkeypatch.setattr(module, "check", lambda *_: iter(()))
        for each in vars(catalogue).values():
            if hasattr(each, "cache_clear"):
                each.cache_clear()
        told = case.told(root)
    else:
        told = tuple(each for each in case.told(root) if each.rule != rule_id)
    assert shown(root, told) != case.expected
