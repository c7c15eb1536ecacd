"""A runtime's contract: what each service must bring, may not bring, and how it must look.

Judged on runtime and service together, as the pod will have it: an env that the runtime leaves empty stays unmet.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import jsonschema_rs
from msgspec import Struct

from generator.kserve.container import CONTAINER
from generator.place import Steps

_MODEL = ("spec", "predictor", "model")
_PLACES: Mapping[str, Steps] = {
    "annotations": ("metadata", "annotations"),
    "labels": ("metadata", "labels"),
    "env": (*_MODEL, "env"),
    "podSecurityContext": ("spec", "predictor", "securityContext"),
    "securityContext": (*_MODEL, "securityContext"),
}


class Breach(Struct, frozen=True):
    """A broken contract entry: which one, by which word, what is wrong, and where in the service's object."""

    section: str
    key: str
    word: str
    message: str
    help: str
    steps: Steps
    present: bool
    """Whether the pod has a value there, be it an empty one."""


def breaches(contract: Mapping[str, Any], service: Mapping[str, Any], runtime: Mapping[str, Any]) -> Iterator[Breach]:
    """Yield what an InferenceService (merged, finished) breaks of its runtime's contract."""
    for section, entries in contract.items():
        if not entries:
            continue
        values = effective_values(section, service, runtime)
        for key, entry in entries.items():
            if entry:
                breach = _breach(section, key, entry, values)
                if breach is not None:
                    yield breach


def effective_values(section: str, service: Mapping[str, Any], runtime: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a contract section speaks of, as the pod will have it: the service's over the runtime's."""
    stated = _at(service, _PLACES[section])
    if section == "env":
        return _environment(_container(runtime).get("env")) | _environment(stated)
    if section == "securityContext":
        return (_container(runtime).get("securityContext") or {}) | (stated or {})
    return dict(stated or {})


def _environment(entries: Any) -> dict[str, Any]:
    return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in entries or ()}


def _container(runtime: Mapping[str, Any]) -> Mapping[str, Any]:
    containers = (runtime.get("spec") or {}).get("containers") or ()
    return next((container for container in containers if container.get("name") == CONTAINER), {})


def _breach(section: str, key: str, entry: Mapping[str, Any], values: Mapping[str, Any]) -> Breach | None:
    value, what = values.get(key), _called(section, key)
    present = value is not None and value not in ("", [], {})
    found: tuple[str, str, str] | None = None
    if entry.get("forbidden"):
        found = ("forbidden", f"{what} is not allowed here", "Remove it.") if value is not None else None
    elif entry.get("required") and not present:
        state = "is empty" if key in values else "is missing"
        found = ("required", f"{what} {state}", f"Write it in the service: {_written(section, key)}.")
    elif "const" in entry and value != entry["const"]:
        state = "was removed" if value is None else f"is {_shown(value)}"
        found = (
            "const",
            f"{what} {state}, but must be {_shown(entry['const'])}",
            "Leave it alone in service and patches: the contract gives it.",
        )
    elif value is None:
        found = None
    elif entry.get("enum") is not None and value not in entry["enum"]:
        allowed = ", ".join(map(_shown, entry["enum"]))
        found = ("enum", f"{what} is {_shown(value)}, which the contract does not list", f"Write one of {allowed}.")
    elif entry.get("pattern") is not None and not pattern_matches(entry["pattern"], value):
        found = (
            "pattern",
            f"{what} is {_shown(value)}, which does not match '{entry['pattern']}'",
            "The whole value must match the pattern.",
        )
    return Breach(section, key, *found, (*_PLACES[section], key), key in values) if found is not None else None


def pattern_matches(pattern: str, value: Any) -> bool:
    """Say whether a whole value matches a contract's pattern, in time linear in its length."""
    return bool(_matcher(pattern).is_valid(value if isinstance(value, str) else str(value)))


def pattern_error(pattern: str) -> str | None:
    """Return what is wrong with a pattern, None for one that can be used."""
    try:
        _matcher(pattern)
    except (ValueError, jsonschema_rs.ValidationError):
        return _syntax_error(pattern) or "it looks ahead or back, refers back to a group, or is too large"
    return None


def _syntax_error(pattern: str) -> str | None:
    """Return what Python finds wrong with a pattern, whose syntax is much the same."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return str(error)
    return None


@cache
def _matcher(pattern: str) -> Any:
    # Rust's regex crate: no backtracking, so no pattern takes more than linear time.
    options = jsonschema_rs.RegexOptions(size_limit=1_000_000)
    return jsonschema_rs.validator_for({"type": "string", "pattern": rf"^(?:{pattern})$"}, pattern_options=options)


def _shown(value: Any) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def _called(section: str, key: str) -> str:
    noun = {"annotations": "annotation", "labels": "label", "env": "env"}.get(section)
    return f"{noun} '{key}'" if noun else f"{section}.{key}"


def _written(section: str, key: str) -> str:
    """Return how a service says a value."""
    place = ".".join(map(str, _PLACES[section]))
    return f"{place}: [{{name: {key}, value: …}}]" if section == "env" else f"{place}: {{{key}: …}}"


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
