"""The two lists of entries that Hydra reads, and how the fleet's own entries are told apart.

Runtime templates are known by their runtime. An agent entry is known by the pairs of runtime and gpu type that it
matches: how Hydra chooses among entries that match one pair is not documented, so two of them are a mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice, product
from typing import Any

from msgspec import Struct

from generator.hydra.payload import Node, field_of, resolved
from generator.images import ImageProblem, parse_image

Key = tuple[str, ...]
"""What names an entry: (runtime,) in the template list, (runtime, gpu type) in the agent's."""

MAX_PAIRS = 10_000
"""So many pairs of one entry are looked at: the product of two long lists has no other bound."""


class EntryList(Struct, frozen=True):
    """One of the lists: its key in the payload, the parts of an entry's key, and how to read them off an entry."""

    key: str
    parts: tuple[str, ...]
    keys_of: Callable[[Node], frozenset[Key]]

    def describe(self, key: Key) -> str:
        """Return an entry's name for a message."""
        return " and ".join(f"{part} '{value}'" for part, value in zip(self.parts, key, strict=True))


def _template_keys(item: Node) -> frozenset[Key]:
    runtime = field_of(item, "runtime")
    return frozenset([(runtime.text,)] if runtime is not None and runtime.kind == "scalar" else [])


def _agent_keys(item: Node) -> frozenset[Key]:
    runtimes, gpu_types = _texts(field_of(item, "match_runtimes")), _texts(field_of(item, "match_gpu_types"))
    return frozenset(islice(product(runtimes, gpu_types), MAX_PAIRS))


def _texts(node: Node | None) -> list[str]:
    if node is None or node.kind != "sequence":
        return []
    return [item.text for item in map(resolved, node.children) if item.kind == "scalar"]


TEMPLATES = EntryList("templates", ("runtime",), _template_keys)
AGENTS = EntryList("deployment_templates", ("runtime", "gpu type"), _agent_keys)


def agent_entry(
    runtimes: Sequence[str], gpu_types: Sequence[str], image: Mapping[str, str], container: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one item of `deployment_templates`. `container` is the container_template's rest: args, env …"""
    return {
        "match_runtimes": list(runtimes),
        "match_gpu_types": list(gpu_types),
        "container_template": {**container, "image": dict(image)},
    }


def split_image(reference: str) -> dict[str, str] | ImageProblem:
    """Return an image as hydra-agent writes it: registry, repository, tag.

    A reference without tag, or with a digest, is a problem: nothing public says that Hydra takes digests.
    """
    image = parse_image(reference)
    if isinstance(image, ImageProblem):
        return image
    if image.digest is not None:
        message = f"the image '{reference}' has a digest, and it is not known that Hydra takes digests"
        return ImageProblem(message, "Write a tag in place of the digest.")
    if image.tag is None:
        return ImageProblem(f"the image '{reference}' has no tag", "Hydra wants a tag: write registry/repository:tag.")
    return {"registry": image.registry, "repository": image.repository, "tag": image.tag}


class Overlap(Struct, frozen=True):
    """Two entries that match one key; `first` and `second` are their places in what was asked about."""

    key: Key
    first: int
    second: int


def overlaps(entries: Iterable[frozenset[Key]]) -> tuple[Overlap, ...]:
    """Return each key that an entry shares with one before it, together with the first entry that has the key."""
    first: dict[Key, int] = {}
    found: list[Overlap] = []
    for index, keys in enumerate(entries):
        found += [Overlap(key, first[key], index) for key in sorted(keys & first.keys())]
        first |= {key: index for key in keys if key not in first}
    return tuple(found)
