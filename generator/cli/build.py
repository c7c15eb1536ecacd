"""`servewright build`: definitions → out/."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import Struct

from generator.cli.exit_code import ExitCode, blocks
from generator.cli.failure import Failure
from generator.cli.findings import closing_line, show
from generator.cli.fleet import fleet_root
from generator.cli.options import (
    Format,
    chosen_format,
    cluster_option,
    format_option,
    jobs_option,
    root_option,
    timings_option,
)
from generator.cli.terminal import paint_for, write_err, write_out
from generator.cli.timings import timings_table

if TYPE_CHECKING:
    from generator.compile.compiled import Compiled
    from generator.diagnostics import Diagnostic
    from generator.out.plan import Plan
    from generator.out.survey import Existing
    from generator.snapshot import Snapshot


@click.command("build", short_help="Compile the definitions into out/.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if out/ is not what the definitions give.")
@cluster_option
@jobs_option
@root_option
@click.option("--strict", is_flag=True, help="Count warnings as errors: nothing is written then.")
@click.option("--no-cache", is_flag=True, help="Compile everything, also what the cache of earlier builds holds.")
@timings_option
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    check: bool,
    clusters: tuple[str, ...],
    jobs: int | None,
    root: str | None,
    strict: bool,
    no_cache: bool,
    timings: bool,
) -> ExitCode:
    """Compile the definitions into out/, one folder for each cluster.

    Only files that differ are written, and nothing is written if anything is wrong. With --cluster the folders of
    other clusters stay as they are.
    """
    from generator.cli.selection import selection
    from generator.out.survey import survey
    from generator.snapshot import Snapshot

    started = time.perf_counter()
    folder = fleet_root(root)
    tree = Snapshot(folder)
    selected = selection(ctx, folder, tree, clusters)
    existing = survey(folder / "out", selected or None)
    result = _result(tree, selected, jobs, existing, no_cache)
    if timings:
        write_err(timings_table(result.seconds))
    run = _Run(tree, folder, selected, chosen_format(ctx), strict, check, started, existing, result)
    if blocks(result.diagnostics, strict):
        return _end(run, result.diagnostics)
    return _compare(run) if check else _write(run)


def _result(
    tree: Snapshot, selected: tuple[str, ...], jobs: int | None, existing: Existing, no_cache: bool
) -> Compiled:
    from generator.cli.compilation import answered, compiled, remember

    if no_cache:
        return compiled(tree, selected, jobs)
    answer = answered(tree, selected, existing.files)
    if answer is not None:
        return answer
    result = compiled(tree, selected, jobs)
    remember(tree, selected, result)
    return result


class _Run(Struct, frozen=True):
    """One build: what was asked for and what it compiled to."""

    tree: Snapshot
    folder: Path
    selected: tuple[str, ...]
    form: Format
    strict: bool
    check: bool
    started: float
    existing: Existing
    """What lay in out/ when the build began."""
    result: Compiled

    @property
    def out(self) -> Path:
        return self.folder / "out"


def _compare(run: _Run) -> ExitCode:
    """Say whether out/ is what the definitions give."""
    from generator.cli.changes import stale_findings, stale_help, stale_line
    from generator.out.plan import is_stale, plan

    planned = plan(run.existing, run.result.outputs)
    found = _found(run, planned)
    stale = is_stale(planned)
    stale_told = stale_findings(planned) if run.form.for_programs else ()
    _show(run, (*found, *stale_told))
    _report(run, planned, "checked")
    if found:
        write_err(closing_line(found, 0) + "\n")
    if stale:
        write_err(f"error: {stale_line(planned)}\nhelp: {stale_help(planned)}\n")
    return ExitCode.FINDINGS if stale or blocks(found, run.strict) else ExitCode.FINE


def _write(run: _Run) -> ExitCode:
    """Make out/ what the definitions give."""
    from generator.out.lock import lock
    from generator.out.plan import plan
    from generator.out.survey import survey
    from generator.out.write import apply

    with lock(run.out):
        planned = plan(survey(run.out, run.selected or None), run.result.outputs)
        found = _found(run, planned)
        if blocks(found, run.strict):
            return _end(run, found)
        if run.tree.changed():
            raise Failure("the definitions changed while they were compiled", "run 'servewright build' again")
        _show(run, found)
        apply(planned, run.result.outputs, run.out)
    _report(run, planned, "built")
    if found:
        write_err(closing_line(found, 0) + "\n")
    return ExitCode.FINE


def _found(run: _Run, planned: Plan) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the definitions, and with what lies in out/."""
    from generator.diagnostics import raised
    from generator.out.findings import findings

    return (*run.result.diagnostics, *raised(findings(planned), run.result.severities))


def _end(run: _Run, found: Sequence[Diagnostic]) -> ExitCode:
    """End a build that goes no further because of what was found."""
    _show(run, found)
    write_err(closing_line(found, 0) + ("\n" if run.check else "; nothing was written\n"))
    return ExitCode.FINDINGS


def _show(run: _Run, found: Sequence[Diagnostic]) -> None:
    show(found, run.result.allowed, run.tree, run.folder, run.form)


def _report(run: _Run, planned: Plan, done: str) -> None:
    """Tell the changes on stdout, or on stderr where stdout belongs to a program."""
    from generator.cli.changes import changes_of, table_of

    stream, write = (sys.stderr, write_err) if run.form.for_programs else (sys.stdout, write_out)
    table = table_of(changes_of(planned, run.result.clusters), paint_for(stream, os.environ))
    write(f"{table}{done} in {time.perf_counter() - run.started:.2f} s\n")
