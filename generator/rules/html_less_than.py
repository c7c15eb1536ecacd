"""On Alauda, a text with {{ has no < that html/template would change.

Alauda's KServe fills in each text by itself. One of its two known builds does so with html/template, for which < is
markup: it writes &lt; instead, or takes what follows for a tag and refuses the text or escapes what it fills in. A text whose
braces are meant for others, such as a chat template, is best brought by a ConfigMap, which KServe does not fill in.

Example:
    command: [sh, -c, "serve {{ .Name }} < /dev/null"]                          # broken
    command: [sh, -c, 'serve "$NAME" < /dev/null'], env: [{name: NAME, value: "{{ .Name }}"}]  # sound
    args: ["--prompt=<b>$(NAME) <"], env: [{name: NAME, value: "{{ .Name }}"}]                 # sound without a shell

Source: pkg/controller/v1beta1/inferenceservice/utils/placeholder.go, branch placeholder of github.com/timonwong/kserve
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.command_line.shell_literals import literal_at
from generator.command_line.shell_scan import Literal
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.gotemplate import TemplateProblem
from generator.gotemplate.html import escape
from generator.gotemplate.uses import data_uses
from generator.gotemplate.uses import texts_of as pieces_of
from generator.judged.filled_texts import filled_texts, parsed
from generator.judged.objects import Judged
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("html-less-than", Severity.WARNING)

_MESSAGE = "'<' stands beside '{{': html/template, with which one build of Alauda's KServe fills in texts, "
_APART = "then no '{{' stands beside '<'."
_IN_SHELL = f'Let an env take the placeholder, and write "$NAME" in this text, outside of single quotes: {_APART}'
_BY_KUBELET = f"Let an env take the placeholder, and write $(NAME) in this text, which kubelet fills in: {_APART}"
_IN_ENV = f"Let an env before this one take the placeholder, and write $(NAME) in this value: {_APART}"
_IN_HEREDOC = (
    "Nothing is expanded in a quoted here-document: take its quotes away, let an env take the placeholder, and write $NAME "
    "there. Or mount the text as a file from a ConfigMap, which KServe does not fill in."
)
_IN_CONFIG_MAP = (
    "Put this text into a ConfigMap, and bring it as a file by a volume or as a variable by configMapKeyRef: KServe does "
    "not fill it in there, and its braces need no escape."
)
_ELSEWHERE = "Take the '<' out of this text: nothing but KServe can fill in what stands beside it."
_WRITES_BRACES = re.compile(r"""\{\{-?\s*[`"'](?:\{\{|\}\})""")
"""An action that writes braces for somebody else."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts of containers that KServe fills in and that html/template would change or refuse."""
    if not (judged.facts.alauda and judged.may_write("<")):
        return
    for text, steps in filled_texts(judged):
        spoilt = _spoilt(text) if "<" in text and "}}" in text else None
        if spoilt is not None:
            offset, does = spoilt
            yield Finding(
                RULE.id,
                steps,
                _MESSAGE + does,
                _help(judged, text, steps),
                severity=RULE.severity,
                offset=offset,
                length=1,
            )


def _help(judged: Judged, text: str, steps: Steps) -> str:
    """Return what takes the placeholder out of a text, which depends on who reads the text."""
    uses = _uses(text)
    if not uses or _WRITES_BRACES.search(text):
        return _IN_CONFIG_MAP
    if any(script.steps == steps for process in judged.processes for script in process.own_scripts):
        return _IN_HEREDOC if any(literal_at(text, use) is Literal.DOCUMENT for use in uses) else _IN_SHELL
    match steps:
        case (*_, "env", int(), "value"):
            return _IN_ENV
        case (*_, "exec", "command", int()):
            return _IN_SHELL
        case (*_, "command" | "args", int()):
            return _BY_KUBELET
    return _ELSEWHERE


def _uses(text: str) -> tuple[int, ...]:
    """Return where a text reads what KServe fills in."""
    template = parsed(text)
    return () if isinstance(template, TemplateProblem) else tuple(use.start for use in data_uses(template))


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
