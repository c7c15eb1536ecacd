"""What a function is: the types of what it is given, and what makes its value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec import Struct

from generator.gotemplate.limits import Meter
from generator.gotemplate.values import Value

Parameter = Literal["value", "any", "string"]
"""Go's reflect.Value, which an interface value stays in its box for; interface {}; string."""


class Failed(Exception):
    """A function that gives no value; the text is Go's message. It never leaves `execute`."""


class Function(Struct, frozen=True):
    """A function: its first parameters, the type of any further ones, and what computes it (raises Failed)."""

    parameters: tuple[Parameter, ...]
    further: Parameter | None
    compute: Callable[[Sequence[Value], Meter], Value]

    def parameter(self, index: int) -> Parameter:
        """Return the type of the parameter at an index, which there is."""
        return self.parameters[index] if self.further is None or index < len(self.parameters) else self.further
