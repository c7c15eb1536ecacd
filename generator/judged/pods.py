"""The pods that an InferenceService gets: its own fields and its ClusterServingRuntime's, as KServe puts them together.

What KServe adds by itself (storage initializer, modelcar, agent, batcher, Knative's queue proxy) is not in them.

Source: buildPodSpec, buildObjectMeta and multiNodeProcess, pkg/controller/v1beta1/inferenceservice/components/predictor.go,
MergePodSpec and MergeRuntimeContainers, …/utils/utils.go of kserve/kserve, v0.13 to v0.20. A runtime's pod gives volumes
and annotations; its hostIPC is never carried over, and it has no security context of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Struct

from generator.kserve.container import CONTAINER
from generator.language import native_shape
from generator.merge.strategic import MergeNotes, merge
from generator.place import Steps

_TRANSFORMER = "transformer-container"
_WORKER = "worker-container"
_SIDECARS_SINCE = 15
"""The minor version of KServe from which on a predictor's own containers are in its pod."""
_NOTHING: Mapping[str, Any] = {}


class PodContainer(Struct, frozen=True, eq=False):
    """A container of a pod. `own` is what the service writes of it, at `steps`; empty where all is the runtime's."""

    name: str
    value: Mapping[str, Any]
    own: Mapping[str, Any]
    steps: Steps
    init: bool = False


class Pod(Struct, frozen=True, eq=False, dict=True):
    """A pod: what the service writes of it at `steps`, what the runtime does, and its containers, init ones first."""

    own: Mapping[str, Any]
    steps: Steps
    runtime: Mapping[str, Any]
    containers: tuple[PodContainer, ...]
    annotations: Mapping[str, str]

    @property
    def security_context(self) -> Mapping[str, Any]:
        """Return the pod's security context, which only a service has."""
        return self.own.get("securityContext") or _NOTHING

    @cached_property
    def volumes(self) -> Mapping[str, Mapping[str, Any]]:
        """Return the volumes by name, the runtime's first."""
        volumes: dict[str, Mapping[str, Any]] = {}
        for part in (self.runtime, self.own):
            for volume in part.get("volumes") or ():
                volumes[volume["name"]] = {**volumes.get(volume["name"], _NOTHING), **volume}
        return volumes


class Said(NamedTuple):
    """Where a service says something, or the nearest place that it has; and whether the runtime has it so."""

    steps: Steps
    by_runtime: bool = False


def said(holder: PodContainer | Pod, *path: str | int) -> Said:
    """Return who says what stands at `path` in a pod or container, and where."""
    value: Any = holder.own
    for length, step in enumerate(path):
        there = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if not there:
            return Said((*holder.steps, *path[:length]), by_runtime=True)
        value = value[step]
    # Go's JSON leaves out what is empty, so that the runtime's stays.
    return Said((*holder.steps, *path), by_runtime=value in ("", []))


def whose(place: Said, runtime: str) -> str:
    """Return the words that tell whose something is if it is the runtime's, beginning with a space."""
    return f" (as ClusterServingRuntime '{runtime}' has it)" if place.by_runtime else ""


