"""The options that several commands share, each defined once."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

_Callback = TypeVar("_Callback", bound=Callable[..., Any])
_FORMAT = "generator.cli.format"


class Format(StrEnum):
    """How diagnostics are written: the first two for people, the others for programs."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"

    @property
    def for_programs(self) -> bool:
        """Say whether stdout belongs to the diagnostics alone."""
        return self in (Format.JSON, Format.GITHUB, Format.SARIF)


def chosen_format(ctx: click.Context) -> Format:
    """Return the format given after the command, else the one before it, else full."""
    chosen: Format = ctx.meta.get(_FORMAT, Format.FULL)
    return chosen


def format_option(function: _Callback) -> _Callback:
    """Add --format. It may stand before or after the command: see chosen_format."""
    return click.option(
        "--format",
        type=click.Choice([form.value for form in Format]),
        expose_value=False,
        callback=_remember_format,
        help="How to write diagnostics: full and concise for people (on stderr), json, github and sarif for "
        "programs (on stdout). Default: full.",
    )(function)


def _remember_format(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.meta[_FORMAT] = Format(value)


def root_option(function: _Callback) -> _Callback:
    """Add --root, as generator.cli.fleet.fleet_root takes it."""
    return click.option(
        "--root",
        metavar="DIR",
        type=click.Path(),
        help="The folder that holds servewright.yaml. Default: the nearest one from here upwards.",
    )(function)


def cluster_option(function: _Callback) -> _Callback:
    """Add --cluster (parameter `clusters`), as generator.cli.fleet.selected_clusters takes it."""
    return click.option(
        "--cluster",
        "clusters",
        metavar="NAME",
        multiple=True,
        shell_complete=complete_cluster,
        help="Only this cluster; may be given several times. Default: the whole fleet.",
    )(function)


def jobs_option(function: _Callback) -> _Callback:
    """Add --jobs: a number, or None."""
    return click.option(
        "--jobs",
        metavar="N",
        type=click.IntRange(1, 1024),
        help="How many processes to use. The output does not depend on it. Default: as many as help.",
    )(function)


def timings_option(function: _Callback) -> _Callback:
    """Add --timings, a flag."""
    return click.option(
        "--timings", is_flag=True, help="Tell on stderr how long each stage took, in all processes together."
    )(function)


def complete_cluster(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the fleet's clusters that begin with what is there."""
    from generator.cli.failure import Failure
    from generator.cli.fleet import cluster_names, fleet_root

    try:
        names = cluster_names(fleet_root(ctx.params.get("root")))
    except Failure:
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]
