"""A text that KServe fills in is a Go template, and reads fields that a service has.

KServe takes each text with {{ of the serving container for a template, and what it is filled in with is the service's
metadata. From one that it cannot read, or that asks for a field that there is not, no Deployment comes.

Example:
    args: ["--name={{ .Nmae }}"]                                   # broken: metadata has Name
    args: ["--template={{ messages[0] }}"]                         # broken: the server's template, not KServe's
    args: ["--name={{ .Name }}", "--template={{ `{{` }} messages[0] }}"]  # sound: `{{` gives the two braces

Source: ReplacePlaceholders, pkg/controller/v1beta1/inferenceservice/utils/utils.go in github.com/kserve/kserve;
    ObjectMeta, pkg/apis/meta/v1/types.go in github.com/kubernetes/apimachinery
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.finding import Finding
from generator.gotemplate import TemplateProblem
from generator.gotemplate.uses import Path, data_uses
from generator.judged.filled_texts import filled_texts, parsed
from generator.judged.objects import Judged
from generator.judged.upstream_template import quoted_placeholder, spoilt_by_json
from generator.naming import offer
from generator.rule import Rule

RULE = Rule("invalid-placeholder")

_MAPS = {"Labels": "label", "Annotations": "annotation"}
_TIMES = ("CreationTimestamp", "DeletionTimestamp")
"""Fields with methods of their own."""
_FIELDS = (
    *("Name", "GenerateName", "Namespace", "SelfLink", "UID", "ResourceVersion", "Generation"),
    *("DeletionGracePeriodSeconds", "OwnerReferences", "Finalizers", "ManagedFields"),
    *_TIMES,
    *_MAPS,
)
_DOTTED = re.compile(r"\.(Labels|Annotations)\.([^\s{}()|`\"']+)")
_OPENED = re.compile(rf"\{{\{{-?\s*(?:index\s+)?\.(?:{'|'.join(_FIELDS)})\b")
"""The beginning of a placeholder, whatever else has two braces."""
_BRACES = "For braces that are not KServe's, write {{ `{{` }} in place of {{."
_IN_JSON = "Keep line breaks, tabs, backslashes, quotes, &, < and > out of {{ … }}: JSON is made of the text before."

_Told = tuple[str, str, int, int]
"""A message, its help, and the offset and length of the piece of the text."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts that KServe is to fill in and cannot."""
    for text, steps in filled_texts(judged):
        for message, help_text, offset, length in _told(text, judged.facts.alauda):
            yield Finding(RULE.id, steps, message, help_text, offset=offset, length=max(length, 1))


@lru_cache(maxsize=1024)
def _told(text: str, alauda: bool) -> tuple[_Told, ...]:
    if alauda and "}}" not in text:
        return tuple(_left_alone(opened) for opened in _OPENED.finditer(text))
    template = parsed(text)
    if isinstance(template, TemplateProblem):
        return (_unreadable(template, _advice(text, template)),)
    spoilt = None if alauda or quoted_placeholder(text) else spoilt_by_json(text)
    if spoilt is not None:
        return (_unreadable(spoilt, _IN_JSON),)
    return tuple(
        (*wrong, use.start, use.stop - use.start) for use in data_uses(template) if (wrong := _wrong(use.path))
    )


def _left_alone(opened: re.Match[str]) -> _Told:
    message = "KServe does not fill in this text: a placeholder has no '}}'"
    return message, "Close it with }}.", opened.start(), opened.end() - opened.start()


def _unreadable(problem: TemplateProblem, help_text: str) -> _Told:
    message = f"KServe takes this text for a Go template, which it is not: {problem.message}"
    return message, help_text, problem.offset, problem.length


def _advice(text: str, problem: TemplateProblem) -> str:
    """Return the help for a text that is no template: many a time its braces are meant for the server."""
    dotted = next((each for each in _DOTTED.finditer(text) if each.start() <= problem.offset <= each.end()), None)
    if dotted is not None:
        return _placeholder(dotted[1], dotted[2])
    # What to do about a name of other characters is Go's way of looking into a map, which metadata is not.
    return _BRACES if problem.message.startswith("bad character") else f"{problem.help} {_BRACES}"


def _wrong(path: Path) -> tuple[str, str] | None:
    """Return what is wrong with names that are looked up in a service's metadata, and the help; None if nothing is."""
    first, *others = path
    if first not in _FIELDS:
        message = f"KServe cannot fill in this text: a service's metadata has no field '{first}'"
        return message, offer(first, _FIELDS, "fields")
    if first in _MAPS and len(others) > 1:
        key = ".".join(others)
        message = f"this does not read the {_MAPS[first]} '{key}': dots lead into '{others[0]}', which is a text"
        return message, _placeholder(first, key)
    if first not in (*_MAPS, *_TIMES) and others:
        message = f"KServe cannot fill in this text: '.{first}' of a service's metadata has no field '{others[0]}'"
        return message, f"Write {{{{ .{first} }}}}."
    return None


def _placeholder(section: str, key: str) -> str:
    return f"Write ${{{{ placeholder.{_MAPS[section]}('{key}') }}}}, or {{{{ index .{section} `{key}` }}}}."
