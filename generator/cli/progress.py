"""A line on the terminal that says how far the work is; it comes after a second and is gone at the end."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Progress = Callable[[int, int], None]
"""(done, total): called by the work, as often as it likes."""

_PATIENCE = 1.0
_INTERVAL = 0.1
_ERASE = "\r\x1b[K"


@contextmanager
def progress_line(
    stream: TextIO, noun: str, visible: bool, clock: Callable[[], float] = time.monotonic
) -> Iterator[Progress]:
    """Give the work a Progress to report to. Nothing is written unless `visible`, and nothing is left on the line."""
    line = _Line(stream, noun, clock)
    try:
        yield line.show if visible else _ignore
    finally:
        line.erase()


def _ignore(_done: int, _total: int) -> None:
    pass


class _Line:
    def __init__(self, stream: TextIO, noun: str, clock: Callable[[], float]) -> None:
        self._stream, self._noun, self._clock = stream, noun, clock
        self._due = clock() + _PATIENCE
        self._drawn = False

    def show(self, done: int, total: int) -> None:
        now = self._clock()
        if now < self._due:
            return
        self._due = now + _INTERVAL
        self._drawn = True
        self._write(f"{_ERASE}{done} of {total} {self._noun}")

    def erase(self) -> None:
        if self._drawn:
            self._write(_ERASE)

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()
