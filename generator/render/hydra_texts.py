"""A runtime's Hydra template together with where its texts are written: scalars, script files, launch commands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from generator.expressions.expand import Surroundings
from generator.hydra.launch import launch_pieces
from generator.hydra.twin.written import RuntimeTemplate, TemplateText
from generator.judged.text_place import piece_span
from generator.place import Span, Steps
from generator.render.fragment import Fragment

_FIELDS = ("commandTemplate", "argsTemplate")
_CONTAINER: Steps = ("podTemplate", "containerTemplate")


def runtime_template(
    runtime: str, value: Mapping[str, Any], native: Fragment, launch: Fragment, surroundings: Surroundings
) -> RuntimeTemplate:
    """Return the finished entry `value` of a runtime, made of hydraTemplate (`native`) and hydraLaunch."""
    container = (value.get("podTemplate") or {}).get("containerTemplate") or {}
    if launch.value:
        written = tuple(_stated(launch, (field,), field, text, surroundings) for field, text in launch.value.items())
        command, arguments = (_generated(container, field, launch, written) for field in _FIELDS)
        return RuntimeTemplate(runtime, value, written, command, arguments, native.mark)
    command, arguments = (
        tuple(
            _stated(native, (*_CONTAINER, field, index), f"{field}[{index}]", text, surroundings)
            for index, text in enumerate(container.get(field) or ())
        )
        for field in _FIELDS
    )
    return RuntimeTemplate(runtime, value, command + arguments, command, arguments, native.mark)


def _stated(fragment: Fragment, steps: Steps, name: str, text: str, surroundings: Surroundings) -> TemplateText:
    """Return a text that a definition states at `steps` of a fragment."""
    return TemplateText(name, text, partial(_place, fragment, steps, text, surroundings))


def _place(fragment: Fragment, steps: Steps, text: str, surroundings: Surroundings, offset: int, length: int) -> Span:
    document, place = fragment.place(steps)
    if length == 0:
        return document.mark(place).value
    return piece_span(document, place, text, offset, length, surroundings)


def _generated(
    container: Mapping[str, Any], field: str, launch: Fragment, written: tuple[TemplateText, ...]
) -> tuple[TemplateText, ...]:
    """Return the texts that the generator made of the commands."""
    commands = {command.name: command for command in written}
    return tuple(
        TemplateText(
            f"{field}[{index}]", text, partial(_composed_place, launch, commands), partial(_is_own, launch, commands)
        )
        for index, text in enumerate(container.get(field) or ())
    )


def _composed_place(launch: Fragment, commands: Mapping[str, TemplateText], offset: int, length: int) -> Span:
    """Return the place of a piece in the command that it is in; hydraLaunch itself for all else."""
    found = _command_at(launch, commands, offset) if length else None
    if found is None:
        return launch.mark(()).key
    command, inside = found
    return command.span(inside, min(length, len(command.text) - inside))


def _is_own(launch: Fragment, commands: Mapping[str, TemplateText], offset: int) -> bool:
    return _command_at(launch, commands, offset) is not None


def _command_at(launch: Fragment, commands: Mapping[str, TemplateText], offset: int) -> tuple[TemplateText, int] | None:
    """Return the command that stands at an offset of the generated text, and the offset in it."""
    for piece in launch_pieces(launch.value):
        if offset < len(piece.text):
            if piece.field is None:
                return None
            text = commands[piece.field].text
            return commands[piece.field], offset + len(text) - len(text.lstrip())
        offset -= len(piece.text)
    return None
