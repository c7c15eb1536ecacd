"""A text as the template that upstream KServe reads: it makes JSON of the container before, and fills that in."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from msgspec.structs import replace

from generator.gotemplate import Template, TemplateProblem, parse
from generator.judged.filled_texts import parsed

_QUOTED = re.compile(r'\{\{[^{}`"]*"[^{}]*\}\}')


@lru_cache(maxsize=1024)
def spoilt_by_json(text: str) -> TemplateProblem | None:
    """Return why a text, which is a template by itself, is none in JSON, with the place in the text; None if it is."""
    if isinstance(parsed(text), TemplateProblem):
        return None
    pieces = [_in_json(character) for character in text]
    template = parse("".join(pieces))
    if isinstance(template, Template):
        return None
    start, stop = (_pieces_before(pieces, end) for end in (template.offset, template.offset + template.length))
    return replace(template, offset=start, length=stop - start)


def quoted_placeholder(text: str) -> re.Match[str] | None:
    """Return the placeholder with double quotes that makes a text no template in JSON, None where there is none."""
    return _QUOTED.search(text) if spoilt_by_json(text) is not None else None


def _in_json(character: str) -> str:
    """Return a character as Go's encoding/json writes it in a string."""
    if character in "<>&\u2028\u2029":
        return f"\\u{ord(character):04x}"
    return json.dumps(character, ensure_ascii=False)[1:-1]


def _pieces_before(pieces: Sequence[str], offset: int) -> int:
    return sum(end <= offset for end in accumulate(map(len, pieces)))
