"""What a container is started with: a runtime's templates filled in, and CUSTOM_ARGS where Hydra itself puts them.

Source: the platform's manual (seed 000). With a commandTemplate, the two templates give command and args, and
CUSTOM_ARGS stand where the templates put them. Without one, Hydra appends CUSTOM_ARGS to the filled argsTemplate.
Without any template, CUSTOM_ARGS are the args. That the engine is text/template and takes each item of a list by itself
is not said; the sample fits both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct

from generator.gotemplate import ExecError, Template, TemplateProblem, execute, parse
from generator.gotemplate.limits import Meter
from generator.gotemplate.values import strings
from generator.hydra.twin.variables import CUSTOM_ARGS, Deployment

Field = Literal["commandTemplate", "argsTemplate"]


class ContainerTemplate(Struct, frozen=True, eq=False):
    """The parsed templates of a container; none where the runtime states none."""

    command: tuple[Template, ...]
    arguments: tuple[Template, ...]


class Started(Struct, frozen=True):
    """A container's command and args. Without a command the image's own is run."""

    command: tuple[str, ...]
    args: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """All that the container is started with."""
        return self.command + self.args


class TemplateFailure(Struct, frozen=True):
    """Why an item of one of the lists gives no text."""

    field: Field
    index: int
    error: TemplateProblem | ExecError

    @property
    def is_limit(self) -> bool:
        """Say whether Go itself might go on."""
        return self.error.go is None


def container_template(container: Mapping[str, Any]) -> ContainerTemplate | TemplateFailure:
    """Return the templates of a containerTemplate, or the first that cannot be parsed."""
    parsed: dict[Field, list[Template]] = {"commandTemplate": [], "argsTemplate": []}
    for field, templates in parsed.items():
        for index, text in enumerate(container.get(field) or ()):
            template = parse(text, f"{field}[{index}]")
            if isinstance(template, TemplateProblem):
                return TemplateFailure(field, index, template)
            templates.append(template)
    return ContainerTemplate(tuple(parsed["commandTemplate"]), tuple(parsed["argsTemplate"]))


def start(
    template: ContainerTemplate, deployment: Deployment, new_meter: Callable[[], Meter] = Meter
) -> Started | TemplateFailure:
    """Return what the container is started with in a deployment. Each text is filled in on a new meter."""
    data = data_of(deployment)
    filled: list[tuple[str, ...]] = []
    parts: tuple[tuple[Field, tuple[Template, ...]], ...] = (
        ("commandTemplate", template.command),
        ("argsTemplate", template.arguments),
    )
    for field, templates in parts:
        texts = _filled(field, templates, data, new_meter)
        if isinstance(texts, TemplateFailure):
            return texts
        filled.append(texts)
    command, args = filled
    return Started(command, args if command else args + deployment.custom_args)


def data_of(deployment: Deployment) -> dict[str, Any]:
    """Return what Hydra gives to the templates of a deployment."""
    return dict(deployment.values) | {CUSTOM_ARGS: strings(deployment.custom_args)}


def custom_args(deployment_args: Sequence[str], agent_args: Iterable[str]) -> tuple[str, ...]:
    """Return CUSTOM_ARGS of a deployment on a worker.

    Their order is not stated anywhere. This is the order in which the manual names the two: the deployment's own, then
    those of hydra-agent.
    """
    return (*deployment_args, *agent_args)


def _filled(
    field: Field, templates: Sequence[Template], data: Mapping[str, Any], new_meter: Callable[[], Meter]
) -> tuple[str, ...] | TemplateFailure:
    texts: list[str] = []
    for index, template in enumerate(templates):
        text = execute(template, data, meter=new_meter())
        if isinstance(text, ExecError):
            return TemplateFailure(field, index, text)
        texts.append(text)
    return tuple(texts)
