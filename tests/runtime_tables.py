"""README's tables: what each runtime runs on and serves, what it asks of its services, what the hardware is called.

Everything comes from the definitions, as the stable channel gives them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.clock import Clock
from generator.compile.fleet import sound_documents
from generator.language import release_shape
from generator.load.definitions import catalogue
from generator.merge.strategic import MergeNotes, fold
from generator.model import Fleet, Runtime
from generator.runtime_layers import flavour_layers, release_layers, release_of
from generator.snapshot import Snapshot
from generator.validate.fleet import build_fleet

_NOUNS = {"annotations": "annotation ", "labels": "label ", "env": "env "}
_HYDRA = ("hydraTemplate", "hydraLaunch", "hydraAgent")
_LONG = 4
"""Values of an enumeration that a cell can hold."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Flavour:
    """A flavour of a runtime with its layers merged: what it is before a cluster says anything of it."""

    runtime: Runtime
    name: str
    spec: Mapping[str, Any]

    @cached_property
    def environment(self) -> Mapping[str, Any]:
        """What the runtime itself gives the serving container, by name."""
        containers = self._serving.get("containers") or ()
        entries = [entry for container in containers for entry in container.get("env") or ()]
        return {entry["name"]: entry.get("value", entry.get("valueFrom")) for entry in entries}

    @property
    def formats(self) -> Iterator[str]:
        """The model formats that it serves, with their versions."""
        for entry in self._serving.get("supportedModelFormats") or ():
            yield " ".join(filter(None, (entry["name"], entry.get("version"))))

    @property
    def platforms(self) -> Iterator[str]:
        """What starts it."""
        if "clusterServingRuntime" in self.spec:
            yield "KServe"
        if any(key in self.spec for key in _HYDRA):
            yield "Hydra"

    @property
    def contract(self) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """The entries of its contract: section, key, words."""
        for section, entries in (self.spec.get("contract") or {}).items():
            yield from ((section, key, entry) for key, entry in entries.items())

    @property
    def _serving(self) -> Mapping[str, Any]:
        return (self.spec.get("clusterServingRuntime") or {}).get("spec") or {}

    def gives(self, section: str, key: str) -> bool:
        """Say whether the runtime itself brings what its contract requires."""
        return section == "env" and self.environment.get(key) not in (None, "")


def tables(root: Path) -> dict[str, str]:
    """Return the tables of a repo's definitions, which must be sound, by name."""
    fleet = _fleet(root)
    flavours = [flavour for _, runtime in sorted(fleet.runtimes.items()) for flavour in _flavours(runtime)]
    return {
        "runtimes": _table(
            ("Runtime", "Flavour", "Hardware", "Started by", "Model formats", "Needs"),
            (_runtime_row(fleet, flavour) for flavour in flavours),
        ),
        "contracts": _table(("Runtime", "Field of the service", "Rule", "Why"), _contract_rows(flavours)),
        "hardware": _table(("Accelerator", "Device plugin", "Resource keys", "Hydra GPU type"), _hardware(fleet)),
    }


def _fleet(root: Path) -> Fleet:
    tree = Snapshot(root)
    listed, found = catalogue(tree)
    documents, unsound = sound_documents(tree, listed.shared(), Clock())
    validated = build_fleet(listed, documents)
    assert [*found, *unsound, *validated.diagnostics] == []
    return validated.fleet


def _flavours(runtime: Runtime) -> Iterator[Flavour]:
    release = release_of(runtime, "stable")
    for name, layers in flavour_layers(runtime, release).items():
        values = [layer.value for layer in (*release_layers(runtime, release), *layers)]
        yield Flavour(runtime, name, fold(values, release_shape(), MergeNotes()))


def _runtime_row(fleet: Fleet, flavour: Flavour) -> Row:
    return (
        flavour.runtime.name,
        _code(flavour.name),
        ", ".join(_hardware_of(fleet, flavour)),
        ", ".join(flavour.platforms),
        ", ".join(flavour.formats) or "–",
        "; ".join(_needs(flavour)) or "–",
    )


