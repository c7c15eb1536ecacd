"""What a payload means to Hydra, which reads it as Kubernetes' libraries do: YAML 1.1, aliases and merge keys followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.hydra.payload import Node, Payload, resolved
from generator.yaml.scalars import read_kubernetes

_MERGE = "<<"
_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{name}" for name in ("bool", "float", "int", "null"))


def payload_value(payload: Payload) -> Any:
    """Return a payload as plain values, None where it holds none. What an alias repeats is one object."""
    return _Reader(payload).value(payload.root) if payload.root is not None else None


class _Reader:
    """Reads each node of one payload once."""

    def __init__(self, payload: Payload) -> None:
        self.events = payload.events
        self.values: dict[int, Any] = {}

    def value(self, node: Node) -> Any:
        node = resolved(node)
        if node.first not in self.values:
            self.values[node.first] = self._read(node)
        return self.values[node.first]

    def _read(self, node: Node) -> Any:
        if node.kind == "scalar":
            return self._scalar(node)
        if node.kind == "sequence":
            return [self.value(item) for item in node.children]
        own = {self._key(key): self.value(value) for key, value in node.pairs if not self._merges(key)}
        merged = [each for key, value in node.pairs if self._merges(key) for each in self._sources(value)]
        return {name: value for source in reversed([own, *merged]) for name, value in source.items()}

    def _sources(self, value: Node) -> Iterator[dict[str, Any]]:
        """Yield the mappings that a merge key names; those named first win."""
        found = self.value(value)
        yield from (each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict))

    def _merges(self, key: Node) -> bool:
        return key.kind == "scalar" and key.text == _MERGE and self._is_plain(key)

    def _key(self, key: Node) -> str:
        value = self.value(key)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _scalar(self, node: Node) -> Any:
        if node.null:
            return None
        return read_kubernetes(node.text) if self._is_plain(node) else node.text

    def _is_plain(self, node: Node) -> bool:
        _, _, tag, implicit, _ = self.events[node.first]
        return bool(implicit[0]) if tag is None else tag in _PLAIN_TAGS
