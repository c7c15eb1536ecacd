"""On Alauda, a text with {{ has no < that html/template would change.

Alauda's KServe fills in each text by itself. One of its two known builds does so with html/template, for which < is
markup: it writes &lt; instead, or takes what follows for a tag and refuses the text or escapes what it fills in.

Example:
    command: [sh, -c, "serve {{ .Name }} < /dev/null"]                          # broken
    command: [sh, -c, 'serve "$NAME" < /dev/null'], env: [{name: NAME, value: "{{ .Name }}"}]  # sound

Source: pkg/controller/v1beta1/inferenceservice/utils/placeholder.go, branch placeholder of github.com/timonwong/kserve
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.gotemplate import TemplateProblem
from generator.gotemplate.html import escape
from generator.gotemplate.uses import texts_of as pieces_of
from generator.judged.filled_texts import filled_texts, parsed
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("html-less-than", Severity.WARNING)

_MESSAGE = "'<' stands beside '{{': html/template, with which one build of Alauda's KServe fills in texts, "
_HELP = "Let an env take the placeholder, and write $NAME in this text: then no '{{' stands beside '<'."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts of containers that KServe fills in and that html/template would change or refuse."""
    if not (judged.facts.alauda and judged.may_write("<")):
        return
    for text, steps in filled_texts(judged):
        spoilt = _spoilt(text) if "<" in text and "}}" in text else None
        if spoilt is not None:
            offset, does = spoilt
            yield Finding(RULE.id, steps, _MESSAGE + does, _HELP, severity=RULE.severity, offset=offset, length=1)


@lru_cache(maxsize=1024)
def _spoilt(text: str) -> tuple[int, str] | None:
    """Return which < of a text html/template does not leave alone, and what it does; None where there is none.

    What any build refuses is not this rule's affair.
    """
    template = parsed(text)
    if isinstance(template, TemplateProblem):
        return None
    escaped = escape(template)
    if isinstance(escaped, TemplateProblem):
        return text.index("<"), "takes it for markup and refuses the text" if escaped.go else "takes it for markup"
    for before, after in zip(pieces_of(template), pieces_of(escaped), strict=True):
        if before.text != after.text:
            return _changed(before.start, before.text, after.text), "writes '&lt;' in its place"
    return None


def _changed(start: int, before: str, after: str) -> int:
    """Return where a piece of a text begins to differ."""
    same = next((index for index, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), 0)
    return start + same
