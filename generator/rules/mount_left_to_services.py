"""A runtime has the volumes that its containers mount.

Such a mount is a promise that each service brings the volume: one that does not is refused by the API server, be it in
this repo or made in a web page. Most often the name is misspelt. A service of the cluster that brings it shows that it is
meant.

Example:
    spec: {containers: [{name: kserve-container, volumeMounts: [{name: dshm, mountPath: /dev/shm}]}]}    # broken
    spec: {volumes: [{name: dshm, emptyDir: {medium: Memory}}], containers: [{name: kserve-container, …}]}  # sound

Source: ValidateVolumeMounts, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34; MergePodSpec of
kserve/kserve.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.volume_uses import volume_uses
from generator.kserve.additions import adds_volume
from generator.naming import offer
from generator.rule import Rule

RULE = Rule("mount-left-to-services", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the volumes that a runtime's containers use, and that neither it nor any of its services has."""
    if judged.kind != "ClusterServingRuntime":
        return
    for part, steps in judged.pods:
        brought = {volume["name"] for each in (part, *_of_services(judged)) for volume in each.get("volumes") or ()}
        for index, container in enumerate(part["containers"]):
            for name, use in volume_uses(container):
                if name not in brought and not adds_volume(name):
                    message = f"the runtime has no volume '{name}': the pod of a service that brings none is refused"
                    help_text = f"Write it: volumes: [{{name: {name}, …}}]. {offer(name, brought, 'volumes')}"
                    place = (*steps, "containers", index, *use)
                    yield Finding(RULE.id, place, message, help_text, severity=RULE.severity)


def _of_services(judged: Judged) -> Iterator[dict[str, object]]:
    for service in judged.users:
        predictor = service["spec"]["predictor"]
        yield predictor
        yield predictor.get("workerSpec") or {}
