"""JSON Schemas of the notation's scalars: as finished objects hold them, and as definitions may write them."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

QUANTITY = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,9})?"
"""A quantity's text as Kubernetes reads it (ParseQuantity in k8s.io/apimachinery/pkg/api/resource)."""

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_NAMES = {"label": ("DNS label", _LABEL), "subdomain": ("DNS subdomain", rf"{_LABEL}(\.{_LABEL})*")}
_PLACEHOLDER = r"\{\{"
"""What makes a text a Go template, which KServe or Hydra fills in."""

EXPRESSION = r"\$\{\{"
"""What makes a definition's text an expression, whose value has a type only after it is evaluated."""

_JSON_TYPES: dict[str, str | list[str]] = {
    "string": "string",
    "integer": "integer",
    "boolean": "boolean",
    "quantity": ["integer", "string"],
    "intorstring": ["integer", "string"],
}


def strict_scalar(value_type: str) -> Schema | None:
    """Return the schema of a scalar in a finished object, None for a type that is no scalar."""
    if value_type.startswith("="):
        return {"enum": value_type[1:].split("|")}
    if value_type in _NAMES:
        title, pattern = _NAMES[value_type]
        # Go's JSON leaves out empty text, as if nothing were said.
        return {"title": title, "type": "string", "pattern": f"^({pattern})?$|{_PLACEHOLDER}"}
    if ".." in value_type:
        low, high = value_type.split("..")
        bounds = {"minimum": low, "maximum": high}
        return {"title": "integer", "type": "integer"} | {key: int(text) for key, text in bounds.items() if text}
    if value_type not in _JSON_TYPES:
        return None
    schema: Schema = {"title": value_type, "type": _JSON_TYPES[value_type]}
    return schema | {"pattern": f"^{QUANTITY}$"} if value_type == "quantity" else schema


def patched_scalar(value_type: str, *extra: str) -> Schema | None:
    """Return the schema of a scalar in a definition, where an expression may stand for it.

    `extra` names JSON types that may stand there too: "null" where it removes a field. None for a type that is no
    scalar.
    """
    strict = strict_scalar(value_type)
    if strict is None:
        return None
    if "enum" in strict:
        words = strict["enum"]
        told = [word for word in words if word]
        return {
            "title": " or ".join(told),
            "type": ["string", *extra],
            "pattern": f"^({'|'.join(words)})$|{EXPRESSION}",
            "examples": told,
        }
    types = strict["type"] if isinstance(strict["type"], list) else [strict["type"]]
    if "string" not in types:
        return strict | {"type": [*types, "string", *extra], "pattern": EXPRESSION}
    pattern = {"pattern": f"{strict['pattern']}|{EXPRESSION}"} if "pattern" in strict else {}
    return strict | {"type": [*types, *extra]} | pattern
