"""A runtime's templates filled in for every kind of deployment, so that what holds in all of them can be proved.

The kinds are all combinations of what the templates ask for: IS_DISTRIBUTED, IS_LEADER, sizes, and no CUSTOM_ARGS, two that
can be told from all else, or one where they are counted. Sizes are those on both sides of the numbers in the templates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import product

from msgspec import Struct

from generator.gotemplate import Template, TemplateProblem
from generator.gotemplate.limits import Meter
from generator.gotemplate.uses import conditions
from generator.hydra.twin.started import ContainerTemplate, Started, TemplateFailure, start
from generator.hydra.twin.variables import CUSTOM_ARGS, VARIABLES, Deployment, Scalar, deployment
from generator.hydra.twin.written import RuntimeTemplate

SENTINELS = ("--servewright-sentinel-1", "--servewright-sentinel-2")
"""CUSTOM_ARGS that nobody writes."""
_FREE = ("MODEL_NAME", "MODEL_ID", "CLUSTER", "NAMESPACE", "RAY_PORT")
"""Variables that are a deployment's own and that no list has all values of."""
_USUAL: Mapping[str, tuple[int, ...]] = {"TP_SIZE": (1, 4, 8), "PP_SIZE": (1, 2)}
_ROLES = ("IS_DISTRIBUTED", "IS_LEADER")
_LARGEST = 64
_MOST_STEPS = 2_000_000
_MOST_CHARACTERS = 1 << 22
"""What all kinds of deployments together may take; only a template that is made to last takes more."""
_MOST_SIZES = 6
_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PRINTED = re.compile(r"\{\{-?\s*\.\w+\s*-?\}\}")
"""A variable that is written as it is: its value makes no difference to what the template does."""
_COUNTING = re.compile(r"\b(?:index|len|slice)\b")
_NUMBER = re.compile(r"(?<![\w.])[0-9]{1,3}(?![\w.])")


class Rendering(Struct, frozen=True):
    """What one kind of deployment gives."""

    deployment: Deployment
    result: Started | TemplateFailure


class Proof(Struct, frozen=True, eq=False, dict=True):
    """A runtime's template, all of whose texts can be parsed."""

    template: RuntimeTemplate

    @cached_property
    def parsed(self) -> ContainerTemplate:
        """The templates as Hydra reads them."""
        command, arguments = (
            tuple(_sound(text.parsed) for text in texts) for texts in (self.template.command, self.template.arguments)
        )
        return ContainerTemplate(command, arguments)

    @cached_property
    def varied(self) -> Mapping[str, tuple[Scalar, ...]]:
        """The variables that differ between the kinds of deployments, each with its values."""
        tells = any(name in self._text for name in _ROLES)
        truths = dict.fromkeys(_ROLES, (False, True)) if tells else {}
        numbers = {int(found) for action in _ACTION.findall(self._text) for found in _NUMBER.findall(action)}
        asked = _PRINTED.sub("", self._text)
        sizes = {name: _sizes(usual, numbers) for name, usual in _USUAL.items() if name in asked}
        return truths | sizes

    @cached_property
    def assumed(self) -> Mapping[str, Scalar]:
        """The variables that conditions ask for and that have one value in all kinds of deployments."""
        texts = (*self.parsed.command, *self.parsed.arguments)
        asked = {use.path[0] for template in texts for use in conditions(template)}
        return {name: VARIABLES[name].default for name in _FREE if name in asked}

    @cached_property
    def renderings(self) -> tuple[Rendering, ...]:
        """What all kinds of deployments give; none behind the first that is beyond a limit, or all together are."""
        found: list[Rendering] = []
        meters: list[Meter] = []
        characters = 0

        def new_meter() -> Meter:
            meters.append(Meter())
            return meters[-1]

        for each in self._deployments():
            result = start(self.parsed, each, new_meter)
            found.append(Rendering(each, result))
            characters += sum(map(len, result.words)) if isinstance(result, Started) else 0
            over = characters > _MOST_CHARACTERS or sum(meter.steps for meter in meters) > _MOST_STEPS
            if over or (isinstance(result, TemplateFailure) and result.is_limit):
                break
        return tuple(found)

    @property
    def counts(self) -> frozenset[int]:
        """How many CUSTOM_ARGS the kinds of deployments have."""
        return frozenset(map(len, self._arguments))

    def started(self) -> Iterator[tuple[Deployment, Started]]:
        """Yield what the deployments whose templates can be filled in start."""
        for rendering in self.renderings:
            if isinstance(rendering.result, Started):
                yield rendering.deployment, rendering.result

    def with_custom_args(self) -> Iterator[tuple[Deployment, Started]]:
        """Yield what is started with all the sentinels for CUSTOM_ARGS."""
        return (each for each in self.started() if each[0].custom_args == SENTINELS)

    def where(self, holds: Callable[[Deployment, Started], bool]) -> tuple[Deployment, ...]:
        """Return the deployments for which something holds."""
        return tuple(deployment for deployment, started in self.started() if holds(deployment, started))

    @cached_property
    def _text(self) -> str:
        return "\n".join(text.text for text in (*self.template.command, *self.template.arguments))

    @cached_property
    def _arguments(self) -> tuple[tuple[str, ...], ...]:
        counts = CUSTOM_ARGS in self._text and _COUNTING.search(self._text) is not None
        return ((), SENTINELS[:1], SENTINELS) if counts else ((), SENTINELS)

    def _deployments(self) -> Iterator[Deployment]:
        for values in product(*self.varied.values()):
            for given in self._arguments:
                yield deployment(self.template.runtime, dict(zip(self.varied, values, strict=True)), given)


def _sizes(usual: tuple[int, ...], numbers: Iterable[int]) -> tuple[int, ...]:
    near = {beside for number in numbers if number <= _LARGEST for beside in (number, number + 1) if beside > 0}
    more = sorted(near - set(usual))[: _MOST_SIZES - len(usual)]
    return tuple(sorted((*usual, *more)))


def _sound(parsed: Template | TemplateProblem) -> Template:
    assert not isinstance(parsed, TemplateProblem), "only templates that can be parsed are proved"
    return parsed
