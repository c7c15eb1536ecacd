"""From a file's bytes to text that every YAML reader takes alike: UTF-8, Unix line ends, no characters that hide.

YAML 1.1 breaks lines at U+0085, U+2028 and U+2029 and YAML 1.2 does not (YAML 1.2.2 §5.4); other control characters
are outside of both (§5.1).
"""

from __future__ import annotations

import re

from generator.conflict_markers import HELP, unresolved_merge
from generator.diagnostics import Diagnostic
from generator.place import Span

MAX_BYTES = 1 << 20
"""No definition comes near; a bound on the work that a file can cause."""

_MOST_SHOWN = 20
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def read_text(path: str, data: bytes) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """Decode a file and return its text and what is wrong with its characters.

    The text is None where nothing more can be said of the file. A byte order mark and CRLF line ends are reported and
    left out of the text, so that all else can still be checked; its lines and columns stay those of the file.
    """
    if len(data) > MAX_BYTES:
        return None, (_too_large(path, len(data)),)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        return None, (_not_utf8(path, data, error),)
    merge = unresolved_merge(text)
    if merge is not None:
        return None, (_merge_conflict(path, text, *merge),)
    marks = [_byte_order_mark(path)] if text.startswith("\ufeff") else []
    text = text.removeprefix("\ufeff")
    if "\r\n" in text:
        marks.append(_carriage_return(path, text))
        text = text.replace("\r\n", "\n")
    hidden = [_control_character(path, text, match) for match in _REFUSED.finditer(text)][:_MOST_SHOWN]
    return (None if hidden else text), (*marks, *hidden)


def span_at(path: str, text: str, start: int, end: int) -> Span:
    """Return the span of text[start:end], which does not reach over a line's end."""
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    return Span(path, line, column, line, column + end - start)


def _too_large(path: str, size: int) -> Diagnostic:
    return Diagnostic(
        "file-too-large",
        f"the file has {size:,} bytes; a definition may have {MAX_BYTES:,}",
        Span(path),
        "Split the definition, or keep long scripts in files beside it and name them with ${{ file('…') }}.",
    )


def _not_utf8(path: str, data: bytes, error: UnicodeDecodeError) -> Diagnostic:
    before = data[: error.start].decode()
    span = span_at(path, before + "?", len(before), len(before) + 1)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        message = "the file is UTF-16, not UTF-8"
    else:
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
    return Diagnostic("not-utf8", message, span, "Save the file in the encoding UTF-8.")


def _merge_conflict(path: str, text: str, start: int, end: int) -> Diagnostic:
    return Diagnostic("merge-conflict", "the file holds an unresolved merge", span_at(path, text, start, end), HELP)


def _byte_order_mark(path: str) -> Diagnostic:
    return Diagnostic(
        "byte-order-mark",
        "the file begins with a byte order mark, which not every reader skips",
        Span(path, 1, 1, 1, 2),
        "Save the file as UTF-8 without a byte order mark (BOM).",
    )


def _carriage_return(path: str, text: str) -> Diagnostic:
    place = text.index("\r\n")
    lines = text.count("\r\n")
    return Diagnostic(
        "carriage-return",
        f"{lines} line{'s end' if lines > 1 else ' ends'} in a carriage return (CRLF)",
        span_at(path, text, place, place + 1),
        "Save the file with Unix line ends (LF); a line '*.yaml text eol=lf' in .gitattributes keeps them.",
    )


def _control_character(path: str, text: str, match: re.Match[str]) -> Diagnostic:
    code = ord(match[0])
    return Diagnostic(
        "control-character",
        f"the character U+{code:04X} is invisible, and YAML readers treat it differently or refuse it",
        span_at(path, text, match.start(), match.end()),
        f'Remove it, or write it as "\\u{code:04x}" inside double quotes.',
    )
