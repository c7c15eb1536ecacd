"""The notation of native fields: generator/schemas/*.fields, from text to types.

A type is a name at the left margin, followed by indented lines:

    name!, value string             two fields of one type; ! marks a required one
    env [EnvVar] by name            a list; strategic merge knows its items by these fields (none: replaced whole)
    limits map(quantity)            a map with free keys
    metadata {}                     a map without fields
    mode =all|request               one of these words; `=all|` takes empty text too
    trafficPercent 0..100           a whole number in a range, either end may be open
    hostIPC boolean since 0.14      in KServe from 0.14 on; `before 0.15`: the last version with it is 0.14
    like Container but name, image  all fields of another type but these; later lines of the same name win
    only one of exec, httpGet       at most one of these fields; `all`, `all but name` speak of the type's fields
    server sets uid, generation     fields that a definition must not hold

Scalars: string, integer, boolean, quantity, intorstring; label and subdomain, a name as DNS has it. A # starts a comment line.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILES = ("core.fields", "kserve.fields", "hydra.fields")
LATEST = 1_000


class Field(NamedTuple):
    """A field of a native type. `since` and `before` are KServe's minor versions, the latter exclusive."""

    type: str
    required: bool = False
    merge_keys: tuple[str, ...] = ()
    since: int = 0
    before: int = LATEST


class NativeType(NamedTuple):
    """A native type: its fields by name, the groups of fields of which at most one may be present, and the fields
    that only the API server writes."""

    name: str
    fields: Mapping[str, Field]
    unions: tuple[tuple[str, ...], ...]
    server_fields: tuple[str, ...]


@cache
def native_types() -> Mapping[str, NativeType]:
    """Return the types of all shipped files by name."""
    folder = Path(__file__).parent.parent / "schemas"
    return parse("\n".join(folder.joinpath(name).read_text("utf-8") for name in _FILES))


def parse(text: str) -> dict[str, NativeType]:
    """Return the types that a text in the notation states, by name.

    Raises ValueError for a line that is no field, a type stated twice, and a type like one that there is not.
    """
    blocks = _blocks(text)
    done: dict[str, NativeType] = {}
    for name in list(blocks):
        _resolve(name, blocks, done)
    return done


def _blocks(text: str) -> dict[str, list[str]]:
    blocks: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("  "):
            lines.append(line)
        elif line and not line.startswith("#"):
            if line in blocks:
                raise ValueError(f"the type {line} is stated twice")
            lines = blocks[line] = []
    return blocks


def _resolve(name: str, blocks: dict[str, list[str]], done: dict[str, NativeType]) -> NativeType:
    if name in done:
        return done[name]
    if name not in blocks:
        raise ValueError(f"there is no type {name}, or it is like itself")
    fields: dict[str, Field] = {}
    unions: list[tuple[str, ...]] = []
    server: list[str] = []
    for line in blocks.pop(name):
        words = line.replace(",", " ,").split()
        if words[0] == "like":
            base = _resolve(words[1], blocks, done)
            fields.update({key: field for key, field in base.fields.items() if key not in words[3:]})
            unions.extend(base.unions)
            server.extend(base.server_fields)
        elif words[:3] == ["only", "one", "of"]:
            unions.append(_members(words[3:], fields))
        elif words[:2] == ["server", "sets"]:
            server.extend(_unjoined(words[2:]))
        else:
            _add_fields(words, fields, line)
    done[name] = NativeType(name, fields, tuple(unions), tuple(server))
    return done[name]


def _members(words: list[str], fields: Mapping[str, Field]) -> tuple[str, ...]:
    if words[0] == "all":
        return tuple(name for name in fields if name not in words[2:])
    return _unjoined(words)


def _add_fields(words: list[str], fields: dict[str, Field], line: str) -> None:
    count = 1
    while words[count : count + 1] == [","]:
        count += 2
    options = _options(words[count + 1 :])
    if count >= len(words) or options is None:
        raise ValueError(f"not a field: {line.strip()}")
    field_type, keys = words[count], _unjoined(options.get("by", []))
    since, before = (_minor(options.get(word)) for word in ("since", "before"))
    for name in words[:count:2]:
        field = Field(field_type, name.endswith("!"), keys, since or 0, before or LATEST)
        fields[name.removesuffix("!")] = field


def _options(words: list[str]) -> dict[str, list[str]] | None:
    """Return what follows by, since and before; None where other words stand."""
    options: dict[str, list[str]] = {}
    values: list[str] | None = None
    for word in words:
        if word in ("by", "since", "before"):
            values = options[word] = []
        elif values is None:
            return None
        else:
            values.append(word)
    return options


def _minor(words: list[str] | None) -> int | None:
    return int(words[0].removeprefix("0.")) if words else None


def _unjoined(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word != ",")
