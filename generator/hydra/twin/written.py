"""A runtime's template as it stands in the ConfigMap, and where each piece of it is written.

Positions are worked out when a finding asks for one: a template that is sound never does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from generator.hydra.twin.variables import ROLES
from generator.place import Mark, Span, Steps

if TYPE_CHECKING:
    from generator.gotemplate import Template, TemplateProblem


class TemplateText(Struct, frozen=True, eq=False, dict=True):
    """A text that Hydra takes for a Go template, or a command of hydraLaunch, of which one is made."""

    name: str
    text: str
    place: Callable[[int, int], Span]
    """Gives the place of a piece by its offset and length, of all of it where the length is 0."""
    is_own: Callable[[int], bool] = lambda _: True
    """Says whether people wrote what stands at an offset: the generator writes what is between commands."""

    @cached_property
    def parsed(self) -> Template | TemplateProblem:
        """The template, or why the text is none."""
        from generator.gotemplate import parse

        return parse(self.text, self.name)

    def span(self, offset: int = 0, length: int = 0) -> Span:
        """Return where a piece of the text is written; without a length, where the text is."""
        return self.place(offset, length)


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

    @property
    def is_launched(self) -> bool:
        """Say whether hydraLaunch gives the template."""
        return any(text.name in ROLES for text in self.written)

    def texts_for(self, role: str) -> tuple[TemplateText, ...]:
        """Return the texts that may give a pod its command, what people wrote for it first."""
        commands = {text.name: text for text in self.written if text.name in ROLES}
        own = commands.get(role) or commands.get("single")
        return (*((own,) if own else ()), *self.arguments, *self.command)

    @property
    def is_readable(self) -> bool:
        """Say whether all texts can be parsed."""
        from generator.gotemplate import TemplateProblem

        texts = (*self.written, *self.command, *self.arguments)
        return not any(isinstance(text.parsed, TemplateProblem) for text in texts)

    def text_of(self, field: str, index: int) -> TemplateText:
        """Return an item of commandTemplate or argsTemplate."""
        return (self.command if field == "commandTemplate" else self.arguments)[index]

    def init_containers(self) -> Iterator[tuple[Mapping[str, Any], Steps]]:
        """Yield the pod's init containers, each with the steps to it."""
        for index, container in enumerate((self.value.get("podTemplate") or {}).get("initContainers") or ()):
            yield container, ("podTemplate", "initContainers", index)

    def ports(self) -> Iterator[tuple[int, Span]]:
        """Yield the container's ports, each with where it is written."""
        for index, port in enumerate(self.container.get("ports") or ()):
            steps = ("podTemplate", "containerTemplate", "ports", index, "containerPort")
            yield port["containerPort"], self.mark(steps).value
