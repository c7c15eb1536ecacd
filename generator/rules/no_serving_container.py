"""A ClusterServingRuntime has a container called kserve-container.

KServe serves models in the container of this name only, and refuses a service on a runtime without it.

Example:
    containers: [{name: server, image: "acme/server:1"}]             # broken
    containers: [{name: kserve-container, image: "acme/server:1"}]   # sound

Source: pkg/controller/v1beta1/inferenceservice/utils/utils.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.container import CONTAINER
from generator.rule import Rule

RULE = Rule("no-serving-container")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a runtime none of whose containers has the name."""
    if judged.kind != "ClusterServingRuntime":
        return
    if all(container["name"] != CONTAINER for container in judged.spec["containers"]):
        message = f"no container is called '{CONTAINER}', and KServe serves models in that one only"
        yield Finding(RULE.id, ("spec", "containers"), message, f"Write name: {CONTAINER}.")
