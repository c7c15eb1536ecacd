"""Every volume that a container of a service mounts is there: in the service, in its runtime, or added by KServe.

The API server refuses a pod with a mount of a volume that it does not have, so the service would never start. A service
may mount its runtime's volumes and bring those that its runtime mounts. volumeDevices and fileKeyRef are uses too.

Example:
    predictor: {model: {volumeMounts: [{name: cache, mountPath: /cache}]}}                                     # broken
    predictor: {volumes: [{name: cache, emptyDir: {}}], model: {volumeMounts: [{name: cache, mountPath: /cache}]}} # sound

Source: ValidateVolumeMounts, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34; MergePodSpec of
kserve/kserve.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pods import Pod, PodContainer
from generator.judged.volume_uses import volume_uses
from generator.kserve.additions import adds_volume
from generator.naming import offer
from generator.rule import Rule

RULE = Rule("missing-volume", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the volumes that containers of a service's pods use and that the pods do not have."""
    for pod in judged.service_pods:
        volumes = pod.volumes
        for container in pod.containers:
            names = dict.fromkeys(name for name, _ in volume_uses(container.value))
            for name in names:
                if name not in volumes and not adds_volume(name):
                    yield _missing(pod, container, name)


def _missing(pod: Pod, container: PodContainer, name: str) -> Finding:
    own = next((steps for each, steps in volume_uses(container.own) if each == name), None)
    if own is not None:
        steps = (*container.steps, *own)
        message = f"there is no volume '{name}', so that the API server would refuse the pod"
    else:
        steps = ("spec", "predictor", "model", "runtime")
        message = (
            f"the runtime's container '{container.name}' mounts the volume '{name}', which neither the runtime nor this "
            "service has, so that the API server would refuse the pod"
        )
    place = ".".join(map(str, (*pod.steps[1:], "volumes")))
    help_text = f"Write it in the service: {place}: [{{name: {name}, …}}]. {offer(name, pod.volumes, 'volumes')}"
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
