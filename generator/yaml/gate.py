"""Which files the fast parser may read: those that consist of ordinary lines only.

The grammar below is a narrow part of YAML, in which every scalar has one meaning to all readers and structure is plain:
a line holds `key: value` or `- value`, brackets close on their line, and the text of a block is indented alike.
What else YAML can do, and what definitions may not do, is not in it, so nothing that must be refused gets through
unseen; a structure that makes no sense is refused by the fast parser too. All repetition that could be long is
possessive: the time is linear in the text.
"""

from __future__ import annotations

import re

from generator.conflict_markers import OPENING

MAX_BYTES = 1 << 17
"""Larger files go the careful way, which counts their values."""

_CONFLICT = OPENING.encode()
_PLAIN_BYTES = bytes([*range(0x20, 0x7F), 0x0A])

_MAX_INDENT = 40
_MAX_BRACKETS = 3
"""With at most one level a column, these keep far from the limit on depth."""

_QUOTED = r"""(?:"[^"\\\n]*+(?:\\["\\nt][^"\\\n]*+)*+"|'[^'\n]*+(?:''[^'\n]*+)*+')"""
_NAME = r"(?![yYnNoOtTfF](?i:|es|o|n|ff|rue|alse|ull):)[A-Za-z][A-Za-z0-9_./-]*+"
_KEY = rf"(?:{_NAME}|{_QUOTED}):"
"""A key. None begins with an underscore: the fast parser leaves underscores out where digits follow."""

_NUMBER = r"-?(?:0|[1-9][0-9]{0,17}+)(?:\.[0-9]{1,17}+)?+"
_WORD = r"(?![yYnNoO](?:es|ES|[oOnN]|ff|FF)?(?:[ ]*[\n#,\]}:]))[^\x00-#%-.0-@\[-`{-\x7f]"
"""The last class is letters, '/', '$' and all beyond ASCII, said by its few exceptions: that compiles much faster."""
_OPTION = r"-{1,2}[A-Za-z]"
_QUANTITY = r"[0-9]++(?:\.[0-9]++)?+(?:\.[0-9]|[ACDF-NP-WYZac-df-np-wyz])"
_TEXT = rf"(?:{_WORD}|{_OPTION}|{_QUANTITY})"
"""How text begins that is no number, boolean, null, date or base-60 number to anybody."""

_REST = r"[ ]*+(?:(?<=[ ])#[^\n]*+)?+\n"


def _flow_value() -> str:
    """Return the pattern of a list or mapping in brackets.

    Whether brackets match, the fast parser sees. That a mapping has keys everywhere is told by their ends: what has no
    key is followed by the like, or by the end of a list. (A key cannot come again right after its value, so going back
    to the key that was matched succeeds exactly where there was none.)
    """
    inside = r"[^\n :?,\[\]{}\"'#]"
    text = rf"{_TEXT}{inside}*+(?:(?::(?![ \n,\[\]{{}}])|[ ]++(?={inside})){inside}*+)*+"
    scalar = rf"(?:{text}|{_NUMBER}|{_QUOTED})(?=[ ]*[,\]}}])"
    brackets = r"(?!)"
    for level in range(_MAX_BRACKETS):
        key = f"(?P=key{level})"
        keyed, bare = rf"(?!{key})(?:,[ ]*+|(?=\}}))", rf"{key}(?:,[ ]*+(?!{_KEY})|(?=\]))"
        entry = rf"(?P<key{level}>(?:{_KEY}[ ]++)?+)(?:{scalar}|{brackets})[ ]*+(?:{keyed}|{bare})"
        brackets = rf"[\[{{][ ]*+(?:{entry})*+[\]}}]"
    return brackets


def _entry() -> str:
    """Return the pattern of a line with a key, a value or both."""
    plain = rf"{_TEXT}[^\n :]*+(?:(?::(?![ \n])|[ ]++(?![#\n]))[^\n :]*+)*+"
    value = rf"{plain}|(?:{_QUOTED}|{_NUMBER}|{_flow_value()})(?=[ ]*\n|[ ]+#)"
    dashes, key = r"(?:-[ ]++(?:-[ ]++)?+)?+", rf"(?:{_KEY}(?:[ ]++|(?=\n)))?+"
    return rf"[ ]{{0,{_MAX_INDENT}}}+{dashes}{key}(?:{value})?+{_REST}"


def _block() -> str:
    """Return the pattern of a line that opens a block, and the block's lines.

    They are indented deeper than the key or dash; below `- key:`, deeper than the key.
    """
    header = rf"[|>][-+]?+{_REST}\n*+"
    below_line = rf"(?:-[ ]|{_KEY}[ ]++){header}{_block_lines('lead', '[ ]')}"
    below_item = rf"-[ ]{_KEY}[ ]++{header}{_block_lines('item_lead', '[ ]{3}')}"
    return rf"(?P<indent>[ ]{{0,{_MAX_INDENT}}}+)(?:{below_line}|{below_item})"


def _block_lines(lead: str, least: str) -> str:
    """Return the pattern of lines that are all indented like the first, which is so by at least `least`."""
    first = rf"(?P<{lead}>(?P=indent){least}[ ]*+)[^ \n][^\n]*+\n"
    return rf"{first}(?:(?P={lead})[^\n]*+\n|[ ]*+\n)*+"


_ORDINARY = re.compile(rf"(?:{_entry()}|[ ]*+(?:#[^\n]*+)?+\n|{_block()})*+")


def ordinary_text(data: bytes) -> str | None:
    """Return the text of a file that the fast parser may read; None for one that needs care."""
    if len(data) > MAX_BYTES or _CONFLICT in data:
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    if data.translate(None, _PLAIN_BYTES) and not text.replace("\n", "").isprintable():
        return None
    return text if _ORDINARY.fullmatch(text) else None
