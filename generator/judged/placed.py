"""Findings on what a pod has: told where the service says it, or in the runtime that does for all its services."""

from __future__ import annotations

from generator.finding import AtRuntime, Finding
from generator.judged.objects import Judged
from generator.judged.pods import Said
from generator.rule import Rule


def finding_on(judged: Judged, rule: Rule, place: Said, what: str, why: str, remedy: str, where: str = "") -> Finding:
    """Return the finding that a service's pod has `what`, said at `place`, which is wrong for the reason `why`.

    `where`: words, beginning with a space, on what of the service makes it wrong.
    """
    if place.theirs is None:
        return Finding(rule.id, place.steps, what + why + where, remedy, severity=rule.severity)
    message = f"{what} (as ClusterServingRuntime '{judged.model['runtime']}' has it){why}{where}"
    there = AtRuntime(place.theirs, what + why, f"service '{judged.metadata['name']}'{where} gets it")
    return Finding(rule.id, place.steps, message, remedy, severity=rule.severity, at_runtime=there)
