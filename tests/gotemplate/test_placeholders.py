"""Go fills in the texts of tests/unit/test_rules_placeholders.py with a service's metadata, or fails where rules say so."""

from __future__ import annotations

import json

import pytest

from tests.gotemplate.comparison import Question, go_answers
from tests.unit.test_rules_placeholders import TEXTS

METADATA = {"$meta": {"Name": "chat", "Labels": {"a": "1"}, "Annotations": {"a": "1", "repo": "m"}}}


@pytest.mark.parametrize("distribution", ["alauda", "upstream"])
def test_go_fails_where_it_is_told(distribution: str) -> None:
    # Without }}, Alauda's build does not ask Go.
    asked = [row for row in TEXTS if distribution == "upstream" or "}}" in row[0]]
    answers = go_answers(question(distribution, row[0]) for row in asked)
    fails = [row[0] for row, (kind, _) in zip(asked, answers, strict=True) if kind == "error"]
    assert fails == [text for text, alauda, upstream in asked if (alauda if distribution == "alauda" else upstream)]


def question(distribution: str, text: str) -> Question:
    """Return what KServe asks Go for: Alauda's build a text by itself, upstream's what JSON makes of it."""
    if distribution == "alauda":
        return {"engine": "text", "template": text, "data": METADATA}
    written = json.dumps({"value": text}, ensure_ascii=False)
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return {"engine": "html", "template": written, "data": METADATA}
