"""`servewright validate`: is anything wrong with the definitions?"""

from __future__ import annotations

import click

from generator.cli.compilation import compiled
from generator.cli.exit_code import ExitCode, blocks
from generator.cli.findings import closing_line, show
from generator.cli.fleet import fleet_root
from generator.cli.options import (
    chosen_format,
    cluster_option,
    format_option,
    jobs_option,
    root_option,
    timings_option,
)
from generator.cli.terminal import write_err
from generator.cli.timings import timings_table


@click.command("validate", short_help="Check the definitions; write nothing.")
@cluster_option
@jobs_option
@root_option
@click.option("--strict", is_flag=True, help="Count warnings as errors.")
@timings_option
@format_option
@click.pass_context
def command(
    ctx: click.Context, clusters: tuple[str, ...], jobs: int | None, root: str | None, strict: bool, timings: bool
) -> ExitCode:
    """Check the definitions and all that they compile to, without reading or writing out/."""
    from generator.cli.selection import selection
    from generator.snapshot import Snapshot

    folder = fleet_root(root)
    tree = Snapshot(folder)
    result = compiled(tree, selection(ctx, folder, tree, clusters), jobs)
    if timings:
        write_err(timings_table(result.seconds))
    show(result.diagnostics, result.allowed, tree, folder, chosen_format(ctx))
    write_err(closing_line(result.diagnostics, len(result.clusters)) + "\n")
    return ExitCode.FINDINGS if blocks(result.diagnostics, strict) else ExitCode.FINE