def merged_container(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return a runtime's container with a service's merged in: args are appended, the runtime's name stays.

    The service's empty texts and lists are left out first, as Go's JSON leaves them out. The order of lists is ours, not
    KServe's.
    """
    merged = merge(dict(base), _written(own), native_shape("Container"), MergeNotes())
    args = [*(base.get("args") or ()), *(own.get("args") or ())]
    return merged | {"name": base["name"]} | ({"args": args} if args else {})


def _written(own: Mapping[str, Any]) -> dict[str, Any]:
    written = {key: value for key, value in own.items() if value not in ("", [])}
    if "securityContext" in written:
        written["securityContext"] = _without_empties(written["securityContext"])
    return written


def _without_empties(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: _without_empties(item) for key, item in value.items() if item not in ("", [])}


def service_pods(
    service: Mapping[str, Any], runtime: Mapping[str, Any] | None, served: Mapping[str, Any] | None, version: str
) -> Iterator[Pod]:
    """Yield the pods of a natively valid InferenceService: predictor's, its workers', transformer's, explainer's.

    `served` is the serving container as KServe merges it; without one, nothing is known of a model's pods.
    """
    spec, annotations = service["spec"], service["metadata"].get("annotations") or _NOTHING
    predictor = spec.get("predictor") or _NOTHING
    if not predictor.get("model"):
        yield _own_pod(predictor, ("spec", "predictor"), annotations)
    elif runtime is not None and served is not None:
        minor = int(version.partition(".")[2])
        yield _predictor_pod(predictor, runtime["spec"], served, annotations, minor)
        yield from _worker_pods(predictor, runtime["spec"], annotations)
    for name in ("transformer", "explainer"):
        if spec.get(name):
            yield _own_pod(spec[name], ("spec", name), annotations)


def _own_pod(part: Mapping[str, Any], steps: Steps, annotations: Mapping[str, str]) -> Pod:
    containers = (*_own_containers(part, "initContainers", steps), *_own_containers(part, "containers", steps))
    return Pod(part, steps, _NOTHING, containers, {**annotations, **(part.get("annotations") or _NOTHING)})


def _predictor_pod(
    predictor: Mapping[str, Any],
    base: Mapping[str, Any],
    served: Mapping[str, Any],
    annotations: Mapping[str, str],
    minor: int,
) -> Pod:
    steps: Steps = ("spec", "predictor")
    sidecars = tuple(_own_containers(predictor, "containers", steps)) if minor >= _SIDECARS_SINCE else ()
    containers = [
        *_own_containers(predictor, "initContainers", steps),
        PodContainer(CONTAINER, served, predictor["model"], (*steps, "model")),
        *_runtime_containers(base, sidecars, steps),
    ]
    taken = {each.name for each in containers if each.own} & {_TRANSFORMER}
    containers += [each for each in sidecars if each.name not in taken]
    return Pod(predictor, steps, base, tuple(containers), _annotations(base, annotations, predictor))


def _runtime_containers(
    base: Mapping[str, Any], sidecars: tuple[PodContainer, ...], steps: Steps
) -> Iterator[PodContainer]:
    """Yield a runtime's containers beside the serving one, its transformer merged with the service's."""
    for value in base["containers"]:
        own = next((each for each in sidecars if each.name == value["name"] == _TRANSFORMER), None)
        if own is not None:
            yield PodContainer(own.name, merged_container(value, own.own), own.own, own.steps)
        elif value["name"] != CONTAINER:
            yield PodContainer(value["name"], value, _NOTHING, steps)


def _worker_pods(
    predictor: Mapping[str, Any], base: Mapping[str, Any], annotations: Mapping[str, str]
) -> Iterator[Pod]:
    """Yield the workers' pod, whose one container is the runtime's worker container."""
    own, theirs = predictor.get("workerSpec"), base.get("workerSpec")
    if own is None or not theirs:
        return
    worker = next((each for each in theirs["containers"] if each["name"] == _WORKER), None)
    if worker is None:
        return
    steps: Steps = ("spec", "predictor", "workerSpec")
    first = next(_own_containers(own, "containers", steps), None)
    if first is None:
        container = PodContainer(_WORKER, worker, _NOTHING, steps)
    else:
        container = PodContainer(_WORKER, merged_container(worker, first.own), first.own, first.steps)
    containers = (*_own_containers(own, "initContainers", steps), container)
    yield Pod(own, steps, theirs, containers, _annotations(theirs, annotations, predictor))


def _annotations(
    base: Mapping[str, Any], annotations: Mapping[str, str], predictor: Mapping[str, Any]
) -> dict[str, str]:
    return {**(base.get("annotations") or _NOTHING), **annotations, **(predictor.get("annotations") or _NOTHING)}


def _own_containers(part: Mapping[str, Any], key: str, steps: Steps) -> Iterator[PodContainer]:
    for index, value in enumerate(part.get(key) or ()):
        yield PodContainer(value.get("name") or CONTAINER, value, value, (*steps, key, index), key == "initContainers")
