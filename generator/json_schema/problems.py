"""What is wrong with a value that a JSON Schema refuses, in words that say what to do.

jsonschema finds the places; this module says what they mean. It knows nothing of particular schemas: titles name
what is due, and a type's own keyword says which fields other versions have (see schema_fields).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice, pairwise
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from generator.json_schema.fields import Node, Site, nearest, unknown_fields
from generator.json_schema.refusals import Refusal, refusals
from generator.json_schema.wording import choices, counted, due, found, listed, place, subject, title_help, type_help
from generator.place import Steps

_MOST = 500
"""So many problems of one document are told: a hostile document cannot make the list endless."""

_COUNTED = {"Length": "character", "Items": "item", "Properties": "field"}

SourceText = Callable[[Steps], str | None]
"""The text of a scalar as its author wrote it, None where that is unknown: 0.20 rather than 0.2."""


class Problem(Struct, frozen=True):
    """One reason why a value is refused. `rule` is a kebab-case id; `at` says whether the key at `steps` is wrong or
    its value; `related_steps` are keys that the message speaks of too."""

    rule: str
    steps: Steps
    at: Literal["key", "value"]
    message: str
    help: str
    related_steps: tuple[Steps, ...] = ()


def explain(
    schema: Mapping[str, Any],
    value: Any,
    registry: Mapping[str, Any] | None = None,
    source_text: SourceText = lambda _: None,
) -> tuple[Problem, ...]:
    """Return why a schema refuses a value; never empty, so call it for refused values only.

    `registry` holds the schema documents that `$ref: "file.json#/…"` names, by file name.
    """
    documents = registry or {}
    reader = _Reader(Node(schema, schema, documents), source_text)
    problems = (problem for refusal in refusals(schema, value, documents) for problem in _problems(refusal, reader))
    return tuple(dict.fromkeys(islice(problems, _MOST))) or (_unexplained(()),)


class _Reader(Struct, frozen=True):
    """What the wording of a problem needs besides the error: the schema's root and the source."""

    root: Node
    source_text: SourceText


