"""`servewright list`: what the definitions hold, at a glance or for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from generator.cli.exit_code import ExitCode, blocks
from generator.cli.findings import closing_line, rendered
from generator.cli.fleet import fleet_root
from generator.cli.options import chosen_format, format_option, root_option
from generator.cli.terminal import write_err, write_out

if TYPE_CHECKING:
    from generator.compile.inventory import Inventory

WHAT = ("runtimes", "clusters", "services")


@click.command("list", short_help="List runtimes, clusters or services.")
@click.argument("what", metavar="|".join(WHAT), type=click.Choice(WHAT))
@click.option("-o", "--output", type=click.Choice(["table", "json"]), default="table", help="How to write the rows.")
@root_option
@format_option
@click.pass_context
def command(ctx: click.Context, what: str, output: str, root: str | None) -> ExitCode:
    """List the runtimes, clusters or services that the definitions hold.

    The rows go to stdout. What is wrong with the definitions goes to stderr, whatever the format, and gives exit code
    1; the rows of all that could be read are listed nevertheless.
    """
    from generator.compile.inventory import inventory
    from generator.snapshot import Snapshot

    folder = fleet_root(root)
    tree = Snapshot(folder)
    found = inventory(tree)
    write_out(_rows(found, what, output))
    if found.diagnostics:
        write_err(rendered(found.diagnostics, (), tree, folder, chosen_format(ctx)))
        write_err(closing_line(found.diagnostics, 0) + "\n")
    return ExitCode.FINDINGS if blocks(found.diagnostics, strict=False) else ExitCode.FINE


def _rows(found: Inventory, what: str, output: str) -> str:
    from generator.cli.table import rows_as_json, rows_as_table
    from generator.compile.inventory import ClusterRow, RuntimeRow, ServiceRow

    form = rows_as_json if output == "json" else rows_as_table
    match what:
        case "runtimes":
            return form(RuntimeRow, found.runtimes)
        case "clusters":
            return form(ClusterRow, found.clusters)
        case _:
            return form(ServiceRow, found.services)
