"""A predictor with a model has no container that KServe counts as another predictor.

That is one named kserve-container, and before KServe 0.15 every one in predictor.containers: sidecars of a service came
with 0.15. KServe's webhook refuses a service with two predictors.

Example:
    predictor: {model: {…}, containers: [{name: kserve-container, args: [--seed=1]}]}     # broken
    predictor: {model: {args: [--seed=1]}}                                                # sound

Source: GetImplementations, pkg/apis/serving/v1beta1/predictor.go of kserve/kserve, v0.13 to v0.20.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pods import SIDECARS_SINCE
from generator.kserve.container import CONTAINER
from generator.rule import Rule

RULE = Rule("second-predictor", Severity.ERROR)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the containers of a service that stand beside its model as another predictor."""
    containers = (judged.spec.get("predictor") or {}).get("containers") if judged.model else None
    if not containers:
        return
    before = judged.facts.minor < SIDECARS_SINCE
    steps = ("spec", "predictor", "containers")
    for index, container in enumerate(containers):
        if container["name"] == CONTAINER:
            message = f"'{CONTAINER}' here is a second predictor beside the model, which KServe's webhook refuses"
            help_text = "Write its fields in predictor.model: KServe merges them into the runtime's container."
            yield Finding(RULE.id, (*steps, index, "name"), message, help_text)
        elif before:
            message = (
                f"KServe {judged.facts.version} counts '{container['name']}' as a second predictor beside the model, "
                "and its webhook refuses the service"
            )
            help_text = (
                f"Put the container into the runtime; a service may have its own from KServe 0.{SIDECARS_SINCE} on."
            )
            yield Finding(RULE.id, (*steps, index, "name"), message, help_text)
