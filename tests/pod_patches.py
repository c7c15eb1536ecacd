"""Pods and strategic merge patches of them, at random but repeatably.

By construction no pair holds what Servewright treats otherwise than Kubernetes (tests/test_strategicpatch.py shows
each of these by hand): nulls inside new items, `$patch: replace` beside other keys or where there is nothing to
replace, patches of repeated keys, and a port number under two protocols.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from tests.pod_schema import POD, Schema, resolved

UDP_PORTS = (53, 514)
ERRORS = ("bad-directive", "missing-key", "order-mismatch", "delete-without-key", "scalar-item")


@dataclass
class Generator:
    """Makes pairs of base and patch, and counts the features that they use."""

    random: random.Random
    features: Counter[str] = field(default_factory=Counter)
    error: str | None = None
    """A mistake still to be put into the patch that is being made."""
    repetition: float = 0.0
    """How often a list that is made names an item twice."""

    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return a pod and a patch of it."""
        self.repetition = 0.02
        base = self.filled(POD, 0.95)
        self.repetition = 0.0
        self.error = self.random.choice(ERRORS) if self.chance(0.1) else None
        return base, self.map_patch(POD, base)

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def some(self, values: Any, least: int = 0) -> list[Any]:
        """Return some of the values in random order."""
        pool = list(values)
        return self.random.sample(pool, self.random.randint(min(least, len(pool)), len(pool)))

    # What stands alone: bases, and what patches add.

    def filled(self, schema: Schema, density: float = 0.55) -> Any:
        """Return a value without nulls or directives."""
        schema = resolved(schema)
        if schema["type"] == "array":
            return self.filled_list(schema, density)
        if schema["type"] != "object":
            return self.random.choice(schema["enum"])
        if "additionalProperties" in schema:
            return {
                name: self.filled(schema["additionalProperties"]) for name in self.some(schema["propertyNames"]["enum"])
            }
        chosen = {name: part for name, part in schema["properties"].items() if self.chance(density)}
        return {name: self.filled(part, density * 0.9) for name, part in chosen.items()}

    def filled_list(self, schema: Schema, density: float) -> list[Any]:
        keys = schema.get("x-kubernetes-list-map-keys")
        if not keys:
            return [self.filled(schema["items"], density) for _ in range(self.random.randint(0, 3))]
        names = self.some(resolved(schema["items"])["properties"][keys[0]]["enum"])
        items = [self.filled_item(schema, name, density) for name in names]
        if items and self.chance(self.repetition):
            self.features["repeated-key-untouched"] += 1
            items.append(self.filled_item(schema, names[0], density))
        return items

    def filled_item(self, schema: Schema, name: Any, density: float = 0.5) -> dict[str, Any]:
        item: dict[str, Any] = self.filled(schema["items"], density)
        return item | self.identifying(schema, name, item)

    def identifying(self, schema: Schema, name: Any, item: dict[str, Any]) -> dict[str, Any]:
        """Return the merge keys of the item called `name`; a TCP port may leave its protocol out."""
        first, *rest = schema["x-kubernetes-list-map-keys"]
        if not rest:
            return {first: name}
        item.pop("protocol", None)
        if name in UDP_PORTS:
            return {first: name, "protocol": "UDP"}
        return {first: name, "protocol": "TCP"} if self.chance(0.5) else {first: name}

    # Patches.

    def patch(self, schema: Schema, base: Any) -> Any:
        """Return what a patch says of a value that is there."""
        schema = resolved(schema)
        if self.chance(0.01):
            self.features["type-clash"] += 1
            return self.random.choice([v for v in ("text", 7, {"x": "y"}, ["x"]) if type(v) is not type(base)])
        if schema["type"] == "object" and isinstance(base, dict):
            return self.directed_map(schema, base)
        if schema["type"] == "array" and schema.get("x-kubernetes-list-map-keys"):
            return self.list_patch(schema, base)
        if schema["type"] == "array":
            self.features["replaced-list"] += 1
        return self.filled(schema)

    def directed_map(self, schema: Schema, base: dict[str, Any]) -> dict[str, Any]:
        if self.error == "bad-directive":
            self.error = None
            self.features["bad-directive"] += 1
            return {"$patch": self.random.choice(["merge", "remove", True])}
        if self.chance(0.03):
            self.features["map-replace"] += 1
            return {"$patch": "replace", **self.filled(schema)}
        if self.chance(0.03):
            self.features["map-delete"] += 1
            return {"$patch": "delete", **(self.filled(schema) if self.chance(0.3) else {})}
        return self.map_patch(schema, base)

    def map_patch(self, schema: Schema, base: dict[str, Any], keys: tuple[str, ...] = ()) -> dict[str, Any]:
        """Return a patch of a map: of some of its fields (not of `keys`), and some that it lacks."""
        schema = resolved(schema)
        if "additionalProperties" in schema:
            fields = dict.fromkeys(schema["propertyNames"]["enum"], schema["additionalProperties"])
        else:
            fields = schema["properties"]
        patch: dict[str, Any] = {}
        for name in self.some((name for name in fields if name not in keys), least=2):
            part = resolved(fields[name])
            if self.ordered(part, base.get(name)):
                patch |= self.ordered_list(name, part, base.get(name))
            elif self.chance(0.12):
                self.features["null" if name in base else "null-of-nothing"] += 1
                patch[name] = None
            elif name in base:
                if not has_repetition(part, base[name]):
                    patch[name] = self.patch(part, base[name])
            else:
                patch[name] = self.added(part)
        return patch

    def added(self, schema: Schema) -> Any:
        """Return a value that the base lacks; nulls may stand in its maps, but not in the items of its lists."""
        value = self.filled(schema)
        if schema["type"] != "object" or not self.chance(0.2):
            return value
        self.features["null-in-new-map"] += 1
        nested = [value, *(part for part in value.values() if isinstance(part, dict))]
        self.random.choice(nested)["extra"] = None
        return value

    def list_patch(self, schema: Schema, base: list[Any]) -> list[Any]:
        """Return a patch of a list that merges by keys."""
        if self.error in ("missing-key", "delete-without-key", "scalar-item") and base:
            return [self.wrong_item()]
        if self.chance(0.05):
            self.features["list-replace"] += 1
            items = self.filled_list(schema, 0.5)
            items.insert(self.random.randint(0, len(items)), {"$patch": "replace"})
            return items
        changes, gone = self.changes(schema, base)
        again = [item for item in gone if self.chance(0.2)]
        self.features["deleted-and-added"] += len(again)
        first = schema["x-kubernetes-list-map-keys"][0]
        patch = [*changes, *gone, *(self.filled_item(schema, item[first]) for item in again)]
        if changes and self.chance(0.05):
            self.features["patched-twice"] += 1
            keys = schema["x-kubernetes-list-map-keys"]
            patch.append({key: changes[0][key] for key in keys if key in changes[0]} | {"extra": "again"})
        self.random.shuffle(patch)
        return patch

    def wrong_item(self) -> Any:
        kind, self.error = self.error, None
        self.features[str(kind)] += 1
        return {"missing-key": {"extra": "x"}, "delete-without-key": {"$patch": "delete"}, "scalar-item": "text"}[
            str(kind)
        ]

    def changes(self, schema: Schema, base: list[Any]) -> tuple[list[Any], list[Any]]:
        """Return patches of the base's items and new items, and deletions; no two speak of one item."""
        first, *_ = keys = schema["x-kubernetes-list-map-keys"]
        present = {item[first]: item for item in base}
        names = self.some(resolved(schema["items"])["properties"][first]["enum"], least=1)
        changes, gone = [], []
        for name in names:
            if self.chance(0.15):
                self.features["item-delete" if name in present else "item-delete-of-nothing"] += 1
                gone.append({"$patch": "delete", **self.identifying(schema, name, {})})
            elif name in present:
                self.features["item-patch"] += 1
                inner = self.map_patch(schema["items"], present[name], tuple(keys))
                changes.append(inner | self.identifying(schema, name, inner))
            else:
                self.features["item-new"] += 1
                changes.append(self.filled_item(schema, name))
        return changes, gone

    # $setElementOrder.

    def ordered(self, schema: Schema, base: Any) -> bool:
        keys = schema.get("x-kubernetes-list-map-keys")
        possible = bool(keys) and not has_repetition(schema, base)
        return possible and self.chance(0.9 if self.error == "order-mismatch" else 0.15)

    def ordered_list(self, name: str, schema: Schema, base: list[Any] | None) -> dict[str, Any]:
        """Return a patch of a list together with the order of its items."""
        first = schema["x-kubernetes-list-map-keys"][0]
        changes, gone = ([], []) if self.chance(0.2) else self.changes(schema, base or [])
        deleted = {item[first] for item in gone}
        survivors = [item[first] for item in base or [] if item[first] not in deleted]
        # Where items go and others come, strategicpatch orders the rest by memory that it has overwritten.
        told = survivors if deleted else self.some(survivors)
        stated = [item[first] for item in changes]
        order = self.some(["absent"]) + list(dict.fromkeys(told + stated))
        self.random.shuffle(order)
        if not changes and not base:
            return {}
        return self.with_order(name, schema, order, sorted(changes, key=lambda item: order.index(item[first])), gone)

    def with_order(
        self, name: str, schema: Schema, order: list[Any], changes: list[Any], gone: list[Any]
    ) -> dict[str, Any]:
        if self.error == "order-mismatch" and len(changes) > 1:
            self.error = None
            self.features["order-mismatch"] += 1
            changes.reverse()
        directive = {f"$setElementOrder/{name}": [self.identifying(schema, key, {}) for key in order]}
        if not order or not (changes or gone):
            self.features["order-alone"] += bool(order)
            return directive if order else {}
        self.features["order"] += 1
        return self.random.choice([{**directive, name: changes + gone}, {name: changes + gone, **directive}])


def has_repetition(schema: Schema, base: Any) -> bool:
    """Say whether a list, or one in the items of a list, has two items of one key."""
    keys = schema.get("x-kubernetes-list-map-keys")
    if not keys or not isinstance(base, list):
        return False
    names = [item[keys[0]] for item in base]
    return len(set(names)) < len(names)
