"""fmt.Sprintf: reads a format's directives and prints what they ask for.

Source of the rules: Go's fmt/print.go (doPrintf). No format is wrong; what does not fit is printed as %!…
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from generator.gotemplate.directive import PLAIN, Directive
from generator.gotemplate.limits import Meter
from generator.gotemplate.printing import Printer
from generator.gotemplate.strings import REPLACEMENT, is_stray_byte
from generator.gotemplate.values import Value, type_name

_FLAGS = {"#": "sharp", "0": "zero", "+": "plus", "-": "minus", " ": "space"}
_MOST = 1_000_000
"""Go's limit of widths, precisions and argument numbers."""
_MOST_DIGITS = 8
_DIGITS = re.compile("[0-9]*")


def sprintf(format: str, values: Sequence[Value], meter: Meter) -> str:
    """Return the values printed as a format says. Raises Unknown and Exceeded."""
    return _Format(format, values, meter).run()


class _Format:
    """One reading of a format: the place in it, and the value that is next."""

    def __init__(self, format: str, values: Sequence[Value], meter: Meter) -> None:
        self._format = format
        self._values = values
        self._printer = Printer(meter)
        self._at = 0
        self._next = 0
        self._reordered = False
        self._fits = True
        """Whether the numbers in brackets of this directive are in order and name values."""
        self._last_bracket = format.rfind("]")

    def run(self) -> str:
        while (percent := self._format.find("%", self._at)) >= 0:
            self._printer.write(self._format[self._at : percent])
            self._at = percent + 1
            self._directive()
        self._printer.write(self._format[self._at :])
        if not self._reordered and self._next < len(self._values):
            self._extra()
        return self._printer.text()

    def _directive(self) -> None:
        self._fits = True
        directive = self._flags()
        indexed = self._index()
        directive, indexed = self._width(directive, indexed)
        directive, indexed = self._precision(directive, indexed)
        if not indexed:
            self._index()
        if self._at >= len(self._format):
            self._printer.write("%!(NOVERB)")
            return
        verb = self._format[self._at]
        self._at += 1
        self._printer.directive = _for_values(directive) if verb in "vw" else directive
        self._print(REPLACEMENT if is_stray_byte(verb) else verb)

    def _print(self, verb: str) -> None:
        if verb == "%":
            self._printer.write("%")
        elif not self._fits:
            self._printer.write(f"%!{verb}(BADINDEX)")
        elif self._next >= len(self._values):
            self._printer.write(f"%!{verb}(MISSING)")
        else:
            self._printer.print(self._values[self._next], verb)
            self._next += 1

    def _flags(self) -> Directive:
        start = self._at
        while self._format[self._at : self._at + 1] in _FLAGS:
            self._at += 1
        return Directive(**{_FLAGS[flag]: True for flag in self._format[start : self._at]})

    def _index(self) -> bool:
        """Read a value's number in brackets; say whether one stands here."""
        if not self._format.startswith("[", self._at):
            return False
        self._reordered = True
        start = self._at + 1
        if self._last_bracket < start or len(self._format) < start + 2:
            self._at, self._fits = start, False
            return False
        closed = self._format.index("]", start)
        self._at = start
        number = self._number(closed)
        good = number is not None and self._at == closed
        self._at = closed + 1
        if good and number is not None and 1 <= number <= len(self._values):
            self._next = number - 1
        else:
            self._fits = False
        return good

    def _width(self, directive: Directive, indexed: bool) -> tuple[Directive, bool]:
        if not self._star():
            width = self._number(len(self._format))
            self._fits &= not (indexed and width is not None)
            return replace(directive, width=width), indexed
        width = self._value_as_number()
        if width is None:
            self._printer.write("%!(BADWIDTH)")
        if width is not None and width < 0:
            return replace(directive, width=-width, minus=True, zero=False), False
        return replace(directive, width=width), False

    def _precision(self, directive: Directive, indexed: bool) -> tuple[Directive, bool]:
        if self._at + 1 >= len(self._format) or self._format[self._at] != ".":
            return directive, indexed
        self._at += 1
        self._fits &= not indexed
        indexed = self._index()
        if not self._star():
            return replace(directive, precision=self._number(len(self._format)) or 0), indexed
        precision = self._value_as_number()
        if precision is None or precision < 0:
            self._printer.write("%!(BADPREC)")
            precision = None
        return replace(directive, precision=precision), False

    def _star(self) -> bool:
        found = self._format.startswith("*", self._at)
        self._at += found
        return found

    def _number(self, end: int) -> int | None:
        """Read a number that stands before `end`; one that is too large takes all that stands there."""
        start = self._at
        found = _DIGITS.match(self._format, start, end)
        self._at = found.end() if found else start
        significant = self._format[start : self._at].lstrip("0")
        if len(significant) > _MOST_DIGITS or int(significant[:-1] or 0) > _MOST:
            self._at = end
            return None
        return int(significant or 0) if self._at > start else None

    def _value_as_number(self) -> int | None:
        """Take a value for a width or precision, None where it is no number in Go's limits."""
        if self._next >= len(self._values):
            return None
        value = self._values[self._next]
        self._next += 1
        if not isinstance(value, int) or isinstance(value, bool):
            return None
        return int(value) if abs(value) <= _MOST else None

    def _extra(self) -> None:
        """Print the values that no directive has asked for."""
        printer = self._printer
        printer.directive = PLAIN
        printer.write("%!(EXTRA ")
        for index, value in enumerate(self._values[self._next :]):
            printer.write(", " if index else "")
            printer.write("" if value is None else type_name(value) + "=")
            printer.print(value, "v")
        printer.write(")")


def _for_values(directive: Directive) -> Directive:
    """Return a directive as it is for the verb v, where + and # mean something else."""
    return replace(directive, plus=False, plus_v=directive.plus, sharp=False, sharp_v=directive.sharp)
