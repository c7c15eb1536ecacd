"""`servewright completion`: the script that makes a shell complete servewright's commands, options and clusters."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from generator.cli.exit_code import ExitCode
from generator.cli.terminal import write_out

SHELLS = ("bash", "zsh", "fish")


@click.command("completion", short_help="Print the script for a shell's completion.")
@click.argument("shell", metavar="|".join(SHELLS), type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> ExitCode:
    """Print the script that adds completion to a shell.

    \b
    bash: eval "$(servewright completion bash)"     in ~/.bashrc
    zsh:  eval "$(servewright completion zsh)"      in ~/.zshrc
    fish: servewright completion fish > ~/.config/fish/completions/servewright.fish
    """
    from generator.cli.app import COMPLETE, PROGRAM

    kind = get_completion_class(shell)
    assert kind is not None, shell
    script = kind(ctx.find_root().command, {}, PROGRAM, COMPLETE)
    # Not script.source(): for bash that starts a bash to ask for its version, and the script is the same.
    write_out((script.source_template % script.source_vars()).rstrip() + "\n")
    return ExitCode.FINE
