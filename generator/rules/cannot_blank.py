"""A service does not try to empty a variable that its runtime sets.

KServe leaves empty values out when it merges a service into its runtime, so the runtime's value stays.

Example:
    env: [{name: HF_ENDPOINT, value: ""}]                           # broken: the runtime's value reaches the server
    env: [{name: HF_ENDPOINT, value: "https://huggingface.co"}]     # sound

Source: MergeRuntimeContainers, pkg/utils/container_merge.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.contracts import effective_values
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("cannot-blank")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the variables that a service leaves empty and its runtime does not."""
    blank = [entry["name"] for entry in judged.model.get("env") or () if entry.get("value") == ""]
    given = effective_values("env", {}, judged.runtime) if judged.runtime is not None and blank else {}
    for name in blank:
        if given.get(name):
            message = (
                f"env '{name}' is empty here, but the runtime's value stays: KServe drops empty values when it merges"
            )
            help_text = "Give another value, or let a flavour of the runtime leave the variable out."
            yield Finding(RULE.id, ("spec", "predictor", "model", "env", name), message, help_text)
