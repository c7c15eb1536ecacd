"""`servewright rules`: which rules there are, and what each wants and why."""

from __future__ import annotations

import json

import click
from click.shell_completion import CompletionItem
from msgspec import Struct
from msgspec.structs import asdict

from generator.cli.exit_code import ExitCode
from generator.cli.failure import Failure
from generator.cli.terminal import write_out


class RuleRow(Struct, frozen=True):
    """One rule at a glance."""

    id: str
    severity: str
    allowable: bool
    """Whether a comment may allow a definition to break it."""
    summary: str


class RulePage(Struct, frozen=True):
    """All that one rule says: a row of the list, and the page's text behind its summary."""

    id: str
    severity: str
    allowable: bool
    summary: str
    text: str


def _complete_rule(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from generator.rules.catalogue import rule_ids

    return [CompletionItem(rule_id) for rule_id in rule_ids() if rule_id.startswith(incomplete)]


@click.command("rules", short_help="List the rules, or print what one of them says.")
@click.argument("rule_id", required=False, metavar="[RULE]", shell_complete=_complete_rule)
@click.option("-o", "--output", type=click.Choice(["table", "json"]), default="table", help="How to write it.")
def command(rule_id: str | None, output: str) -> ExitCode:
    """List the rules that definitions are judged by; with RULE, print its page: what it wants, why, and an example.

    A rule that is allowable may be broken where a comment says so: # servewright: allow RULE -- REASON
    """
    write_out(_rows(output) if rule_id is None else _page(rule_id, output))
    return ExitCode.FINE


def rows() -> tuple[RuleRow, ...]:
    """Return a row for each rule, sorted by id."""
    from generator.rules.catalogue import allowable, page, rule_ids

    pages = map(page, rule_ids())
    may_be_broken = allowable()
    return tuple(
        RuleRow(each.rule.id, each.rule.severity.value, each.rule.id in may_be_broken, each.summary) for each in pages
    )


def _rows(output: str) -> str:
    from generator.cli.table import rows_as_json, rows_as_table

    return (rows_as_json if output == "json" else rows_as_table)(RuleRow, rows())


def _page(rule_id: str, output: str) -> str:
    from generator.rules.catalogue import allowable, page, rule_ids

    if rule_id not in rule_ids():
        from generator.cli.suggestion import suggestion

        advice = "'servewright rules' shows the rules that there are"
        raise Failure(f"no rule is called '{rule_id}'", suggestion(rule_id, rule_ids(), advice))
    found, may_be_broken = page(rule_id), rule_id in allowable()
    if output == "json":
        told = RulePage(rule_id, found.rule.severity.value, may_be_broken, found.summary, found.text.strip())
        return json.dumps(asdict(told), indent=2) + "\n"
    allowed = ", may be allowed" if may_be_broken else ""
    return f"{found.rule.id} ({found.rule.severity}{allowed})\n\n{found.summary}\n\n{found.text.strip()}\n"
