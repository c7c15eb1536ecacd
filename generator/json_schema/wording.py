"""Words for values and for what a JSON Schema wants of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.place import Steps
from generator.yaml.line_typos import as_pair, stuck_pair

_LONGEST = 40
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")

_TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_TITLE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "boolean": "true or false",
    "intorstring": "a whole number or text",
    "quantity": "a quantity",
}
_TITLE_HELP = {
    "quantity": "Write a number and a unit, such as 500m, 2 or 16Gi.",
    "image reference": "Write it as one text: registry/repository:tag.",
    "label value": "Write at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last.",
    "service name": "Write a letter, then lower-case letters, digits and hyphens, at most 48 characters in all; "
    "KServe makes labels and host names of it.",
    "DNS label": "Write lower-case letters, digits and hyphens; a letter or digit at both ends.",
    "DNS subdomain": "Write lower-case letters, digits, hyphens and dots; a letter or digit at both ends.",
}


def place(steps: Steps) -> str:
    """Return a path as people write it: spec.containers[0].env."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def subject(steps: Steps) -> str:
    """Return how to name the value at some steps in a sentence: by its key, or as an item of its list."""
    if not steps:
        return "the document"
    if isinstance(steps[-1], int):
        return f"item {steps[-1] + 1} of {subject(steps[:-1])}"
    return f"'{shortened(str(steps[-1]))}'"


def shortened(text: str) -> str:
    """Return a text that fits into a message: one line, at most 40 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def found(value: Any, source_text: str | None = None) -> str:
    """Return what a value is: the number 0.2, the text 'abc', a list."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return shortened(source_text or str(value).lower())
    if isinstance(value, int | float):
        return f"the number {shortened(source_text or json.dumps(value))}"
    if isinstance(value, str):
        return f"the text '{shortened(value)}'" if value else "empty text"
    return "a list" if isinstance(value, list) else "a mapping"


def due(schema: Mapping[str, Any]) -> str:
    """Return what a schema wants: text, a whole number, a DNS label."""
    title = schema.get("title")
    types = [kind for kind in _types(schema) if kind != "null"] or ["null"]
    if title in _TITLE_WORDS:
        return _TITLE_WORDS[title]
    if title and types == ["string"]:
        return title if " or " in title else f"{'an' if title[0] in 'aeiou' else 'a'} {title}"
    return listed([_TYPE_WORDS[kind] for kind in types])


def title_help(schema: Mapping[str, Any]) -> str:
    """Return how to write a text that a schema's pattern accepts."""
    title = schema.get("title", "")
    return _TITLE_HELP.get(title) or (f"Write {due(schema)}." if title else f"It must match {schema.get('pattern')}.")


def listed(words: Sequence[str], last: str = "or") -> str:
    """Return words as a sentence lists them: a, b or c."""
    unique = list(dict.fromkeys(words))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} {last} {unique[-1]}"


def counted(count: int, noun: str) -> str:
    """Return a number of things: 1 item, 2 items."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def choices(values: Iterable[Any]) -> str:
    """Return the values of an enum that say something, as YAML writes them."""
    told = [value for value in values if value is not None and value != ""]
    return listed([value if isinstance(value, str) else json.dumps(value) for value in told])


def type_help(
    schema: Mapping[str, Any], steps: Steps, value: Any, source_text: str | None, fields: Iterable[str]
) -> str:
    """Return how to write what is due where something of another type stands; `fields` are those of what is due."""
    types = _types(schema)
    key = f"{steps[-1]}: " if steps and isinstance(steps[-1], str) else "- "
    if value is None:
        return _null_help(steps)
    if "string" in types and isinstance(value, bool | int | float):
        return f'Write it in quotes: {key}"{source_text or _yaml_text(value)}".'
    if isinstance(value, str) and _reads_as(value, types):
        return f"Write it without quotes: {key}{value}."
    if types[0] == "array":
        return "Write a list: every item after a hyphen, or all in [ ]."
    if types[0] == "object":
        return _mapping_help(fields, value)
    return title_help(schema) if schema.get("title") in _TITLE_HELP else f"Write {due(schema)}."


def colon_help(pair: tuple[str, str]) -> str:
    """Return how to write a key and value that stand together without a space."""
    return f"A key needs ': ' after it: write {as_pair(*pair)}."


def _null_help(steps: Steps) -> str:
    pair = stuck_pair(str(steps[-1])) if steps else None
    if pair:
        return colon_help(pair)
    return "A key or hyphen with nothing behind it is null: write a value, or remove the line."


def _mapping_help(fields: Iterable[str], value: Any) -> str:
    pair = stuck_pair(value) if isinstance(value, str) else None
    if pair and pair[0] in fields:
        return colon_help(pair)
    if isinstance(value, str) and "name" in fields and _NAME.fullmatch(value):
        return f"Write {{name: {value}}}."
    return "Write a mapping: fields with their values, indented below the key."


def _yaml_text(value: bool | int | float) -> str:
    return str(value).lower() if isinstance(value, bool) else json.dumps(value)


def _reads_as(text: str, types: Sequence[str]) -> bool:
    if "boolean" in types and text in ("true", "false"):
        return True
    return "integer" in types and text.lstrip("-").isdecimal() and text.isascii()


def _types(schema: Mapping[str, Any]) -> list[str]:
    types = schema.get("type", [])
    return [types] if isinstance(types, str) else list(types)
