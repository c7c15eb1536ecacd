"""Memory and storage have a unit such as Gi, and cpu counts cores.

Without a unit memory is bytes, and m is a thousandth of one: `memory: 16m` and `memory: "16"` are valid, and no container
starts with so little. `cpu: "4000"` is 4000 cores, which no node has; 4000m is 4.

Example:
    resources: {limits: {memory: 16m, cpu: "4000"}}      # broken
    resources: {limits: {memory: 16Mi, cpu: 4000m}}      # sound

Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.device_keys import SECTIONS, resources_of
from generator.judged.objects import Judged
from generator.native.quantity import amount
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("odd-quantity", Severity.WARNING)
_OF_BYTES = ("memory", "ephemeral-storage")
_LEAST = Decimal(2**20)
_MOST_CORES = Decimal(1024)
_BYTES_HELP = "Write Mi or Gi behind the number: without a unit it is bytes, and m is a thousandth of one."
_CORES_HELP = "Write m behind the number for thousandths of a core: 4000m is 4 cores."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the amounts of an object's own containers and memory volumes that nobody can mean."""
    for container in judged.containers:
        resources = resources_of(container.value)
        for section in SECTIONS if resources else ():
            amounts = resources.get(section) or {}
            steps = (*container.steps, "resources", section)
            for key in _OF_BYTES:
                if key in amounts:
                    yield from _few_bytes(key, amounts[key], (*steps, key))
            if "cpu" in amounts and amount(amounts["cpu"]) > _MOST_CORES:
                message = f"cpu {amounts['cpu']} is more than {_MOST_CORES} cores, which no node has"
                yield Finding(RULE.id, (*steps, "cpu"), message, _CORES_HELP, severity=RULE.severity)
    for volume, steps in judged.volumes.values():
        limit = (volume.get("emptyDir") or {}).get("sizeLimit")
        if limit is not None:
            yield from _few_bytes("sizeLimit", limit, (*steps, "emptyDir", "sizeLimit"))


def _few_bytes(key: str, quantity: Any, steps: Steps) -> Iterator[Finding]:
    # Zero asks for nothing, and some mean that.
    if 0 < amount(quantity) < _LEAST:
        message = f"{key} {quantity} is less than 1Mi, which is too little for anything"
        yield Finding(RULE.id, steps, message, _BYTES_HELP, severity=RULE.severity)
