"""Expressions of a merged object: where they stand, and the object with their results in place."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from generator.conflict_markers import HELP, unresolved_merge
from generator.expressions.text import ExpressionError, Functions, Placeholders, Scope, Template, compile_text
from generator.memo import Memo
from generator.model import ScriptText
from generator.naming import nearest
from generator.place import Steps
from generator.tree import Tree
from generator.yaml.document import Document


class Surroundings(Struct, frozen=True, eq=False):
    """What expressions see in one object: names, the repo for file(), and how placeholders are written."""

    scope: Scope
    tree: Tree
    placeholders: Placeholders | None
    custom_args: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    """The texts that file() has given so far, by path."""

    def functions(self, definition: str) -> Functions:
        """Return the functions as they are for a scalar that stands in `definition`."""

        def file(path: str) -> str | ExpressionError:
            text = _file(self.tree, definition, path)
            if isinstance(text, str):
                self.files[_place(definition, path)] = text
            return text

        return Functions(file, self.placeholders, self.custom_args)


class Site(Struct, frozen=True):
    """A scalar with an expression: where it is, what it says, and the definition that holds it if it calls file()."""

    steps: Steps
    template: Template
    definition: str


Places = dict[str | int, Any]
"""Sites as a tree: keys and indices to the number of the site there, or to the places below."""


class Sites(Struct, frozen=True):
    """The scalars with expressions in a value, their places in it, and all paths that they can read."""

    each: tuple[Site, ...]
    places: Places
    names: tuple[Steps, ...]


class SiteError(Struct, frozen=True):
    """What is wrong with an expression, and the steps to its scalar in the merged object."""

    steps: Steps
    error: ExpressionError
    stated: tuple[Document, Steps] | None = None
    """Where it is, for what no part of the merged object tells."""


def expand(value: Any, surroundings: Surroundings, memo: Memo) -> tuple[Any, tuple[SiteError, ...]]:
    """Return the value with every expression replaced by its result, and the errors of those that have none.

    Values without expressions are returned as they are; equal results give the same object again.
    """
    sites = memo.of("sites", (value,), lambda: _sites_of(value))
    if not sites.each:
        return value, ()
    seen = (surroundings.placeholders, surroundings.custom_args, surroundings.scope.read(sites.names))
    expanded = memo.of(("expand", seen), (value,), lambda: _expanded(value, sites, surroundings, memo))
    # An error's text also tells which names there are, beside those that were read.
    return _expanded(value, sites, surroundings, memo) if expanded[1] else expanded


def _sites_of(value: Any) -> Sites:
    sites: list[Site] = []
    _collect_sites(value, (), sites)
    places: Places = {}
    for number, site in enumerate(sites):
        node = places
        for step in site.steps[:-1]:
            node = node.setdefault(step, {})
        node[site.steps[-1]] = number
    return Sites(tuple(sites), places, tuple({path for site in sites for path in site.template.names_used}))


def _expanded(value: Any, sites: Sites, surroundings: Surroundings, memo: Memo) -> tuple[Any, tuple[SiteError, ...]]:
    results: list[Any] = []
    errors: list[SiteError] = []
    functions: dict[str, Functions] = {}
    for site in sites.each:
        if site.definition not in functions:
            functions[site.definition] = surroundings.functions(site.definition)
        result = site.template.evaluate(surroundings.scope, functions[site.definition])
        results.append(result)
        if isinstance(result, tuple):
            errors.extend(SiteError(site.steps, error) for error in result)
    if errors:
        return value, tuple(errors)
    typed = tuple((type(result), result) for result in results)
    return memo.of(("expanded", typed), (value,), lambda: _filled(value, sites.places, results)), ()


def _filled(value: Any, places: Places, results: Sequence[Any]) -> Any:
    """Return a copy of the tree with the results in their places; everything else is shared."""
    copy = value.copy()
    for step, place in places.items():
        copy[step] = results[place] if isinstance(place, int) else _filled(value[step], place, results)
    return copy


def _collect_sites(value: Any, steps: Steps, sites: list[Site]) -> None:
    # Appends in place of yielding: this walks every merged object, and a generator for each level takes thrice as long.
    for key, item in value.items() if value.__class__ is dict else enumerate(value):
        if item.__class__ is dict or item.__class__ is list:
            _collect_sites(item, (*steps, key), sites)
        elif isinstance(item, str) and "${{" in item:
            template = compile_text(item)
            assert not isinstance(template, tuple), "definitions with expressions that do not compile are not rendered"
            sites.append(Site((*steps, key), template, _definition(item)))


def _definition(text: str) -> str:
    return text.definition if isinstance(text, ScriptText) else ""


def replaced(value: Any, results: Mapping[Steps, Any]) -> Any:
    """Return a copy of the tree with the leaves at some steps replaced; everything else is shared."""
    if () in results:
        return results[()]
    below: dict[str | int, dict[Steps, Any]] = {}
    for steps, result in results.items():
        below.setdefault(steps[0], {})[steps[1:]] = result
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    for step, rest in below.items():
        copy[step] = replaced(value[step], rest)
    return copy


def _file(tree: Tree, definition: str, path: str) -> str | ExpressionError:
    if path.startswith("/") or "\0" in path:
        return _file_error(
            "file-outside",
            f"file('{path}') is an absolute path",
            "Name the file relative to the definition that holds the expression.",
        )
    place = _place(definition, path)
    if place == ".." or place.startswith("../"):
        return _file_error(
            "file-outside",
            f"file('{path}') leaves the repo",
            "Only files of the repo can be read: the output must follow from the repo alone.",
        )
    try:
        text = tree.read(place).decode("utf-8")
    except PermissionError as error:
        return _file_error(
            "file-outside",
            f"file('{path}') cannot be read: {error.strerror or error}",
            "Only files of the repo can be read: replace the link by the file.",
        )
    except UnicodeDecodeError:
        return _file_error("file-not-text", f"file('{path}') is not UTF-8 text", "Save the file as UTF-8.")
    except OSError as error:
        folder, _, name = place.rpartition("/")
        there = tree.files(folder) if folder else ()
        guess = nearest(name, {known.rpartition("/")[2] for known in there})
        return _file_error(
            "file-not-found",
            f"file('{path}') cannot be read: {error.strerror or error}",
            (f"Did you mean '{guess}'? " if guess else "")
            + f"The path is relative to {posixpath.dirname(definition) or '.'}/; it was looked for at {place}.",
        )
    return _text_error(path, text) or text


def _text_error(path: str, text: str) -> ExpressionError | None:
    merge = unresolved_merge(text)
    if merge is not None:
        line = text.count("\n", 0, merge[0]) + 1
        return _file_error(
            "merge-conflict", f"file('{path}') holds an unresolved merge, which begins on its line {line}", HELP
        )
    if text.startswith("\ufeff"):
        return _file_error(
            "byte-order-mark",
            f"file('{path}') begins with a byte order mark, which is no part of a script",
            "Save the file as UTF-8 without BOM.",
        )
    if "\r" in text:
        return _file_error(
            "carriage-return",
            f"file('{path}') has Windows line ends, which shells take for part of a word",
            "Save the file with LF line ends.",
        )
    return None


def _place(definition: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(definition), path))


def _file_error(rule: str, message: str, help_text: str) -> ExpressionError:
    return ExpressionError(rule, message, help_text)
