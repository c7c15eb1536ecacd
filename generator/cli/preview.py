"""`servewright preview`: what a cluster's controllers will make of what is written, without a cluster."""

from __future__ import annotations

from importlib import import_module

import click

from generator.cli.exit_code import ExitCode
from generator.cli.failure import Failure
from generator.cli.terminal import write_err

PREVIEWS = ("hydra",)
"""Each is a module preview_<name> of this package that holds a click command called `command`."""


class _PreviewsOnDemand(click.Group):
    """A group that imports a preview's module when that is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(PREVIEWS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in PREVIEWS:
            return None
        command: click.Command = import_module(f"generator.cli.preview_{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in PREVIEWS and not ctx.resilient_parsing:
            raise _no_such_preview(args[0])
        return super().resolve_command(ctx, args)


@click.group(
    "preview",
    cls=_PreviewsOnDemand,
    invoke_without_command=True,
    short_help="Show what a cluster's controllers will make of it.",
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Show what a cluster's controllers will make of what is written here, without a cluster."""
    if ctx.invoked_subcommand is None:
        write_err(ctx.get_help() + "\n")
        ctx.exit(ExitCode.TOOL)


def _no_such_preview(name: str) -> Failure:
    from generator.cli.suggestion import suggestion

    return Failure(f"no such preview '{name}'", suggestion(name, PREVIEWS, f"the previews are: {', '.join(PREVIEWS)}"))
