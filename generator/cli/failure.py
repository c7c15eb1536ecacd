"""What ended a command early, told to the user: one message, one remedy, one exit code."""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import click
from msgspec import Struct

from generator.cli.display import MESSAGE_LIMIT, shortened, visible
from generator.cli.exit_code import ExitCode
from generator.cli.suggestion import suggestion
from generator.out.problem import OutputRefused


class Failure(click.ClickException):
    """The tool cannot do its work, or was called wrongly: a message and what to do about it."""

    exit_code = ExitCode.TOOL

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


class Ending(Struct, frozen=True):
    """How a command ends that an exception ended: the text for stderr and the exit code."""

    text: str
    code: ExitCode


def ending(error: BaseException, debug: bool) -> Ending:
    """Return how an exception ends the command. With debug, what nobody foresaw shows its traceback."""
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return Ending("interrupted\n", ExitCode.INTERRUPTED)
    if isinstance(error, BrokenPipeError):
        return Ending("", ExitCode.PIPE_CLOSED)
    if isinstance(error, Failure):
        return _told(error.message, error.remedy)
    if isinstance(error, click.UsageError):
        return _told_usage(error)
    if isinstance(error, click.ClickException):
        return _told(error.format_message(), "see 'servewright --help'")
    if isinstance(error, OutputRefused):
        return Ending("".join(_told(problem.message, problem.help).text for problem in error.problems), ExitCode.TOOL)
    traced = "".join(traceback.format_exception(error)) if debug else ""
    known = _told_system_error(error) if isinstance(error, OSError) else _told_bug(error)
    return Ending(_visible_lines(traced) + known.text, known.code)


def _told(message: str, remedy: str) -> Ending:
    return Ending(f"error: {visible(message.rstrip('.'))}\nhelp: {visible(remedy)}\n", ExitCode.TOOL)


def _told_usage(error: click.UsageError) -> Ending:
    command = error.ctx.command_path if error.ctx else "servewright"
    advice = f"see '{command} --help'"
    if isinstance(error, click.NoSuchOption):
        return _told(
            f"no such option '{error.option_name}'", suggestion(error.option_name, _options(error.ctx), advice)
        )
    if isinstance(error, click.MissingParameter) and error.param and isinstance(error.param.type, click.Choice):
        *others, last = error.param.type.choices
        return _told(f"missing argument: {', '.join(others)} or {last}", advice)
    message = error.format_message()
    return _told(message[:1].lower() + message[1:], advice)


def _options(ctx: click.Context | None) -> Iterator[str]:
    parameters = ctx.command.get_params(ctx) if ctx else []
    return (name for parameter in parameters for name in parameter.opts if name.startswith("--"))


def _told_system_error(error: OSError) -> Ending:
    reason = error.strerror or str(error) or type(error).__name__
    place = error.filename or "cannot read or write"
    return _told(f"{place}: {reason}", "check the path, its permissions and the free space, then run the command again")


def _told_bug(error: BaseException) -> Ending:
    # What failed in another process comes with its traceback, whose last line says what it was.
    *_, last = ["", *str(error).strip().splitlines()]
    return _told(
        f"this is a bug in servewright: {type(error).__name__}: {shortened(last, MESSAGE_LIMIT)}",
        "please report it with the definitions and the command that show it; "
        "with SERVEWRIGHT_DEBUG=1 the command prints where it happened",
    )


def _visible_lines(text: str) -> str:
    return "".join(visible(line) + "\n" for line in text.splitlines())
