"""The two output streams: what is written to them, and when it may have colour."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from generator.cli.paint import Paint, coloured, plain


def write_out(text: str) -> None:
    """Write results: what the caller asked for, and all that programs read."""
    _write(sys.stdout, text)


def write_err(text: str) -> None:
    """Write what people should know beside the results."""
    _write(sys.stderr, text)


def paint_for(stream: TextIO, environment: Mapping[str, str]) -> Paint:
    """Return how to style text for a stream: colour on a terminal, unless NO_COLOR (never) or FORCE_COLOR (always)."""
    if environment.get("NO_COLOR"):
        return plain
    if environment.get("FORCE_COLOR"):
        return coloured
    return coloured if is_terminal(stream, environment) else plain


def is_terminal(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Say whether a person sees the stream on a terminal that understands control codes."""
    return stream.isatty() and environment.get("TERM") != "dumb"


def never_fail_to_encode() -> None:
    """Make the streams write what their encoding lacks as escapes: no locale may stop a diagnostic."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def flush_out() -> None:
    """Write what is still buffered. Raises OSError, as every write may."""
    sys.stdout.flush()
    sys.stderr.flush()


def write_last(text: str) -> None:
    """Write the last words to stderr. A stream that takes nothing any more is given up, and nothing is raised."""
    with _given_up_on_failure(sys.stdout):
        sys.stdout.flush()
    with _given_up_on_failure(sys.stderr):
        sys.stderr.write(text)
        sys.stderr.flush()


@contextmanager
def _given_up_on_failure(stream: TextIO) -> Iterator[None]:
    try:
        yield
    except OSError:
        # The interpreter flushes once more at its end, and would complain: it finds a file that takes everything.
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())


def _write(stream: TextIO, text: str) -> None:
    if text:
        flush_out()
        stream.write(text)
