"""Prints values as Go's fmt does. Source of the rules: Go's fmt/print.go (1.26), for values without methods."""

from __future__ import annotations

from collections.abc import Iterable

from generator.gotemplate.directive import PLAIN
from generator.gotemplate.limits import Meter
from generator.gotemplate.strings import joined
from generator.gotemplate.values import Boxed, GoList, GoMap, Record, Value, item_of, type_name
from generator.gotemplate.verbs import FORMATS, string_text


class Unknown(Exception):
    """What Go would print cannot be known: an address, or a field whose value is not given."""


class Printer:
    """Collects the text that values are printed to, under a directive that changes between them."""

    def __init__(self, meter: Meter) -> None:
        self.directive = PLAIN
        self._meter = meter
        self._pieces: list[str] = []
        self._length = 0

    def text(self) -> str:
        """Return what has been printed."""
        return joined(self._pieces)

    def write(self, text: str) -> None:
        """Add a text as it is. Raises Exceeded."""
        self._length += len(text)
        self._meter.write(len(text), self._length)
        self._pieces.append(text)

    def print(self, value: Value, verb: str) -> None:
        """Print what a function was given, under a verb. Raises Unknown and Exceeded."""
        match value:
            case None:
                self.write(self.directive.padded("<nil>") if verb in "vT" else f"%!{verb}(<nil>)")
            case _ if verb == "T":
                self.write(string_text(type_name(value), self.directive))
            case GoList() | GoMap() if verb == "p":
                raise Unknown("the address of a value is not known")
            case GoList() | GoMap() | Record() if verb in "pw":
                self._bad_verb(value, verb)
            case _:
                self.print_inner(value, verb)

    def print_inner(self, value: Value, verb: str) -> None:
        """Print a value that stands in another one, or that no function was given. Raises Unknown and Exceeded."""
        match value:
            case None | Boxed(value=None):
                self.write("interface {}(nil)" if self.directive.sharp_v else "<nil>")
            case Boxed():
                self.print_inner(value.value, verb)
            case GoList(is_nil=True) | GoMap(is_nil=True) if self.directive.sharp_v:
                self.write(type_name(value) + "(nil)")
            case GoList():
                self._list(value, verb)
            case GoMap():
                self._map(value, verb)
            case Record():
                self._record(value, verb)
            case _:
                self._basic(value, verb)

    def _basic(self, value: Value, verb: str) -> None:
        format = FORMATS[type(value)].get(verb)
        if format is None:
            self._bad_verb(value, verb)
        else:
            self.write(format(value, self.directive))

    def _bad_verb(self, value: Value, verb: str) -> None:
        self.write(f"%!{verb}({type_name(value)}=")
        self.print_inner(value, "v")
        self.write(")")

    def _list(self, value: GoList, verb: str) -> None:
        sharp = self.directive.sharp_v
        self.write(type_name(value) + "{" if sharp else "[")
        for index, item in enumerate(value.items):
            self._separate(index)
            self.print_inner(item_of(value, item), verb)
        self.write("}" if sharp else "]")

    def _map(self, value: GoMap, verb: str) -> None:
        sharp = self.directive.sharp_v
        self.write(type_name(value) + "{" if sharp else "map[")
        for index, (key, item) in enumerate(value.entries.items()):
            self._separate(index)
            self._basic(key, verb)
            self.write(":")
            self.print_inner(item_of(value, item), verb)
        self.write("}" if sharp else "]")

    def _record(self, value: Record, verb: str) -> None:
        if value.unknown:
            raise Unknown(f"the fields {', '.join(sorted(value.unknown))} of {value.type} are not known")
        named = self.directive.plus_v or self.directive.sharp_v
        self.write((value.type if self.directive.sharp_v else "") + "{")
        for index, (name, item) in enumerate(value.fields.items()):
            self._separate(index)
            if named:
                self.write(name + ":")
            self.print_inner(item, verb)
        self.write("}")

    def _separate(self, index: int) -> None:
        if index:
            self.write(", " if self.directive.sharp_v else " ")


def shown(value: Value, verb: str, meter: Meter) -> str:
    """Return a value as Go's messages show it, which print a reflect.Value. Raises Unknown and Exceeded."""
    printer = Printer(meter)
    if value is None:
        return "<invalid reflect.Value>"
    printer.print_inner(value, verb)
    return printer.text()


def sprint(values: Iterable[Value], meter: Meter) -> str:
    """Return the values as fmt.Sprint does, with a space between two of which none is a string.

    Raises Unknown and Exceeded.
    """
    printer = Printer(meter)
    before: Value = ""
    for value in values:
        if not isinstance(value, str) and not isinstance(before, str):
            printer.write(" ")
        printer.print(value, "v")
        before = value
    return printer.text()


def sprintln(values: Iterable[Value], meter: Meter) -> str:
    """Return the values as fmt.Sprintln does: with spaces between them and a line break at the end.

    Raises Unknown and Exceeded.
    """
    printer = Printer(meter)
    for index, value in enumerate(values):
        if index:
            printer.write(" ")
        printer.print(value, "v")
    printer.write("\n")
    return printer.text()
