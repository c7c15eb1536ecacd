"""The servewright command: loads the subcommand asked for, runs it, and turns its end into an exit code."""

from __future__ import annotations

import os
from importlib import import_module

import click

from generator import __version__
from generator.cli.exit_code import ExitCode
from generator.cli.failure import Failure, ending
from generator.cli.options import format_option
from generator.cli.terminal import flush_out, never_fail_to_encode, write_err, write_last

PROGRAM = "servewright"
COMPLETE = "_SERVEWRIGHT_COMPLETE"

COMMANDS = ("build", "validate", "list", "preview", "rules", "schema", "completion")
"""Each is a module of this package that holds a click command called `command`."""


class _CommandsOnDemand(click.Group):
    """A group that imports a command's module when that command is needed, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"generator.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise _no_such_command(args[0])
        return super().resolve_command(ctx, args)


@click.group(cls=_CommandsOnDemand, invoke_without_command=True)
@click.version_option(__version__, message=f"{PROGRAM} %(version)s")
@format_option
@click.pass_context
def app(ctx: click.Context) -> None:
    """Compile model-serving definitions into the exact Kubernetes objects that each cluster gets.

    Exit codes: 0 fine; 1 the definitions have errors, or out/ is stale under --check; 2 the call was wrong or
    servewright could not do its work; 130 interrupted.
    """
    if ctx.invoked_subcommand is None:
        write_err(ctx.get_help() + "\n")
        ctx.exit(ExitCode.TOOL)


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code. Whatever ends it early is told on stderr, here alone."""
    try:
        never_fail_to_encode()
        code = _run(arguments)
        flush_out()
    except Exception as error:
        return _told(error)
    except KeyboardInterrupt as error:
        return _told(error)
    return code


def _run(arguments: list[str]) -> int:
    instruction = os.environ.get(COMPLETE)
    if instruction:
        from click.shell_completion import shell_complete

        return shell_complete(app, {}, PROGRAM, COMPLETE, instruction)
    try:
        with app.make_context(PROGRAM, arguments) as context:
            return int(app.invoke(context))
    except click.exceptions.Exit as finished:
        return finished.exit_code


def _told(error: BaseException) -> int:
    end = ending(error, bool(os.environ.get("SERVEWRIGHT_DEBUG")))
    write_last(end.text)
    return end.code


def _no_such_command(name: str) -> Failure:
    from generator.cli.suggestion import suggestion

    return Failure(f"no such command '{name}'", suggestion(name, COMMANDS, f"the commands are {', '.join(COMMANDS)}"))
