"""Rewrites a template's text as html/template does: lone `<` become entities, comments go.

Source of the rules: Go's html/template, escape.go (escapeText, 1.26).
"""

from __future__ import annotations

import re

from generator.gotemplate.html.contexts import Context
from generator.gotemplate.html.scanner import Scanner
from generator.gotemplate.limits import Meter
from generator.gotemplate.nodes import Text

_LONE = re.compile("<(?!!DOCTYPE)", re.IGNORECASE | re.ASCII)
_COMMENT_START = 4


def rewritten(node: Text, context: Context, meter: Meter) -> tuple[str, Context]:
    """Return a text as it is written in a context, and the context after it.

    Raises NotModelled and Exceeded.
    """
    text = node.text
    scanner = Scanner(text, node.start)
    pieces: list[str] = []
    at = 0
    while at < len(text):
        meter.work()
        after, stop = scanner.step(context, at)
        pieces.append(_written(text[at:stop], context, after))
        context, at = after, stop
    return "".join(pieces), context


def _written(piece: str, before: Context, after: Context) -> str:
    """Return what is written of a stretch of text that leads from one context to another."""
    if before.state == "HTMLCmt":
        return ""
    if after.state == "HTMLCmt":
        piece = piece[:-_COMMENT_START]
        return _LONE.sub("&lt;", piece)
    if before.state not in ("Text", "RCDATA"):
        return piece
    tag = piece.rfind("<") if after.state != before.state else len(piece)
    return _LONE.sub("&lt;", piece[:tag]) + piece[tag:] if tag >= 0 else piece
