"""The state of one execution: what is executed, the variables, and the node that an error would be about."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from generator.gotemplate.calling import Function
from generator.gotemplate.functions import FUNCTIONS
from generator.gotemplate.limits import Meter
from generator.gotemplate.nodes import Node, Template
from generator.gotemplate.problems import ExecError, column_at, go_location, line_at
from generator.gotemplate.quoting import quoted
from generator.gotemplate.spelling import spelled
from generator.gotemplate.values import Value

MissingKey = Literal["default", "zero", "error"]
"""Go's option for a key that a map lacks: no value, the zero value of the map's items, an error."""


class Stopped(Exception):
    """Carries an error out of nested calls; it never leaves `execute`."""

    def __init__(self, error: ExecError) -> None:
        super().__init__(error.message)
        self.error = error


class Scope(Struct):
    """A template that is being executed, and the variables that it sees; the last one of a name is meant."""

    name: str
    variables: list[tuple[str, Value]]


class Run:
    """One execution of a template."""

    def __init__(self, template: Template, data: Value, missing_key: MissingKey, meter: Meter) -> None:
        self.template = template
        self.missing_key = missing_key
        self.meter = meter
        self.scope = Scope(template.name, [("$", data)])
        self.pieces: list[str] = []
        self._node: Node | None = None
        self._length = 0

    def at(self, node: Node) -> None:
        """Say which node is being looked at. Raises Exceeded after too many."""
        self._node = node
        self.meter.work()

    def write(self, text: str) -> None:
        """Add to the output. Raises Exceeded."""
        self._length += len(text)
        self.meter.write(len(text), self._length)
        self.pieces.append(text)

    def function(self, name: str) -> Function:
        """Return the function of a name, which the parser or the escaper has let through."""
        if self.template.escaped and name not in FUNCTIONS:
            from generator.gotemplate.html.functions import ESCAPERS

            return ESCAPERS[name]
        return FUNCTIONS[name]

    def variable(self, name: str) -> Value:
        """Return a variable's value. Raises Stopped."""
        self.meter.work(len(self.scope.variables))
        for known, value in reversed(self.scope.variables):
            if known == name:
                return value
        raise self.failed(f"undefined variable: {name}")

    def assign(self, name: str, value: Value) -> None:
        """Change the variable of this name that was declared last. Raises Stopped."""
        variables = self.scope.variables
        self.meter.work(len(variables))
        for index in reversed(range(len(variables))):
            if variables[index][0] == name:
                variables[index] = name, value
                return
        raise self.failed(f"undefined variable: {name}")

    def declare(self, name: str, value: Value) -> None:
        """Add a variable."""
        self.scope.variables.append((name, value))

    def failed(self, message: str) -> Stopped:
        """Return an error to raise: Go's message about the node that is being looked at."""
        return Stopped(self.error(message, known_to_go=True))

    def error(self, message: str, known_to_go: bool) -> ExecError:
        """Return an error about the node that is being looked at."""
        text, node = self.template.text, self._node
        start, stop = (node.start, node.stop) if node else (0, 0)
        place = go_location(self.template.name, text, node.mark if node else 0)
        context = spelled(node) if node and known_to_go else ""
        go = f"template: {place}: executing {quoted(self.scope.name)} at <{context}>: {message}"
        line, column = line_at(text, start), column_at(text, start)
        return ExecError(message, self.scope.name, start, stop - start, line, column, go if known_to_go else None)
