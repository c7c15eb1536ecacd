"""Where a service's model is fetched from."""

from __future__ import annotations

from collections.abc import Iterator

from generator.judged.objects import Judged
from generator.place import Steps


def storage_uris(judged: Judged) -> Iterator[tuple[str, Steps]]:
    """Yield the URIs that a service gives its storageUri and storageUris, with the steps to them."""
    for part, steps in judged.pods:
        model = part.get("model") or {}
        if model.get("storageUri"):
            yield model["storageUri"], (*steps, "model", "storageUri")
        for index, entry in enumerate(part.get("storageUris") or ()):
            if entry.get("uri"):
                yield entry["uri"], (*steps, "storageUris", index, "uri")
