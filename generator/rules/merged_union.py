"""A service's probe, variable or volume is of the kind that its runtime's has: KServe's merge keeps both kinds.

An exec handler does not take the place of the runtime's httpGet, nor a claim that of its emptyDir: the pod gets both, and
the API server refuses it. KServe 0.20 repairs a value beside a valueFrom, nothing else.

Example:
    readinessProbe: {exec: {command: [check]}}     # broken where the runtime's readinessProbe has httpGet
    readinessProbe: {httpGet: {path: /ready}}      # sound there

Source: MergeRuntimeContainers and MergePodSpec, pkg/controller/v1beta1/inferenceservice/utils/utils.go of kserve/kserve,
v0.13 to v0.20; validateHandler, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pods import Pod, PodContainer
from generator.judged.probe_ports import HOOKS, PROBES
from generator.native.notation import native_types
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("merged-union", Severity.ERROR)
_REPAIRED_SINCE = 20
"""The minor version of KServe from which on a service's value takes the place of a valueFrom, and the other way round."""
_HELP = "Say it as the runtime does, or change the runtime: a service cannot take away what that has."
_VOLUME_HELP = "Give the volume another name, or change the runtime: a service cannot take away what that has."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield what a service says beside another kind of the same that its runtime has."""
    runtime = judged.model.get("runtime") or ""
    repaired = judged.facts.minor >= _REPAIRED_SINCE
    for pod in judged.service_pods:
        for index, own in enumerate(pod.own.get("volumes") or () if pod.base else ()):
            yield from _clash(own, _volume(pod, own), _members("Volume"), (*pod.steps, "volumes", index), runtime)
        for each in pod.containers:
            if each.own and each.base:
                yield from _handlers(each, runtime)
                yield from _variables(each, repaired, runtime)
                yield from _mounts(each, runtime)


def _volume(pod: Pod, own: Mapping[str, Any]) -> Mapping[str, Any]:
    return next((each for each in pod.base.get("volumes") or () if each["name"] == own["name"]), {}) | dict(own)


def _handlers(container: PodContainer, runtime: str) -> Iterator[Finding]:
    own, merged = container.own, container.value
    for name in PROBES:
        if own.get(name):
            yield from _clash(own[name], merged[name], _members("Probe"), (*container.steps, name), runtime)
    for name in HOOKS if own.get("lifecycle") else ():
        if own["lifecycle"].get(name):
            steps = (*container.steps, "lifecycle", name)
            hook = merged["lifecycle"][name]
            yield from _clash(own["lifecycle"][name], hook, _members("LifecycleHandler"), steps, runtime)


def _variables(container: PodContainer, repaired: bool, runtime: str) -> Iterator[Finding]:
    own = container.own.get("env") or ()
    suspect = {each["name"]: each for each in container.value["env"] if each.get("valueFrom")} if own else {}
    for index, entry in enumerate(own if suspect else ()):
        merged, steps = suspect.get(entry["name"]), (*container.steps, "env", index)
        if merged is None:
            continue
        if merged.get("value") and not repaired:
            yield from _clash(entry, merged, ("value", "valueFrom"), steps, runtime)
        elif entry.get("valueFrom"):
            sources = _members("EnvVarSource")
            yield from _clash(entry["valueFrom"], merged["valueFrom"], sources, (*steps, "valueFrom"), runtime)


def _mounts(container: PodContainer, runtime: str) -> Iterator[Finding]:
    own = container.own.get("volumeMounts")
    merged = {each["mountPath"]: each for each in container.value["volumeMounts"]} if own else {}
    for index, entry in enumerate(own or ()):
        paths = ("subPath", "subPathExpr")
        steps = (*container.steps, "volumeMounts", index)
        yield from _clash(entry, merged[entry["mountPath"]], paths, steps, runtime)


def _members(name: str) -> tuple[str, ...]:
    """Return the fields of a native type of which at most one may be there."""
    return native_types()[name].unions[0]


def _clash(
    own: Mapping[str, Any], merged: Mapping[str, Any], members: Sequence[str], steps: Steps, runtime: str
) -> Iterator[Finding]:
    both = [name for name in members if name in merged and merged[name] != ""]
    if len(both) < 2:
        return
    ours = next((name for name in both if name in own and own[name] != ""), None)
    theirs = next((name for name in both if name not in own), None)
    if ours is not None and theirs is not None:
        message = (
            f"ClusterServingRuntime '{runtime}' has '{theirs}' here, and KServe's merge keeps both, so that the API server "
            "would refuse the pod"
        )
        help_text = _VOLUME_HELP if steps[-2] == "volumes" else _HELP
        yield Finding(RULE.id, (*steps, ours), message, help_text, at_key=True, severity=RULE.severity)
