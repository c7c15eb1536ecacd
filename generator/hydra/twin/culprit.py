"""Where a template puts CUSTOM_ARGS wrongly: found by filling it in without one of the places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.gotemplate import Template, parse
from generator.gotemplate.uses import data_uses
from generator.hydra.twin.custom_args import Fate, Verdict, verdict
from generator.hydra.twin.proof import Proof
from generator.hydra.twin.started import ContainerTemplate, Started, start
from generator.hydra.twin.variables import CUSTOM_ARGS, Deployment, role_of
from generator.hydra.twin.written import TemplateText
from generator.place import Span

_MOST_READ, _MOST_TRIED = 60_000, 16
"""Characters of templates that are read for one culprit, and places: each that is tried takes a whole text."""


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
    return Culprit(texts[0].span() if texts else proof.template.mark(()).key, False)


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
