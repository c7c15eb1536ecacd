"""JSON pointers (RFC 6901): the way through a value's mappings and lists."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from generator.naming import offer

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}", re.ASCII)
_BAD_ESCAPE = re.compile(r"~(?![01])")

Pointer = tuple[str, ...]


class Refusal(Struct, frozen=True):
    """Why a pointer, or an operation on what it points to, cannot be followed."""

    message: str
    help: str


class Way(Struct, frozen=True):
    """A value's containers from the root to one of them, and the steps between."""

    containers: tuple[Any, ...]
    steps: tuple[str | int, ...]

    def ending_in(self, changed: Any) -> Any:
        """Return the root with the last container changed."""
        for container, step in zip(reversed(self.containers[:-1]), reversed(self.steps), strict=True):
            changed = _with(container, step, changed)
        return changed


def is_pointer(text: Any) -> bool:
    """Say whether this is the text of a pointer."""
    return isinstance(text, str) and text[:1] in ("", "/") and not _BAD_ESCAPE.search(text)


def parsed(pointer: str) -> Pointer:
    """Return the names in a pointer's text, which `is_pointer` accepts."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def shown(path: Pointer) -> str:
    """Return a pointer as messages show it."""
    text = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    return f"'{text}'" if text else "the whole object"


def follow(value: Any, path: Pointer) -> Way | Refusal:
    """Return the way to what the pointer names, which must be there."""
    containers, steps = [value], []
    for depth, name in enumerate(path):
        step = _step(containers[-1], name, path[:depth])
        if isinstance(step, Refusal):
            return step
        steps.append(step)
        containers.append(containers[-1][step])
    return Way(tuple(containers), tuple(steps))


def _step(container: Any, name: str, path: Pointer) -> str | int | Refusal:
    """Return the key or index that a part of a pointer means in a container, which must have it."""
    if isinstance(container, dict):
        if name in container:
            return name
        return Refusal(f"there is no '{name}' in {shown(path)}", offer(name, container, f"keys of {shown(path)}"))
    if not isinstance(container, list):
        return no_container(path)
    index = list_index(name)
    if index is None or index >= len(container):
        return no_index((*path, name), len(container))
    return index


def list_index(name: str) -> int | None:
    """Return the index that a name in a pointer means, None where it is none (RFC 6901 allows no leading zero)."""
    return int(name) if _INDEX.fullmatch(name) else None


def no_container(path: Pointer) -> Refusal:
    """Refuse a pointer that goes on inside a scalar."""
    return Refusal(f"{shown(path)} is neither a mapping nor a list", "End the pointer there, or correct it.")


def no_index(path: Pointer, length: int) -> Refusal:
    """Refuse a pointer to an item that a list of this length lacks."""
    advice = "A list's items are counted from 0; 'add' with '-' appends."
    return Refusal(f"there is no item '{path[-1]}' in {shown(path[:-1])}, which has {length}", advice)


def _with(container: Any, step: str | int, new: Any) -> Any:
    changed = container.copy()
    changed[step] = new
    return changed
