"""No volume is a hostPath where the level is baseline, and all are of the usual types where it is restricted.

A hostPath volume opens the node's files to a container. At level restricted a pod may only have volumes of the types
configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected and secret: others reach
storage past the cluster's own checks. The API server refuses such pods, so the service would never start.

Example:
    volumes: [{name: models, hostPath: {path: /data/models}}]                    # broken
    volumes: [{name: models, persistentVolumeClaim: {claimName: models}}]        # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (HostPath Volumes), #restricted (Volume Types)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, RESTRICTED, pods_at, refusal
from generator.judged.pods import Pod, Said
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("pod-security-volumes", Severity.ERROR)


_ALLOWED = frozenset(
    (
        *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim"),
        *("projected", "secret"),
    )
)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the volumes of a service's pods that the level does not allow."""
    restricted = judged.pod_security == RESTRICTED
    for pod in pods_at(judged, BASELINE):
        for name, volume in pod.volumes.items():
            # The API server makes a volume of no type an emptyDir before it judges the pod.
            types = [key for key in volume if key != "name"]
            if types and not _ALLOWED.intersection(types) if restricted else "hostPath" in types:
                help_text = "Use a persistentVolumeClaim, which the cluster's administrator hands out."
                what = f"volume '{name}' is of type {'hostPath' if 'hostPath' in types else types[0]}"
                yield refusal(judged, RULE, _place(pod, name), what, help_text)


def _place(pod: Pod, name: str) -> Said:
    own = _named(name, pod.own, pod.steps)
    return Said(own) if own is not None else Said(pod.steps, _named(name, pod.base, pod.base_steps))


def _named(name: str, part: Mapping[str, Any], steps: Steps) -> Steps | None:
    volumes = enumerate(part.get("volumes") or ())
    return next(((*steps, "volumes", index) for index, volume in volumes if volume["name"] == name), None)