def _problems(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    tell = _TELLERS.get(refusal.keyword)
    if tell is None:
        yield _unexplained(refusal.steps)
    else:
        yield from tell(refusal, reader)


def _unexplained(steps: Steps) -> Problem:
    message = f"{subject(steps)} does not have the shape that is due here"
    return Problem("wrong-type", steps, "value", message, "Compare it with the examples in the documentation.")


def _unknown_fields(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    known = refusal.schema.get("properties", ())
    unknown = {name: value for name, value in refusal.value.items() if name not in known}
    for name, message, help_text in unknown_fields(Site(reader.root, refusal.steps), unknown):
        yield Problem("unknown-field", (*refusal.steps, name), "key", message, help_text)


def _wrong_type(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    schema, steps = refusal.schema, refusal.steps
    text = reader.source_text(steps)
    message = f"{subject(steps)} takes {due(schema)}, this is {found(refusal.value, text)}"
    fields = Site(reader.root, steps).fields
    yield Problem("wrong-type", steps, "value", message, type_help(schema, steps, refusal.value, text, fields))


def _missing_fields(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    site = Site(reader.root, refusal.steps)
    for name in refusal.wanted:
        if name not in refusal.value:
            form = site.form(name)
            what = f", {due(form)}" if "type" in form else ""
            help_text = f"Write {name}: {form['const']}." if "const" in form else f"Add the field '{name}'{what}."
            message = f"{place(refusal.steps) or 'the document'} has no '{name}'"
            yield Problem("missing-field", refusal.steps, "key", message, help_text)


def _missing_companions(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    site = Site(reader.root, refusal.steps)
    for name in filter(refusal.value.__contains__, refusal.wanted):
        for companion in refusal.wanted[name]:
            if companion not in refusal.value:
                form = site.form(companion)
                help_text = f"Add the field '{companion}', {due(form)}. {form.get('description', '')}".rstrip()
                message = f"'{name}' has no effect without '{companion}'"
                yield Problem("missing-field", (*refusal.steps, name), "key", message, help_text)


def _not_among(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    allowed = refusal.wanted if refusal.keyword == "enum" else [refusal.wanted]
    close = nearest(refusal.value, filter(_is_text, allowed)) if isinstance(refusal.value, str) else None
    hint = f"Did you mean '{close}'? " if close and len(allowed) > 1 else ""
    message = f"{subject(refusal.steps)} cannot be {found(refusal.value, reader.source_text(refusal.steps))}"
    yield Problem("not-allowed-value", refusal.steps, "value", message, f"{hint}Write {choices(allowed)}.")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _not_matching(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    """Tell of a text that a pattern refuses. Where only an expression may be text, its type is wrong; where certain
    words are due, those are its examples."""
    schema = refusal.schema
    if schema.get("title") in ("integer", "boolean"):
        yield from _wrong_type(replace(refusal, schema={**schema, "type": schema["title"]}), reader)
        return
    if "examples" in schema:
        yield from _not_among(replace(refusal, keyword="enum", wanted=schema["examples"]), reader)
        return
    wanted = due(schema) if "title" in schema else "another form"
    message = f"{subject(refusal.steps)} takes {wanted}, this is {found(refusal.value)}"
    yield Problem("not-allowed-value", refusal.steps, "value", message, title_help(schema))


def _together(refusal: Refusal, _: _Reader) -> Iterator[Problem]:
    """Tell which members of a union stand together: a pair that `not: required` names, or too many fields."""
    if refusal.keyword == "maxProperties":
        members = set(refusal.schema.get("properties", ())) - set(refusal.schema.get("required", ()))
    else:
        members = set(refusal.wanted.get("required", ()))
    present = [name for name in refusal.value if name in members]
    for first, second in pairwise(present):
        message = f"'{first}' and '{second}' cannot stand together"
        help_text = "Keep one; where the other is inherited, remove it with null."
        steps = refusal.steps
        yield Problem("union-conflict", (*steps, second), "key", message, help_text, ((*steps, first),))


def _out_of_bounds(refusal: Refusal, _: _Reader) -> Iterator[Problem]:
    limit, verb = ("at most", "may") if refusal.keyword.startswith("max") else ("at least", "must")
    bound, noun = refusal.wanted, _COUNTED.get(refusal.keyword[3:])
    if noun:
        size, wanted = f"has {counted(len(refusal.value), noun)}, but {verb} have", f"{limit} {counted(bound, noun)}"
    else:
        size, wanted = f"is {refusal.value}, but {verb} be", f"{limit} {bound}"
    message = f"{subject(refusal.steps)} {size} {limit} {bound}"
    help_text = title_help(refusal.schema) if noun and "title" in refusal.schema else f"Give it {wanted}."
    yield Problem("not-allowed-value", refusal.steps, "value", message, help_text)


def _repeated(refusal: Refusal, _: _Reader) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for index, item in enumerate(refusal.value):
        first = seen.setdefault(json.dumps(item, sort_keys=True), index)
        if first < index:
            steps = (*refusal.steps, index)
            message = f"{subject(steps)} is {found(item)} once more"
            yield Problem("repeated-item", steps, "value", message, "Remove it.", ((*refusal.steps, first),))


def _no_branch(refusal: Refusal, reader: _Reader) -> Iterator[Problem]:
    """Tell of the branch that the value comes nearest to, or of all where it is of another kind than each."""
    misfits = [_misfit(branch, refusal.steps) for branch in refusal.branches]
    if not misfits:
        yield _unexplained(refusal.steps)
    elif all(misfits):
        wanted = listed([_wanted(misfit) for misfit in misfits if misfit])
        text = found(refusal.value, reader.source_text(refusal.steps))
        message = f"{subject(refusal.steps)} takes {wanted}, this is {text}"
        yield Problem("wrong-type", refusal.steps, "value", message, f"Write {wanted}.")
    else:
        fitting = [branch for branch, misfit in zip(refusal.branches, misfits, strict=True) if misfit is None]
        for inner in min(fitting, key=len):
            yield from _problems(inner, reader)


def _misfit(branch: tuple[Refusal, ...], steps: Steps) -> Refusal | None:
    """Return the refusal that says the value at `steps` is of another kind than a branch speaks of."""
    kinds = ("type", "enum", "const")
    return next((inner for inner in branch if inner.steps == steps and inner.keyword in kinds), None)


def _wanted(misfit: Refusal) -> str:
    if misfit.keyword == "type":
        return due(misfit.schema)
    return choices(misfit.wanted if misfit.keyword == "enum" else [misfit.wanted])


_TELLERS: dict[str, Callable[[Refusal, _Reader], Iterator[Problem]]] = {
    "additionalProperties": _unknown_fields,
    "type": _wrong_type,
    "required": _missing_fields,
    "dependentRequired": _missing_companions,
    "enum": _not_among,
    "const": _not_among,
    "pattern": _not_matching,
    "not": _together,
    "maxProperties": _together,
    "minimum": _out_of_bounds,
    "maximum": _out_of_bounds,
    "minLength": _out_of_bounds,
    "maxLength": _out_of_bounds,
    "minItems": _out_of_bounds,
    "minProperties": _out_of_bounds,
    "maxItems": _out_of_bounds,
    "uniqueItems": _repeated,
    "anyOf": _no_branch,
    "oneOf": _no_branch,
}
