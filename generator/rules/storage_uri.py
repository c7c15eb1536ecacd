"""A model lies where KServe can fetch it from: its URI has a scheme that the cluster's KServe knows.

KServe's webhook refuses a service with another one: "StorageURI not supported". A cluster with a ClusterStorageContainer
of its own may know more; a service there allows this rule.

Example:
    storageUri: pcv://models/qwen     # broken: nobody knows pcv
    storageUri: pvc://models/qwen     # sound

Source: validateInferenceServiceStorageURI and its prefixes, pkg/controller/v1beta1/inferenceservice/utils/utils.go;
hf since KServe 0.15, oci+native since 0.20.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.storage import storage_uris
from generator.naming import nearest
from generator.rule import Rule

RULE = Rule("storage-uri")

_SINCE = {
    **dict.fromkeys(("gs", "s3", "pvc", "file", "https", "http", "hdfs", "webhdfs", "oci"), 0),
    "hf": 15,
    "oci+native": 20,
}
"""Schemes, and the minor version of KServe that first knew them."""
_SCHEME = re.compile(r"([\w+.-]+)://")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the URIs of a service's model that KServe refuses."""
    known = [scheme for scheme, since in _SINCE.items() if since <= judged.facts.minor]
    for text, steps in storage_uris(judged):
        found = _SCHEME.match(text)
        if found is not None and found[1] not in known:
            message, help_text = _told(found[1], known, judged.facts.version)
            yield Finding(RULE.id, steps, message, help_text, length=len(found[0]))


def _told(scheme: str, known: list[str], version: str) -> tuple[str, str]:
    since = _SINCE.get(scheme)
    if since is not None:
        message = f"KServe {version} does not know '{scheme}://' yet, and refuses the service"
        return message, f"It came with KServe 0.{since}. This one knows: {', '.join(known)}."
    guess = nearest(scheme, known)
    offer = f"Did you mean '{guess}://'? " if guess else ""
    return f"KServe does not know '{scheme}://', and refuses the service", f"{offer}It knows: {', '.join(known)}."
