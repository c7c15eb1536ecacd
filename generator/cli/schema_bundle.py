"""Schema files that refer to one another → one self-contained schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

Schema = dict[str, Any]

_DEFINITIONS = "/$defs/"
_LEFT_BEHIND = frozenset({"$schema", "$id", "$defs"})


def bundle(name: str, files: Mapping[str, Schema]) -> Schema:
    """Return the schema file `name` with all that it refers to in other files moved into its $defs.

    What native.json has under `#/$defs/Container` is called `native.Container` there, and only what is reached is
    moved. A reference has the form `file`, `file#/…` or `#/…`. Raises KeyError for one that leads nowhere.
    """
    parcel = _Parcel(name, files)
    main: Schema = parcel.rewritten(files[name], name)
    return main | {"$defs": main.get("$defs", {}) | dict(sorted(parcel.moved.items()))} if parcel.moved else main


class _Parcel(Struct, frozen=True):
    """The bundle in the making: which file it is for, where others are found, what was moved from them so far."""

    main: str
    files: Mapping[str, Schema]
    moved: Schema = field(default_factory=dict)

    def rewritten(self, node: Any, home: str) -> Any:
        """Return a part of the file `home` with its references as the bundle has them."""
        if isinstance(node, list):
            return [self.rewritten(item, home) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self._moved_reference(value, home)
            if key == "$ref" and isinstance(value, str)
            else self.rewritten(value, home)
            for key, value in node.items()
        }

    def _moved_reference(self, reference: str, home: str) -> str:
        file, _, pointer = reference.partition("#")
        source = file or home
        if source == self.main:
            return f"#{pointer}"
        definition, rest = _split(pointer)
        stem = source.removesuffix(".json")
        name = f"{stem}.{definition}" if definition else stem
        if name not in self.moved:
            self._move(name, source, definition)
        return f"#{_DEFINITIONS}{name}{rest}"

    def _move(self, name: str, source: str, definition: str) -> None:
        document = self.files[source]
        kept = {key: value for key, value in document.items() if key not in _LEFT_BEHIND}
        self.moved[name] = None  # Known from here on, so that a definition may refer to itself.
        self.moved[name] = self.rewritten(document["$defs"][definition] if definition else kept, source)


def _split(pointer: str) -> tuple[str, str]:
    """Split `/$defs/Name/rest` into the definition's name and the rest; another pointer is all rest."""
    if not pointer.startswith(_DEFINITIONS):
        return "", pointer
    name, slash, rest = pointer.removeprefix(_DEFINITIONS).partition("/")
    return name, slash + rest