def _hardware_of(fleet: Fleet, flavour: Flavour) -> Iterator[str]:
    version = flavour.spec.get("toolkitVersion")
    for name in flavour.spec.get("accelerators") or ():
        toolkit = fleet.accelerators[name].toolkit
        yield _code(name) + (f" {toolkit.upper()} {version}" if toolkit and version else "")
    yield from flavour.spec.get("architectures") or ()


def _needs(flavour: Flavour) -> Iterator[str]:
    for fact, wanted in (flavour.spec.get("requires") or {}).items():
        yield f"a cluster with {fact} {' or '.join(map(str, wanted if isinstance(wanted, list) else [wanted]))}"
    if flavour.runtime.external:
        yield "the platform's own"
    elif not flavour.spec.get("image"):
        yield "an image that the cluster names"
    for section, key, entry in flavour.contract:
        if entry.get("required") and not entry.keys() & {"default", "const"} and not flavour.gives(section, key):
            yield _field(section, key)


def _contract_rows(flavours: Sequence[Flavour]) -> Iterator[Row]:
    """Yield a row for each rule and whom it is for; flavours are named where it is not for all of a runtime's."""
    said: dict[tuple[str, str, str], dict[str, list[str]]] = {}
    for flavour in flavours:
        for section, key, entry in flavour.contract:
            rule = ", ".join(_rules(entry, flavour.gives(section, key)))
            row = (_field(section, key), rule, _plain(entry.get("reason") or ""))
            said.setdefault(row, {}).setdefault(flavour.runtime.name, []).append(flavour.name)
    all_of = Counter(flavour.runtime.name for flavour in flavours)
    for row, found in said.items():
        whom = (
            name if len(names) == all_of[name] else f"{name} {', '.join(map(_code, names))}"
            for name, names in found.items()
        )
        yield ("; ".join(whom), *row)


def _rules(entry: Mapping[str, Any], given: bool) -> Iterator[str]:
    if entry.get("required"):
        yield "required, which the runtime brings" if given else "required"
    for word, told in _WORDS.items():
        # A const stands above a default from a lower layer.
        if entry.get(word) not in (None, False) and not (word == "default" and "const" in entry):
            yield told(entry[word])


def _one_of(values: Sequence[Any]) -> str:
    if len(values) == 1:
        return f"nothing but {_value(values[0])}"
    shown = values if len(values) <= _LONG else (values[0], values[-1])
    return f"one of {', '.join(map(_value, shown))}" + (f" and {len(values) - 2} more" if shown is not values else "")


_WORDS: dict[str, Callable[[Any], str]] = {
    "forbidden": lambda _: "must not be there",
    "const": lambda value: f"always {_value(value)}",
    "default": lambda value: f"{_value(value)} unless the service says otherwise",
    "enum": _one_of,
    "pattern": lambda pattern: f"matches {_code(pattern)}",
}


def _hardware(fleet: Fleet) -> Iterator[Row]:
    for name, accelerator in fleet.accelerators.items():
        for plugin in accelerator.plugins.values():
            keys = filter(None, (plugin.resource, plugin.memory, plugin.cores))
            yield _code(name), _code(plugin.name), ", ".join(map(_code, keys)), _code(plugin.hydra_gpu_type)
        if not accelerator.plugins:
            yield _code(name), "–", "–", _code(accelerator.hydra_gpu_type)


def _field(section: str, key: str) -> str:
    noun = _NOUNS.get(section)
    return noun + _code(key) if noun else _code(f"{section}.{key}")


def _value(value: Any) -> str:
    """Return a value as a definition says it."""
    plain = isinstance(value, str) and yaml.safe_load(value) == value
    return _code(value if plain else json.dumps(value, ensure_ascii=False))


def _code(text: str | None) -> str:
    return f"`{text}`".replace("|", "\\|") if text else "–"


def _plain(text: str) -> str:
    return text.replace("<", "\\<").replace("|", "\\|")


def _table(head: Row, rows: Iterable[Row]) -> str:
    lines = (head, ("---",) * len(head), *rows)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
