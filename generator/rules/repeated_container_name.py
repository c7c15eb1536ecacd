"""No two containers of a pod have one name, init containers included.

The API server refuses such a pod. A sidecar of a service does not change the runtime's of the same name: KServe merges
predictor.model and transformer-container alone, and puts all others side by side.

Example:
    predictor: {containers: [{name: proxy, image: "acme/proxy:2"}]}        # broken where the runtime has a proxy
    predictor: {containers: [{name: own-proxy, image: "acme/proxy:2"}]}    # sound

Source: validateContainers and validateInitContainers, pkg/apis/core/validation/validation.go of kubernetes/kubernetes,
v1.34; buildPodSpec, pkg/controller/v1beta1/inferenceservice/components/predictor.go of kserve/kserve, v0.15 to v0.20.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Container, Judged
from generator.judged.pods import PodContainer
from generator.kserve.container import CONTAINER
from generator.rule import Rule

RULE = Rule("repeated-container-name", Severity.ERROR)
_REFUSED = "so that the API server would refuse the pod"
_HELP = "Give it another name."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield each container of the object whose name another one of the same pod has."""
    if judged.kind == "ClusterServingRuntime":
        for _, steps in judged.pods:
            beside = [each for each in judged.containers if each.steps[:-2] == steps]
            yield from _repeated(beside)
    for pod in judged.service_pods:
        yield from _repeated_in_pod(pod.containers, judged.model.get("runtime") or "")


def _repeated(containers: Sequence[Container]) -> Iterator[Finding]:
    first: dict[str, Container] = {}
    for each in containers:
        if first.setdefault(each.name, each) is not each:
            message = f"two containers are called '{each.name}', {_REFUSED}"
            related = ((*first[each.name].steps, "name"),)
            yield Finding(RULE.id, (*each.steps, "name"), message, _HELP, related_steps=related)


def _repeated_in_pod(containers: Sequence[PodContainer], runtime: str) -> Iterator[Finding]:
    if len({each.name for each in containers}) == len(containers):
        return
    first: dict[str, PodContainer] = {}
    for each in sorted(containers, key=_rank):
        other = first.setdefault(each.name, each)
        # A second kserve-container is no predictor's sidecar at all, which another rule tells.
        if other is each or not each.own or (_is_merged(other) and each.name == CONTAINER and not each.init):
            continue
        steps, message = (*each.steps, "name"), f"two containers of the pod are called '{each.name}', {_REFUSED}"
        if other.own and not _is_merged(other):
            yield Finding(RULE.id, steps, message, _HELP, related_steps=((*other.steps, "name"),))
        else:
            message = f"ClusterServingRuntime '{runtime}' has a container '{each.name}' too, {_REFUSED}"
            yield Finding(RULE.id, steps, message, f"{_HELP} To change the runtime's, change the runtime.")


def _is_merged(container: PodContainer) -> bool:
    return bool(container.base_steps)


def _rank(container: PodContainer) -> tuple[bool, bool]:
    """Sort what the runtime has before what the service adds, and init containers last."""
    return container.init, not _is_merged(container)
