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

from generator.kserve.container import CONTAINER, TRANSFORMER
from generator.kserve.versions import minor_of
from generator.language import native_shape
from generator.merge.strategic import MergeNotes, merge
from generator.place import Steps

_WORKER = "worker-container"
SIDECARS_SINCE = 15
"""The minor version of KServe from which on a predictor's own containers are in its pod."""
_NOTHING: Mapping[str, Any] = {}


class PodContainer(Struct, frozen=True, eq=False):
    """A container of a pod. `own` is what the service writes of it, at `steps`; empty where all is the runtime's.

    `base` is what the runtime has of it, at `base_steps`; both are empty where all is the service's.
    """

    name: str
    value: Mapping[str, Any]
    own: Mapping[str, Any]
    steps: Steps
    init: bool = False
    base: Mapping[str, Any] = _NOTHING
    base_steps: Steps = ()


class Pod(Struct, frozen=True, eq=False, dict=True):
    """A pod: what the service writes of it at `steps`, what the runtime does (`base`, at `base_steps`), and its
    containers, init ones first."""

    own: Mapping[str, Any]
    steps: Steps
    base: Mapping[str, Any]
    base_steps: Steps
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
        for part in (self.base, self.own):
            for volume in part.get("volumes") or ():
                volumes[volume["name"]] = {**volumes.get(volume["name"], _NOTHING), **volume}
        return volumes


class Said(NamedTuple):
    """Where a service says something, or the nearest place that it has; and where the runtime does, if that has it so."""

    steps: Steps
    theirs: Steps | None = None


def said(holder: PodContainer | Pod, *path: str | int) -> Said:
    """Return who says what stands at `path` in a pod or container, and where."""
    value: Any = holder.own
    for length, step in enumerate(path):
        there = step in value if isinstance(value, dict) else isinstance(value, list) and isinstance(step, int)
        if not there:
            return Said((*holder.steps, *path[:length]), _theirs(holder, path))
        value = value[step]
    # Go's JSON leaves out what is empty, so that the runtime's stays.
    return Said((*holder.steps, *path), _theirs(holder, path) if value in ("", []) else None)


def _theirs(holder: PodContainer | Pod, path: tuple[str | int, ...]) -> Steps | None:
    """Return where the runtime says what stands at `path`, or the nearest place; None where it has no part in it."""
    if not holder.base_steps:
        return None
    value: Any = holder.base
    for length, step in enumerate(path):
        if not isinstance(value, dict) or step not in value:
            return (*holder.base_steps, *path[:length])
        value = value[step]
    return (*holder.base_steps, *path)


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
        minor = minor_of(version)
        yield _predictor_pod(predictor, runtime["spec"], served, annotations, minor)
        yield from _worker_pods(predictor, runtime["spec"], annotations)
    for name in ("transformer", "explainer"):
        if spec.get(name):
            yield _own_pod(spec[name], ("spec", name), annotations)


def _own_pod(part: Mapping[str, Any], steps: Steps, annotations: Mapping[str, str]) -> Pod:
    containers = (*_own_containers(part, "initContainers", steps), *_own_containers(part, "containers", steps))
    return Pod(part, steps, _NOTHING, (), containers, {**annotations, **(part.get("annotations") or _NOTHING)})


def _predictor_pod(
    predictor: Mapping[str, Any],
    base: Mapping[str, Any],
    served: Mapping[str, Any],
    annotations: Mapping[str, str],
    minor: int,
) -> Pod:
    steps: Steps = ("spec", "predictor")
    sidecars = tuple(_own_containers(predictor, "containers", steps)) if minor >= SIDECARS_SINCE else ()
    bases = {value["name"]: (value, ("spec", "containers", index)) for index, value in enumerate(base["containers"])}
    containers = [
        *_own_containers(predictor, "initContainers", steps),
        PodContainer(CONTAINER, served, predictor["model"], (*steps, "model"), False, *bases[CONTAINER]),
        *_runtime_containers(bases, sidecars, steps),
    ]
    taken = {each.name for each in containers if each.own} & {TRANSFORMER}
    containers += [each for each in sidecars if each.name not in taken]
    return Pod(predictor, steps, base, ("spec",), tuple(containers), _annotations(base, annotations, predictor))


def _runtime_containers(
    bases: Mapping[str, tuple[Mapping[str, Any], Steps]], sidecars: tuple[PodContainer, ...], steps: Steps
) -> Iterator[PodContainer]:
    """Yield a runtime's containers beside the serving one, its transformer merged with the service's."""
    for name, (value, base_steps) in bases.items():
        own = next((each for each in sidecars if each.name == name == TRANSFORMER), None)
        if own is not None:
            merged = merged_container(value, own.own)
            yield PodContainer(own.name, merged, own.own, own.steps, False, value, base_steps)
        elif name != CONTAINER:
            yield PodContainer(name, value, _NOTHING, steps, False, value, base_steps)


def _worker_pods(
    predictor: Mapping[str, Any], base: Mapping[str, Any], annotations: Mapping[str, str]
) -> Iterator[Pod]:
    """Yield the workers' pod, whose one container is the runtime's worker container."""
    own, theirs = predictor.get("workerSpec"), base.get("workerSpec")
    if own is None or not theirs:
        return
    found = next((pair for pair in enumerate(theirs["containers"]) if pair[1]["name"] == _WORKER), None)
    if found is None:
        return
    index, worker = found
    steps: Steps = ("spec", "predictor", "workerSpec")
    base_steps: Steps = ("spec", "workerSpec")
    first = next(_own_containers(own, "containers", steps), None)
    merged = worker if first is None else merged_container(worker, first.own)
    written, place = (_NOTHING, steps) if first is None else (first.own, first.steps)
    container = PodContainer(_WORKER, merged, written, place, False, worker, (*base_steps, "containers", index))
    containers = (*_own_containers(own, "initContainers", steps), container)
    yield Pod(own, steps, theirs, base_steps, containers, _annotations(theirs, annotations, predictor))


def _annotations(
    base: Mapping[str, Any], annotations: Mapping[str, str], predictor: Mapping[str, Any]
) -> dict[str, str]:
    return {**(base.get("annotations") or _NOTHING), **annotations, **(predictor.get("annotations") or _NOTHING)}


def _own_containers(part: Mapping[str, Any], key: str, steps: Steps) -> Iterator[PodContainer]:
    for index, value in enumerate(part.get(key) or ()):
        yield PodContainer(value.get("name") or CONTAINER, value, value, (*steps, key, index), key == "initContainers")
