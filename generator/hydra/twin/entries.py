"""The entries of Hydra's finished ConfigMaps, picked out and looked over: most are the platform's own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs
from msgspec import Struct

from generator.native.schemas import object_schema

_OURS = ("runtime", "image")
"""Fields of an entry that Kubernetes' types do not have."""


class Agent(Struct, frozen=True, eq=False):
    """An entry of `deployment_templates`: the gpu types that it matches, and its container_template."""

    gpu_types: tuple[str, ...]
    entry: Mapping[str, Any]


def template_named(payload: Any, runtime: str) -> Mapping[str, Any] | None:
    """Return a runtime's entry of `templates`."""
    return next((entry for entry in _items(payload, "templates") if entry.get("runtime") == runtime), None)


def agents_for(payload: Any, runtime: str) -> tuple[Agent, ...]:
    """Return the entries of `deployment_templates` that match a runtime."""
    return tuple(
        Agent(tuple(_texts(entry.get("match_gpu_types"))), entry)
        for entry in _items(payload, "deployment_templates")
        if runtime in _texts(entry.get("match_runtimes"))
    )


def fitting(agents: Sequence[Agent], gpu_types: Collection[str]) -> tuple[Agent, ...]:
    """Return the entries that match one of the gpu types."""
    return tuple(agent for agent in agents if not set(gpu_types).isdisjoint(agent.gpu_types))


def template_problem(entry: Mapping[str, Any]) -> str | None:
    """Return what keeps the twin from reading an entry of `templates`; fields that nobody knows do not."""
    return _problem("HydraTemplate", entry)


def agent_problem(agent: Agent) -> str | None:
    """Return what keeps the twin from reading an entry of `deployment_templates`."""
    container = agent.entry.get("container_template") or {}
    if not isinstance(container, dict):
        return "container_template is no mapping"
    image = container.get("image") or {}
    if not isinstance(image, dict) or not all(isinstance(part, str) for part in image.values()):
        return "container_template.image is no mapping of texts"
    return _problem("HydraAgentContainer", container)


def has_two_commands(template: Mapping[str, Any], agent: Mapping[str, Any]) -> bool:
    """Say whether both entries give the container a command: which one Hydra takes is not known."""
    container = (template.get("podTemplate") or {}).get("containerTemplate") or {}
    return bool(container.get("commandTemplate") and (agent.get("container_template") or {}).get("command"))


def _problem(kind: str, entry: Mapping[str, Any]) -> str | None:
    value = {key: item for key, item in entry.items() if key not in _OURS}
    schema = object_schema(kind, None)
    if jsonschema_rs.validator_for(schema).is_valid(value):
        return None
    from generator.json_schema.problems import explain

    return next((each.message for each in explain(schema, value) if each.rule != "unknown-field"), None)


def _items(payload: Any, key: str) -> Iterator[Mapping[str, Any]]:
    items = payload.get(key) if isinstance(payload, dict) else None
    yield from (item for item in (items if isinstance(items, list) else ()) if isinstance(item, dict))


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
