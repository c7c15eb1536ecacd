"""Tolerations, node selectors and node affinities have the form that Kubernetes takes.

A toleration with operator Exists has no value, one without a key has operator Exists, and tolerationSeconds belongs to
effect NoExecute. Node selectors are labels. In and NotIn need values, Exists and DoesNotExist have none, Gt and Lt have
one. The API server refuses other pods, so the service would never start.

Example:
    tolerations: [{key: gpu, operator: Exists, value: "true"}]       # broken
    tolerations: [{key: gpu, operator: Equal, value: "true"}]        # sound
    nodeSelector: {gpu model: A100}                                  # broken
    nodeSelector: {gpu-model: A100}                                  # sound

Source: ValidateTolerations and ValidateNodeSelectorRequirement, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.naming import is_label_value, is_qualified_name
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("invalid-scheduling", Severity.ERROR)
_REFUSED = "so that the API server would refuse the pod"
_LABEL_HELP = "Write at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last."
_REQUIRED, _PREFERRED = (f"{kind}DuringSchedulingIgnoredDuringExecution" for kind in ("required", "preferred"))
_Said = Mapping[str, Any]


def check(judged: Judged) -> Iterator[Finding]:
    """Yield what is wrong with where an object's own pods may run."""
    for part, steps in judged.pods:
        for index, toleration in enumerate(part.get("tolerations") or ()):
            yield from _toleration(toleration, (*steps, "tolerations", index))
        for key, value in (part.get("nodeSelector") or {}).items():
            yield from _label(key, value, (*steps, "nodeSelector", key))
        affinity = (part.get("affinity") or {}).get("nodeAffinity")
        if affinity:
            yield from _affinity(affinity, (*steps, "affinity", "nodeAffinity"))


def _toleration(said: _Said, steps: Steps) -> Iterator[Finding]:
    exists = said.get("operator") == "Exists"
    if not said.get("key") and not exists:
        message = f"a toleration without a key needs operator: Exists, {_REFUSED}"
        yield Finding(
            RULE.id, steps, message, "Write the taint's key; operator: Exists without one tolerates all taints."
        )
    if exists and said.get("value"):
        message = f"a toleration with operator Exists takes no value, {_REFUSED}"
        yield Finding(RULE.id, (*steps, "value"), message, "Remove the value, or write operator: Equal.", at_key=True)
    if "tolerationSeconds" in said and said.get("effect") != "NoExecute":
        message = f"tolerationSeconds belongs to effect NoExecute, {_REFUSED}"
        yield Finding(
            RULE.id, (*steps, "tolerationSeconds"), message, "Remove it, or write effect: NoExecute.", at_key=True
        )


def _label(key: str, value: str, steps: Steps) -> Iterator[Finding]:
    if not is_qualified_name(key):
        yield Finding(RULE.id, steps, f"'{key}' cannot be the key of a label, {_REFUSED}", _LABEL_HELP, at_key=True)
    if not is_label_value(value):
        yield Finding(RULE.id, steps, f"label '{key}' cannot have the value '{value}', {_REFUSED}", _LABEL_HELP)


def _affinity(said: _Said, steps: Steps) -> Iterator[Finding]:
    for index, term in enumerate((said.get(_REQUIRED) or {}).get("nodeSelectorTerms") or ()):
        yield from _term(term, (*steps, _REQUIRED, "nodeSelectorTerms", index))
    for index, each in enumerate(said.get(_PREFERRED) or ()):
        yield from _term(each["preference"], (*steps, _PREFERRED, index, "preference"))


def _term(said: _Said, steps: Steps) -> Iterator[Finding]:
    for index, requirement in enumerate(said.get("matchExpressions") or ()):
        operator, count = requirement["operator"], len(requirement.get("values") or ())
        wrong = _wrong_count(operator, count)
        if wrong:
            place = (*steps, "matchExpressions", index)
            yield Finding(RULE.id, place, f"operator {operator} {wrong}, {_REFUSED}", _count_help(operator))


def _wrong_count(operator: str, count: int) -> str | None:
    if operator in ("In", "NotIn"):
        return None if count else "needs values"
    if operator in ("Exists", "DoesNotExist"):
        return "takes no values" if count else None
    return None if count == 1 else "takes one value"


def _count_help(operator: str) -> str:
    if operator == "Exists":
        return "Remove the values, or write operator: In."
    if operator == "DoesNotExist":
        return "Remove the values, or write operator: NotIn."
    return "Write values: […] beside it." if operator in ("In", "NotIn") else "Write one number in values."
