"""A container's command and args as each level of templates leaves them: ConfigMap, Hydra, kubelet.

`${{ }}` is filled in by then: the ConfigMap holds the result.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.hydra.twin.kubelet import environment_of, expand
from generator.hydra.twin.variables import Deployment

_FIELDS = ("command", "args")


class Level(Struct, frozen=True):
    """What one level leaves: its name, and what is known of command and args after it."""

    name: str
    value: Mapping[str, Any]


def levels(template: Mapping[str, Any], pod: Mapping[str, Any], deployment: Deployment) -> tuple[Level, ...]:
    """Return the levels of a pod that Hydra makes of a runtime's entry of `templates`."""
    container = (template.get("podTemplate") or {}).get("containerTemplate") or {}
    written = {field: list(container.get(f"{field}Template") or ()) for field in _FIELDS}
    made = pod["containers"][0]
    environment = environment_of(made, bool(deployment.values["IS_DISTRIBUTED"]))
    filled = {field: made.get(field) or [] for field in _FIELDS}
    expanded = {field: [expand(text, environment) for text in texts] for field, texts in filled.items()}
    return (
        Level("in the ConfigMap", _stated(written)),
        Level("after Hydra", _stated(filled)),
        Level("after kubelet", _stated(expanded)),
    )


def _stated(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {field: texts for field, texts in fields.items() if texts}
