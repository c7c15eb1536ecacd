"""Rows as an aligned table, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from generator.cli.display import padded, visible, width

_NOTHING = "-"
_GAP = "   "


def rows_as_table(row_type: type[Struct], rows: Iterable[Struct]) -> str:
    """Return a heading of the row's field names in capitals and one line for each row; what is empty is shown as -."""
    heading = [name.upper() for name in _names(row_type).values()]
    return aligned([heading, *([_cell(getattr(row, field)) for field in _names(row_type)] for row in rows)])


def rows_as_json(row_type: type[Struct], rows: Iterable[Struct]) -> str:
    """Return a JSON array with one object for each row; its keys are the row's field names, which are a promise."""
    names = _names(row_type)
    objects = [{name: getattr(row, field) for field, name in names.items()} for row in rows]
    return json.dumps(objects, indent=2) + "\n"


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return one line for each row of visible texts, with columns as wide as a terminal needs for their widest text."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = (_GAP.join(map(padded, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def _names(row_type: type[Struct]) -> dict[str, str]:
    """Field → name for users: a field may end in _ where its name is a word of Python's."""
    return {field.name: field.name.rstrip("_") for field in fields(row_type)}


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return visible(", ".join(map(str, value))) or _NOTHING
    if isinstance(value, bool):
        return "yes" if value else _NOTHING
    return _NOTHING if value in (None, "") else visible(str(value))
