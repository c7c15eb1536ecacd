"""Go's strings as Python's.

A Go string is bytes, usually UTF-8. Here it is a str in which a byte that is no UTF-8 stands as U+DC80 to U+DCFF, as
PEP 383 has it; such bytes come from `"\\xff"` or from slicing inside a character. Each string has one form only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SURROGATE = "[\ud800-\udfff]"
REPLACEMENT = "\ufffd"


def admitted(text: str) -> str:
    """Return a text from outside: what is no character becomes U+FFFD, so that offsets stay as they are."""
    return text if text.isascii() else re.sub(_SURROGATE, REPLACEMENT, text)


def encoded(text: str) -> bytes:
    """Return a string's bytes."""
    return text.encode("utf-8", "surrogateescape")


def decoded(data: bytes) -> str:
    """Return the string that has these bytes."""
    return data.decode("utf-8", "surrogateescape")


def joined(pieces: Iterable[str]) -> str:
    """Return the pieces as one string. Bytes that stand side by side may become a character."""
    text = "".join(pieces)
    return decoded(encoded(text)) if not text.isascii() and re.search(_SURROGATE, text) else text


def is_stray_byte(character: str) -> bool:
    """Say whether this stands for a byte that is no UTF-8."""
    return "\udc80" <= character <= "\udcff"


def byte_length(text: str) -> int:
    """Return how many bytes a string has."""
    return len(text) if text.isascii() else len(encoded(text))


def is_word(text: str) -> bool:
    """Say whether all characters are letters, digits or underscores to Go: Unicode's categories L and Nd."""
    return all(one == "_" or one.isalpha() or one.isdecimal() for one in text)
