"""A runtime's Hydra template together with where its texts are written: scalars, script files, launch commands."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from generator.expand import Surroundings
from generator.expression_pieces import PLAIN_CALL, Source, pieces
from generator.expressions import Scalar, Template, compile_text
from generator.hydra.launch import launch_pieces
from generator.hydra.twin.written import RuntimeTemplate, Stretch, TemplateText
from generator.model import ScriptText
from generator.render_fragment import Fragment
from generator.source import Mark, Span, Steps

_FIELDS = ("commandTemplate", "argsTemplate")
_CONTAINER: Steps = ("podTemplate", "containerTemplate")


def runtime_template(
    runtime: str, value: Mapping[str, Any], native: Fragment, launch: Fragment, surroundings: Surroundings
) -> RuntimeTemplate:
    """Return the finished entry `value` of a runtime, made of hydraTemplate (`native`) and hydraLaunch."""
    container = (value.get("podTemplate") or {}).get("containerTemplate") or {}
    if launch.value:
        written = tuple(_command(launch, field, surroundings) for field in launch.value)
        command, arguments = (_generated(container, field, launch, written) for field in _FIELDS)
        return RuntimeTemplate(runtime, value, written, command, arguments, native.mark)
    command, arguments = (_native(native, field, container, surroundings) for field in _FIELDS)
    return RuntimeTemplate(runtime, value, command + arguments, command, arguments, native.mark)


def _native(
    native: Fragment, field: str, container: Mapping[str, Any], surroundings: Surroundings
) -> tuple[TemplateText, ...]:
    return tuple(
        TemplateText(
            f"{field}[{index}]", text, partial(_stretches, native, (*_CONTAINER, field, index), surroundings, text)
        )
        for index, text in enumerate(container.get(field) or ())
    )


def _command(launch: Fragment, field: str, surroundings: Surroundings) -> TemplateText:
    text = launch.value[field]
    return TemplateText(field, text, partial(_stretches, launch, (field,), surroundings, text))


def _generated(
    container: Mapping[str, Any], field: str, launch: Fragment, written: tuple[TemplateText, ...]
) -> tuple[TemplateText, ...]:
    """Return the texts that the generator made of the commands."""
    texts = container.get(field) or ()
    made = partial(_composed, launch, written)
    return tuple(TemplateText(f"{field}[{index}]", text, made) for index, text in enumerate(texts))


def _composed(launch: Fragment, written: tuple[TemplateText, ...]) -> tuple[Stretch, ...]:
    commands = {command.name: command for command in written}
    whole = launch.mark(()).key
    stretches: list[Stretch] = []
    for piece in launch_pieces(launch.value):
        if piece.field is None:
            stretches.append(Stretch(len(piece.text), lambda _offset, _length: whole, own=False))
        else:
            stretches.append(_stripped(commands[piece.field], len(piece.text)))
    return tuple(stretches)


def _stripped(command: TemplateText, length: int) -> Stretch:
    start = len(command.text) - len(command.text.lstrip())
    return Stretch(length, lambda offset, size: command.span(start + offset, size))


def _stretches(fragment: Fragment, steps: Steps, surroundings: Surroundings, text: str) -> tuple[Stretch, ...]:
    """Return the stretches of a filled-in scalar: what it says itself, and what its expressions give."""
    document, place = fragment.place(steps)
    mark = document.mark(place)
    raw: Any = document.value
    for step in place:
        raw = raw[step]
    template = compile_text(raw) if isinstance(raw, str) else ()
    if not isinstance(template, Template) or "${{" not in raw:
        return (Stretch(len(text), mark.inside),)
    return tuple(_pieces(raw, template, mark, surroundings))


def _pieces(raw: str, template: Template, mark: Mark, surroundings: Surroundings) -> Iterator[Stretch]:
    definition = raw.definition if isinstance(raw, ScriptText) else ""
    functions = surroundings.functions(definition)
    cursor = filled = 0
    for count, piece in enumerate(pieces(raw), 1):
        if isinstance(piece, str):
            yield Stretch(len(piece), _moved(mark, cursor))
            cursor += len(piece) + (not raw.startswith(piece, cursor))
            filled += len(piece)
            continue
        result = Template(("", *template.parts[:count])).evaluate(surroundings.scope, functions)
        length = len(_text(result)) - filled
        yield Stretch(length, _expression(piece, _text(result)[filled:], mark, definition))
        cursor = piece.offset + len(piece.text) + len("}}")
        filled += length


def _text(result: Scalar | tuple[Any, ...]) -> str:
    assert isinstance(result, str), "a scalar with an expression that fails is not rendered"
    return result


def _moved(mark: Mark, start: int) -> Callable[[int, int], Span]:
    return lambda offset, length: mark.inside(start + offset, length) if length else mark.value


def _expression(source: Source, text: str, mark: Mark, definition: str) -> Callable[[int, int], Span]:
    """Return what gives a place in the file that an expression reads; else the expression's own."""
    called = PLAIN_CALL.fullmatch(source.text)
    if called is not None and called[1] == "file":
        path = posixpath.normpath(posixpath.join(posixpath.dirname(definition), called[2] or called[3]))
        return lambda offset, length: _in_file(path, text, offset, length)
    start = source.offset - len("${{")
    return lambda _offset, _length: mark.inside(start, len(source.text) + len("${{}}"))


def _in_file(path: str, text: str, offset: int, length: int) -> Span:
    stop = min(offset + length, len(text)) if length else len(text)
    return Span(path, *_place(text, offset), *_place(text, stop))


def _place(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
