"""What becomes of CUSTOM_ARGS: in every command that Ray does not run they must end it, once; `ray start` gets none.

Source: the platform's manual (seed 000) adds them to the command; its sample adds them to `ray start` on workers too,
where they are flags of the server that Ray does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from msgspec.structs import replace

from generator.gotemplate import Template, parse
from generator.gotemplate.uses import data_uses
from generator.hydra.twin.command import commands_of, joins_ray, runs_ray, script_of
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import ContainerTemplate, Started, start
from generator.hydra.twin.variables import CUSTOM_ARGS, Deployment
from generator.hydra.twin.written import TemplateText
from generator.place import Span


class Fate(Enum):
    """What becomes of CUSTOM_ARGS."""

    SOUND = "they end the server's command, once"
    LOST = "they stand nowhere"
    DOUBLED = "they stand more than once"
    NOT_LAST = "other arguments follow them"
    GIVEN_TO_RAY = "they are arguments of ray start"
    NO_ARGUMENTS = "they are parts of other arguments"
    ALONE = "they are a command of their own"


def fate(started: Started) -> Fate:
    """Return what becomes of CUSTOM_ARGS, which are the sentinels, in what a container is started with."""
    commands = commands_of(started)
    counts = [sum(word.count(SENTINELS[0]) for word in command) for command in commands]
    if any(count and runs_ray(command) for count, command in zip(counts, commands, strict=True)):
        return Fate.GIVEN_TO_RAY
    if sum(counts) != 1:
        joined = any(map(joins_ray, commands))
        return Fate.DOUBLED if sum(counts) else Fate.SOUND if joined else Fate.LOST
    command = commands[counts.index(1)]
    if not set(SENTINELS) <= set(command):
        return Fate.NO_ARGUMENTS
    if command[-len(SENTINELS) :] != SENTINELS:
        return Fate.NOT_LAST
    alone = len(command) == len(SENTINELS) and script_of(started) is not None
    return Fate.ALONE if alone else Fate.SOUND


def fates(proof: Proof) -> dict[Fate, tuple[Deployment, ...]]:
    """Return what becomes of CUSTOM_ARGS, with the deployments that it is so for; nothing where all is sound."""
    found = ((fate(started), deployment) for deployment, started in proof.started() if deployment.custom_args)
    result: dict[Fate, tuple[Deployment, ...]] = {}
    for known, deployment in found:
        if known is not Fate.SOUND:
            result[known] = (*result.get(known, ()), deployment)
    return result


def culprit(proof: Proof, wrong: Fate, deployment: Deployment) -> Span:
    """Return where the template puts CUSTOM_ARGS wrongly: the last place without which they are not wrong in this way.

    Where no place is to blame, as it is when they are lost, that is the text that should hold them.
    """
    for text, changed in _without_one_place(proof):
        started = start(changed, deployment)
        if isinstance(started, Started) and fate(started) is not wrong:
            return text
    own = [text for text in proof.template.written if text.name == "worker" and is_worker(deployment)]
    texts = (*own, *proof.template.arguments, *proof.template.command)
    return texts[0].span() if texts else proof.template.mark(()).key


def is_worker(deployment: Deployment) -> bool:
    """Say whether a pod is one of several that follow a leader: its command is hydraLaunch's `worker`."""
    return bool(deployment.values["IS_DISTRIBUTED"]) and not deployment.values["IS_LEADER"]


def _without_one_place(proof: Proof) -> Iterator[tuple[Span, ContainerTemplate]]:
    """Yield each place where people wrote CUSTOM_ARGS, the last first, and the templates without it.

    A name of the same length that no deployment has takes its place, so that all else stays where it is.
    """
    template, parsed = proof.template, proof.parsed
    for index, text in reversed(tuple(enumerate(template.arguments))):
        for span, changed in _changed(text):
            arguments = (*parsed.arguments[:index], changed, *parsed.arguments[index + 1 :])
            yield span, replace(parsed, arguments=arguments)
    for index, text in reversed(tuple(enumerate(template.command))):
        for span, changed in _changed(text):
            command = (*parsed.command[:index], changed, *parsed.command[index + 1 :])
            yield span, replace(parsed, command=command)


def _changed(text: TemplateText) -> Iterator[tuple[Span, Template]]:
    template = text.parsed
    assert isinstance(template, Template)
    uses = sorted((use.start, use.stop) for use in data_uses(template) if use.path[0] == CUSTOM_ARGS)
    for first, stop in reversed(uses):
        name = text.text.index(CUSTOM_ARGS, first)
        changed = parse(text.text[:name] + "_" * len(CUSTOM_ARGS) + text.text[name + len(CUSTOM_ARGS) :])
        if isinstance(changed, Template) and text.is_own(first):
            yield text.span(first, stop - first), changed
