"""What can be wrong with a template, as values that point into its text."""

from __future__ import annotations

from msgspec import Struct


class TemplateProblem(Struct, frozen=True):
    """Why a text is no template, or why html/template refuses it.

    `message` is Go's sentence where Go has one. Offset and length count characters of the text, line and column count
    from 1. `go` is all that Go prints; None where Go would go on and Servewright does not (a limit, or a part of
    html/template that is not modelled: `help` says which).
    """

    message: str
    offset: int
    length: int
    line: int
    column: int
    help: str
    go: str | None
    unclosed: int | None = None
    """Where an action begins that is not closed, if that is what is wrong."""


class ExecError(Struct, frozen=True):
    """Why a template gives no output for its data. Fields as in TemplateProblem; `name` is the template's part."""

    message: str
    name: str
    offset: int
    length: int
    line: int
    column: int
    go: str | None


class Refused(Exception):
    """Carries a problem out of nested calls; it never leaves `parse` and `escape`."""

    def __init__(self, problem: TemplateProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def line_at(text: str, offset: int) -> int:
    """Return the line of a place, counted from 1."""
    return text.count("\n", 0, offset) + 1


def column_at(text: str, offset: int) -> int:
    """Return the column of a place in characters, counted from 1."""
    return offset - text.rfind("\n", 0, offset)


def go_location(name: str, text: str, offset: int) -> str:
    """Return a place as Go writes it, `name:line:column`: the column counts bytes from 0."""
    start = text.rfind("\n", 0, offset) + 1
    column = len(text[start:offset].encode("utf-8", "surrogatepass"))
    return f"{name}:{line_at(text, offset)}:{column}"


def problem_at(
    text: str, place: tuple[int, int], message: str, help: str, go: str | None, unclosed: int | None = None
) -> TemplateProblem:
    """Return a problem of the piece of a text from `place`'s first offset to its second."""
    start, stop = place
    line, column = line_at(text, start), column_at(text, start)
    return TemplateProblem(message, start, stop - start, line, column, help, go, unclosed)
