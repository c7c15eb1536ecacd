"""Where a template puts CUSTOM_ARGS wrongly: found by filling it in without one of the places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.gotemplate import Template, parse
from generator.gotemplate.uses import data_uses, texts_of
from generator.hydra.twin.custom_args import Fate, Verdict, is_no_server, verdict
from generator.hydra.twin.proof import Proof
from generator.hydra.twin.started import ContainerTemplate, Started, start
from generator.hydra.twin.variables import CUSTOM_ARGS, Deployment, role_of
from generator.hydra.twin.written import TemplateText
from generator.place import Span

_MOST_READ, _MOST_TRIED = 60_000, 16
"""Characters of templates that are read for one culprit, and places: each that is tried takes a whole text."""


_WRITTEN = re.compile(r"^[ \t]*(\S+)", re.MULTILINE)
"""The first word of a line."""
_OTHER = "\N{REPLACEMENT CHARACTER}"


class Culprit(Struct, frozen=True):
    """Where CUSTOM_ARGS stand wrongly, and whether people wrote them there."""

    span: Span
    written: bool


class _Place(Struct, frozen=True):
    field: Literal["command", "arguments"]
    index: int
    text: TemplateText
    start: int
    stop: int

    @property
    def span(self) -> Span:
        return self.text.span(self.start, self.stop - self.start)


def culprit(proof: Proof, wrong: Verdict, deployment: Deployment) -> Culprit:
    """Return the last place without which CUSTOM_ARGS are not wrong in this way, of several too many the last.

    Where no place is to blame, as it is when they are lost, that is the text that should hold them.
    """
    before = start(proof.parsed, deployment)
    written: _Place | None = None
    left = _MOST_READ
    for place in islice(_places(proof), _MOST_TRIED):
        left -= len(place.text.text)
        if left < 0:
            break
        changed = _without(proof.parsed, place)
        started = start(changed, deployment) if changed is not None else None
        if isinstance(started, Started) and verdict(started).fate is not wrong.fate:
            return Culprit(place.span, True)
        written = written or (place if started != before else None)
    if wrong.fate is Fate.DOUBLED and written is not None:
        return Culprit(written.span, True)
    texts = proof.template.texts_for(role_of(deployment))
    return Culprit(_where_due(proof, deployment, texts[0]) if texts else proof.template.mark(()).key, False)


def _where_due(proof: Proof, deployment: Deployment, text: TemplateText) -> Span:
    """Return where a text should hold CUSTOM_ARGS: the line of the last command that it gives a deployment."""
    whole = text.span()
    if whole.line == whole.end_line or len(text.text) > _MOST_READ // _MOST_TRIED:
        return whole
    before = start(proof.parsed, deployment)
    for offset in islice(_line_starts(text), _MOST_TRIED):
        begin = text.text.rfind("\n", 0, offset) + 1
        line = text.text[begin:].partition("\n")[0]
        if text in proof.template.arguments and start(_marked(proof, text, offset), deployment) == before:
            continue
        return text.span(begin + len(line) - len(line.lstrip()), len(line.strip()))
    return whole


def _line_starts(text: TemplateText) -> Iterator[int]:
    """Yield where the template's own text begins in each line that may start a server, the last line first."""
    assert isinstance(text.parsed, Template)
    for piece in sorted(texts_of(text.parsed), key=lambda each: -each.start):
        for found in reversed(tuple(_WRITTEN.finditer(piece.text))):
            if not is_no_server(found[1]):
                yield piece.start + found.start(1)


def _marked(proof: Proof, text: TemplateText, offset: int) -> ContainerTemplate:
    """Return the templates with another character at a place of an argument."""
    changed = parse(text.text[:offset] + _OTHER + text.text[offset + 1 :])
    assert isinstance(changed, Template)
    arguments = (changed if each is text else each.parsed for each in proof.template.arguments)
    return replace(proof.parsed, arguments=tuple(arguments))


def _places(proof: Proof) -> Iterator[_Place]:
    """Yield the places where people wrote CUSTOM_ARGS, the last first."""
    parts: tuple[tuple[Literal["command", "arguments"], tuple[TemplateText, ...]], ...] = (
        ("arguments", proof.template.arguments),
        ("command", proof.template.command),
    )
    for field, texts in parts:
        for index, text in reversed(tuple(enumerate(texts))):
            template = text.parsed
            assert isinstance(template, Template)
            uses = sorted((use.start, use.stop) for use in data_uses(template) if use.path[0] == CUSTOM_ARGS)
            yield from (_Place(field, index, text, *use) for use in reversed(uses) if text.is_own(use[0]))


def _without(parsed: ContainerTemplate, place: _Place) -> ContainerTemplate | None:
    """Return the templates without a place: a name of the same length that no deployment has takes its place."""
    text = place.text.text
    name = text.index(CUSTOM_ARGS, place.start)
    changed = parse(text[:name] + "_" * len(CUSTOM_ARGS) + text[name + len(CUSTOM_ARGS) :])
    if not isinstance(changed, Template):
        return None
    before: tuple[Template, ...] = getattr(parsed, place.field)
    return replace(parsed, **{place.field: (*before[: place.index], changed, *before[place.index + 1 :])})
