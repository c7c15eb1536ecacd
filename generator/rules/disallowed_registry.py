"""Every image comes from a registry that the cluster's policy allows.

policy.allowedRegistries of a cluster, an overlay or the fleet lists the beginnings of full image names; docker.io and
library/ are filled in where an image's name has none. Judged are the images of containers and image volumes, the models
of oci:// URIs, and what a Hydra worker's agent starts, all of them as the cluster's mirrors leave them.

Example:
    policy: {allowedRegistries: [registry.example.com]}
    image: quay.io/acme/server:1                        # broken without a mirror
    mirrors: {quay.io: registry.example.com/quay.io}    # sound: the image is taken from the mirror

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names for what a name is; the policy is the fleet's
own.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.judged.hydra import HydraWorker
from generator.judged.objects import Judged
from generator.judged.registries import disallowed
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("disallowed-registry", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the images of an object that come from elsewhere."""
    allowed = judged.facts.registries
    if allowed is None:
        return
    for steps, text in _images(judged):
        name = disallowed(text, allowed)
        if name is not None:
            yield Finding(RULE.id, steps, _message(name), _help(allowed))


def check_worker(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the images of a worker's agent that come from elsewhere."""
    for container in worker.containers if worker.registries is not None else ():
        assert worker.registries is not None
        name = disallowed(container.image, worker.registries)
        if name is not None:
            yield Diagnostic(RULE.id, _message(name), container.image_span, _help(worker.registries))


def _images(judged: Judged) -> Iterator[tuple[Steps, str]]:
    for container in judged.containers:
        image = container.value.get("image")
        if image:
            yield (*container.steps, "image"), image
        uri = container.value.get("storageUri")
        if uri and uri.startswith("oci"):
            yield (*container.steps, "storageUri"), uri
    for part, steps in judged.pods:
        for index, source in enumerate(part.get("storageUris") or ()):
            if source["uri"].startswith("oci"):
                yield (*steps, "storageUris", index, "uri"), source["uri"]
    for volume, steps in judged.volumes.values():
        reference = (volume.get("image") or {}).get("reference")
        if reference:
            yield (*steps, "image", "reference"), reference


def _message(name: str) -> str:
    return f"the image '{name}' comes from no registry that the cluster's policy allows"


def _help(allowed: tuple[str, ...]) -> str:
    there = ", ".join(allowed) or "none"
    return f"Allowed are: {there}. Write a mirror for it in the cluster (mirrors), or allow its registry (policy)."
