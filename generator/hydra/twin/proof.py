"""A runtime's templates filled in for every kind of deployment, so that what holds in all of them can be proved.

The kinds are all combinations of IS_DISTRIBUTED, IS_LEADER, TP_SIZE 1 and 4, without CUSTOM_ARGS and with some that can
be told from all else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import product

from msgspec import Struct

from generator.gotemplate import Template, TemplateProblem
from generator.hydra.twin.started import ContainerTemplate, Started, TemplateFailure, start
from generator.hydra.twin.variables import ROLES, Deployment, deployment
from generator.hydra.twin.written import RuntimeTemplate

SENTINELS = ("--servewright-sentinel-1", "--servewright-sentinel-2")
"""CUSTOM_ARGS that nobody writes."""
_SIZES = (1, 4)
_PODS = {
    (False, False): "a single node",
    (False, True): "a single node with IS_LEADER=true",
    (True, True): "a leader",
    (True, False): "a worker",
}


class Rendering(Struct, frozen=True):
    """What one kind of deployment gives."""

    deployment: Deployment
    result: Started | TemplateFailure

    @property
    def has_custom_args(self) -> bool:
        """Say whether the deployment has CUSTOM_ARGS."""
        return bool(self.deployment.custom_args)


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
    def renderings(self) -> tuple[Rendering, ...]:
        """What all kinds of deployments give."""
        runtime = self.template.runtime
        kinds = product((False, True), (False, True), _SIZES, ((), SENTINELS))
        deployments = (
            deployment(runtime, {"IS_DISTRIBUTED": distributed, "IS_LEADER": leader, "TP_SIZE": size}, custom_args)
            for distributed, leader, size, custom_args in kinds
        )
        return tuple(Rendering(each, start(self.parsed, each)) for each in deployments)

    def started(self) -> Iterator[tuple[Deployment, Started]]:
        """Yield what the deployments whose templates can be filled in start."""
        for rendering in self.renderings:
            if isinstance(rendering.result, Started):
                yield rendering.deployment, rendering.result

    def where(self, holds: Callable[[Deployment, Started], bool]) -> tuple[Deployment, ...]:
        """Return the deployments for which something holds."""
        return tuple(deployment for deployment, started in self.started() if holds(deployment, started))


def told(deployments: Iterable[Deployment]) -> str:
    """Return a name for some of the kinds of deployments: `a leader and a worker with TP_SIZE=4`, `every deployment`."""
    sizes: dict[str, set[int]] = {}
    for each in deployments:
        values = each.values
        pod = _PODS[bool(values["IS_DISTRIBUTED"]), bool(values["IS_LEADER"])]
        sizes.setdefault(pod, set()).add(int(values["TP_SIZE"]))
    if _PODS[False, False] in sizes:
        sizes.pop(_PODS[False, True], None)
    if len(sizes) == len(ROLES) and len({frozenset(found) for found in sizes.values()}) == 1:
        return "every deployment" + _size("", sizes[_PODS[False, False]])
    named = [pod + _size(pod, sizes[pod]) for pod in _PODS.values() if pod in sizes]
    return " and ".join([", ".join(named[:-1]), named[-1]] if len(named) > 1 else named)


def _size(pod: str, found: set[int]) -> str:
    if len(found) == len(_SIZES):
        return ""
    return f" {'and' if ' with ' in pod else 'with'} TP_SIZE={min(found)}"


def _sound(parsed: Template | TemplateProblem) -> Template:
    assert not isinstance(parsed, TemplateProblem), "only templates that can be parsed are proved"
    return parsed
