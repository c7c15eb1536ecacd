"""Writes the `bash -c` template of a runtime from its launch commands, and puts CUSTOM_ARGS where they belong.

Source: the platform's manual (seed 000). Its own sample hangs CUSTOM_ARGS on every branch, so that workers hand
vLLM's flags to `ray start`; here they end the single node's and the leader's command and no other, unless a command
marks their place itself. The manual asks for one line in args where the command is `/bin/bash -c`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from generator.hydra.shell_end import shell_end_problem
from generator.hydra.template_pieces import Piece, ends_in_comment, pieces_of, renders_newline

_MARK = "{{- if .CUSTOM_ARGS -}} {{ range .CUSTOM_ARGS }} {{ . }} {{- end -}} {{- end }}"

_DISTRIBUTED = (
    ("{{- if .IS_DISTRIBUTED -}}\n  {{- if .IS_LEADER -}}\n    ", "leader"),
    ("\n  {{- else -}}\n    ", "worker"),
    ("\n  {{- end -}}\n{{- else -}}\n  ", "single"),
    ("\n{{- end -}}", None),
)
"""The template around the commands: a text, and the command that follows it."""


class LaunchProblem(Struct, frozen=True):
    """Why no template can be written. `field` is the command at fault: single, leader or worker."""

    rule: str
    field: str
    message: str
    help: str


class LaunchPiece(Struct, frozen=True):
    """A piece of the template's text: one of the commands, or (no field) what stands between them."""

    text: str
    field: str | None = None


def custom_args_mark() -> str:
    """Return the Go template text that `${{ hydra.custom_args }}` stands for.

    It writes a space and an argument for each of CUSTOM_ARGS, takes the white space before it away and leaves what
    follows it alone. A line break behind a backslash stays: there the mark begins with `{{` in place of `{{-`.
    """
    return _MARK


def launch_template(commands: Mapping[str, Any]) -> dict[str, Any] | tuple[LaunchProblem, ...]:
    """Return commandTemplate and argsTemplate for the commands `single` and, both or none, `leader` and `worker`.

    The template renders to the command in one line, followed by ` arg` for each of CUSTOM_ARGS except on a worker and
    where the command has their mark. Without leader and worker the single command serves every deployment.
    """
    stated = _stated(commands)
    problems = tuple(_problems(stated))
    if problems:
        return problems
    text = "".join(piece.text for piece in launch_pieces(commands))
    return {"commandTemplate": ["/bin/bash", "-c"], "argsTemplate": [text]}


def launch_pieces(commands: Mapping[str, Any]) -> tuple[LaunchPiece, ...]:
    """Return the text of `launch_template`'s argsTemplate in pieces, for commands that have no problem."""
    stated = _stated(commands)
    parts = _DISTRIBUTED if "leader" in stated else (("", "single"),)
    pieces: list[LaunchPiece] = []
    for text, field in parts:
        pieces.append(LaunchPiece(text))
        if field is not None:
            pieces.append(LaunchPiece(stated[field], field))
        if field is not None and _takes_args(field, stated[field]):
            pieces.append(LaunchPiece(f" {_MARK}"))
    return tuple(piece for piece in pieces if piece.text)


def _takes_args(field: str, text: str) -> bool:
    """Say whether CUSTOM_ARGS are put behind a command."""
    return field != "worker" and _MARK.removeprefix("{{-") not in text


def _stated(commands: Mapping[str, Any]) -> dict[str, str]:
    return {field: text.strip() for field, text in commands.items() if text is not None}


def _problems(stated: Mapping[str, str]) -> Iterator[LaunchProblem]:
    if "single" not in stated:
        yield LaunchProblem(
            "launch-incomplete",
            "single",
            "hydraLaunch has no command 'single'",
            "Write the command for a single node: single: ….",
        )
    for field, other in (("leader", "worker"), ("worker", "leader")):
        if field in stated and other not in stated:
            message = f"hydraLaunch has a command '{field}' and none for '{other}'"
            yield LaunchProblem("launch-incomplete", field, message, f"Write '{other}' too, or neither of them.")
    for field, text in stated.items():
        yield from _command_problems(field, text)


def _command_problems(field: str, text: str) -> Iterator[LaunchProblem]:
    if not text:
        yield LaunchProblem("launch-incomplete", field, f"the command '{field}' is empty", "Write the command.")
        return
    pieces = pieces_of(text)
    if pieces is None:
        message = f"a template action in '{field}' is not closed"
        yield LaunchProblem("launch-template", field, message, "Close it with '}}'.")
        return
    if renders_newline(pieces):
        message = f"the command '{field}' has several lines, and Hydra wants one behind 'bash -c'"
        help = "Write '>-' in front of it, which makes one line of several, or join the lines with '&&'."
        yield LaunchProblem("launch-lines", field, message, help)
    if _takes_args(field, text):
        yield from _ending_problems(field, pieces)


def _ending_problems(field: str, pieces: tuple[Piece, ...]) -> Iterator[LaunchProblem]:
    if ends_in_comment(pieces):
        message = (
            f"the command '{field}' ends in a template comment, and CUSTOM_ARGS would stand apart from the command"
        )
        yield LaunchProblem("launch-end", field, message, "Put the comment in front of the command.")
    found = shell_end_problem(pieces)
    if found is not None:
        what, help = found
        yield LaunchProblem("launch-end", field, f"the command '{field}' {what}, so CUSTOM_ARGS cannot follow it", help)
