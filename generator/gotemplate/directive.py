"""How a value is to be printed: the flags, width and precision of a directive such as %-8.3f."""

from __future__ import annotations

from msgspec import Struct


class Directive(Struct, frozen=True):
    """A directive without its verb. `plus_v` and `sharp_v` are what + and # mean before v."""

    minus: bool = False
    plus: bool = False
    sharp: bool = False
    space: bool = False
    zero: bool = False
    plus_v: bool = False
    sharp_v: bool = False
    width: int | None = None
    precision: int | None = None

    def padded(self, text: str, zeros: bool = True) -> str:
        """Return a text as wide as is asked for: filled on the left, with `-` on the right."""
        missing = (self.width or 0) - len(text)
        if missing <= 0:
            return text
        if self.minus:
            return text + " " * missing
        return ("0" if self.zero and zeros else " ") * missing + text

    def truncated(self, text: str) -> str:
        """Return as many characters of a text as the precision asks for."""
        return text if self.precision is None else text[: self.precision]


PLAIN = Directive()
