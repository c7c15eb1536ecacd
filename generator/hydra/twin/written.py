"""A runtime's template as it stands in the ConfigMap, and where each piece of it is written.

Positions are worked out when a finding asks for one: a template that is sound never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.source import Mark, Span, Steps

if TYPE_CHECKING:
    from generator.gotemplate import Template, TemplateProblem


class Stretch(Struct, frozen=True, eq=False):
    """A stretch of a template's text, and what gives the place of a piece of it: its offset there and its length.

    A length of 0 asks for the place of all that the stretch is written in.
    """

    length: int
    span: Callable[[int, int], Span]
    own: bool = True
    """Whether people wrote it; the generator writes the rest."""


class TemplateText(Struct, frozen=True, eq=False, dict=True):
    """A text that Hydra takes for a Go template, or a command of hydraLaunch, of which one is made."""

    name: str
    text: str
    stretches: Callable[[], tuple[Stretch, ...]]

    @cached_property
    def parsed(self) -> Template | TemplateProblem:
        """The template, or why the text is none."""
        from generator.gotemplate import parse

        return parse(self.text, self.name)

    def span(self, offset: int = 0, length: int = 0) -> Span:
        """Return where a piece of the text is written; without a length, where the text is."""
        pieces = self.stretches()
        if length == 0:
            own = next((stretch for stretch in pieces if stretch.own), pieces[0])
            return own.span(0, 0)
        stretch, inside = self._at(offset)
        return stretch.span(inside, min(length, stretch.length - inside))

    def is_own(self, offset: int) -> bool:
        """Say whether people wrote what stands at an offset."""
        return self._at(offset)[0].own

    def _at(self, offset: int) -> tuple[Stretch, int]:
        """Return the stretch that holds an offset, the last one for the text's end, and the offset in it."""
        *others, last = self.stretches()
        for stretch in others:
            if offset < stretch.length:
                return stretch, offset
            offset -= stretch.length
        return last, min(offset, max(last.length - 1, 0))


class RuntimeTemplate(Struct, frozen=True, eq=False):
    """A runtime's entry of `templates`: its finished value, and its texts as people wrote them and as Hydra reads them.

    The two are the same unless hydraLaunch gives the template: then people wrote commands.
    """

    runtime: str
    value: Mapping[str, Any]
    written: tuple[TemplateText, ...]
    command: tuple[TemplateText, ...]
    arguments: tuple[TemplateText, ...]
    mark: Callable[[Steps], Mark]
    """Where a part of the value is written."""

    @property
    def container(self) -> Mapping[str, Any]:
        """The containerTemplate."""
        container: Mapping[str, Any] = (self.value.get("podTemplate") or {}).get("containerTemplate") or {}
        return container

    def text_of(self, field: str, index: int) -> TemplateText:
        """Return an item of commandTemplate or argsTemplate."""
        return (self.command if field == "commandTemplate" else self.arguments)[index]

    def ports(self) -> Iterator[tuple[int, Span]]:
        """Yield the container's ports, each with where it is written."""
        for index, port in enumerate(self.container.get("ports") or ()):
            steps = ("podTemplate", "containerTemplate", "ports", index, "containerPort")
            yield port["containerPort"], self.mark(steps).value
