"""Lists that Kubernetes keeps by a key have each key once: env, ports, mounts, devices and volumes.

KServe's types refuse an object with two variables of one name, two ports of one number and protocol, or two mounts at one
path; a pod with two volumes of one name is refused when KServe makes it.

Example:
    env: [{name: HOME, value: /a}, {name: HOME, value: /b}]     # broken
    env: [{name: HOME, value: /b}]                              # sound

Source: x-kubernetes-list-map-keys in config/crd/full of kserve/kserve, v0.13 to v0.20 (env and mounts from v0.14 on);
ValidateVolumes and ValidateVolumeMounts, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("repeated-list-key", Severity.ERROR)
_UNIQUE_ENV_SINCE = 14
"""The minor version of KServe whose types know a container's variables by name. Kubernetes itself takes the last."""
_HELP = "Remove one of them, or give it another {}."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the items of an object's own lists whose key stands before them already."""
    unique_env = judged.facts.minor >= _UNIQUE_ENV_SINCE
    for part, steps in judged.pods:
        yield from _repeated(part, "volumes", itemgetter("name"), "name", steps)
    for container in judged.containers:
        value, steps = container.value, container.steps
        if unique_env:
            yield from _repeated(value, "env", itemgetter("name"), "name", steps)
        yield from _repeated(value, "volumeMounts", itemgetter("mountPath"), "mountPath", steps)
        yield from _repeated(value, "volumeDevices", itemgetter("devicePath"), "devicePath", steps)
        yield from _repeated(value, "ports", _port, "containerPort", steps)


def _port(port: Mapping[str, Any]) -> str:
    return f"{port['containerPort']}/{port.get('protocol') or 'TCP'}"


def _repeated(
    owner: Mapping[str, Any], field: str, key_of: Callable[[Mapping[str, Any]], str], key: str, steps: Steps
) -> Iterator[Finding]:
    items: Sequence[Mapping[str, Any]] = owner.get(field) or ()
    if len(items) < 2 or len(set(map(key_of, items))) == len(items):
        return
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        name = key_of(item)
        if first.setdefault(name, index) != index:
            message = f"'{name}' stands twice in {field}, which the API server refuses"
            other = (*steps, field, first[name], key)
            yield Finding(RULE.id, (*steps, field, index, key), message, _HELP.format(key), related_steps=(other,))
