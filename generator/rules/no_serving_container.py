"""A ClusterServingRuntime has a container called kserve-container.

KServe serves models in the container of this name only, and refuses a service on a runtime without it. Where the runtime
says image: beside it, a container whose name is nearly that one is a second one, and the first has nothing but its image.

Example:
    containers: [{name: server, image: "acme/server:1"}]             # broken
    containers: [{name: kserve-contaner, image: "acme/server:1"}]    # broken with image: too
    containers: [{name: kserve-container, image: "acme/server:1"}]   # sound

Source: pkg/controller/v1beta1/inferenceservice/utils/utils.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.container import CONTAINER
from generator.naming import is_near
from generator.rule import Rule

RULE = Rule("no-serving-container")


_WORK = ("command", "args", "ports")
"""Fields of which a container that somebody described has one."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a runtime none of whose containers has the name, or one whose name is nearly the one."""
    if judged.kind != "ClusterServingRuntime":
        return
    containers = judged.spec["containers"]
    serving = next((container for container in containers if container["name"] == CONTAINER), None)
    if serving is None:
        message = f"no container is called '{CONTAINER}', and KServe serves models in that one only"
        yield Finding(RULE.id, ("spec", "containers"), message, f"Write name: {CONTAINER}.")
    elif len(containers) > 1 and not any(field in serving for field in _WORK):
        yield from _misspelt(containers)


def _misspelt(containers: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    for index, container in enumerate(containers):
        name = container["name"]
        if name != CONTAINER and is_near(name, CONTAINER):
            message = f"'{name}' serves no models: KServe does that in '{CONTAINER}', which here has an image alone"
            yield Finding(RULE.id, ("spec", "containers", index, "name"), message, f"Write name: {CONTAINER}.")
