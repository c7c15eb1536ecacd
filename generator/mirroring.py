"""Mirrors on finished objects: every image reference and oci:// URI in them, parsed, never as text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generator.expressions.expand import replaced
from generator.images import image_in, mirror_of, mirrored, mirrored_uri
from generator.memo import Memo
from generator.place import Steps

_URIS = ("storageUri", "uri")
_WITHOUT_IMAGES = frozenset(
    (
        *("env", "metadata", "args", "command", "resources", "securityContext", "tolerations", "affinity", "ports"),
        *("startupProbe", "livenessProbe", "readinessProbe", "volumeMounts", "supportedModelFormats", "modelFormat"),
    )
)
"""Fields below which Kubernetes and KServe hold no image; most of an object lies there."""
_PLACES = ("image", "reference")


def mirrored_object(value: dict[str, Any], mirrors: Mapping[str, str], memo: Memo) -> dict[str, Any]:
    """Return the object with its images taken from the cluster's mirrors, itself where none applies."""
    if not mirrors:
        return value
    return memo.of("mirrored", (value, mirrors), lambda: _moved(value, mirrors, memo))


def _moved(value: dict[str, Any], mirrors: Mapping[str, str], memo: Memo) -> dict[str, Any]:
    sites = images_of(value, memo)
    moved = {steps: mirrored_text(text, mirrors, memo) for steps, text in sites.items()}
    changed = {steps: text for steps, text in moved.items() if text != sites[steps]}
    if not changed:
        return value
    key = ("moved", tuple(changed.items()))
    result: dict[str, Any] = memo.of(key, (value,), lambda: replaced(value, changed))
    memo.of("images", (result,), lambda: moved)
    return result


def mirrors_used(mirrors: Mapping[str, str], memo: Memo) -> set[str]:
    """Return the prefixes of a cluster's mirrors that some image began with, so far."""
    return memo.of("mirrors used", (mirrors,), set)


def images_of(value: dict[str, Any], memo: Memo) -> dict[Steps, str]:
    """Return steps and text of every image reference and oci:// URI in an object.

    In Kubernetes' and KServe's types a string field `image` is a container's image and `reference` an image volume's.
    """
    return memo.of("images", (value,), lambda: _image_sites(value))


def _image_sites(value: dict[str, Any]) -> dict[Steps, str]:
    sites: dict[Steps, str] = {}
    _collect_sites(value, (), sites)
    return sites


def _collect_sites(value: Any, steps: Steps, sites: dict[Steps, str]) -> None:
    for key, item in value.items() if value.__class__ is dict else enumerate(value):
        if item.__class__ is dict or item.__class__ is list:
            if key not in _WITHOUT_IMAGES:
                _collect_sites(item, (*steps, key), sites)
        elif isinstance(item, str) and (key in _PLACES or (key in _URIS and item.startswith("oci://"))):
            sites[*steps, key] = item


def mirrored_text(text: str, mirrors: Mapping[str, str], memo: Memo) -> str:
    """Return an image reference or oci:// URI taken from the mirrors, and note the mirror."""
    prefix = mirror_of(image_in(text), mirrors)
    if prefix is None:
        return text
    mirrors_used(mirrors, memo).add(prefix)
    return mirrored_uri(text, mirrors) if text.startswith("oci://") else mirrored(text, mirrors)
