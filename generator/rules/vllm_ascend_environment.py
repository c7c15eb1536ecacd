"""On Alauda, a vLLM-Ascend runtime gives its process HOME and USER.

Caches and temporary files go to HOME, which must be writable; without USER, Python asks the image for the user's name,
and there is none for a user that the image does not know, so that the server does not start. Root needs neither.

Example:
    env: [{name: HOME, value: /tmp}]                                   # broken: no USER
    env: [{name: HOME, value: /tmp}, {name: USER, value: vllm}]        # sound

Source: docs/en/deploy/inference_service/guides/custom_inference_runtime.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.conventions import is_vllm_ascend
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.kserve.container import CONTAINER
from generator.rule import Rule

RULE = Rule("vllm-ascend-environment", Severity.WARNING)

_NAMES = ("HOME", "USER")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a vLLM-Ascend runtime whose serving container lacks one of the variables."""
    if judged.kind != "ClusterServingRuntime" or not judged.facts.alauda or not is_vllm_ascend(judged.value):
        return
    for container in judged.containers:
        user = (container.value.get("securityContext") or {}).get("runAsUser")
        if container.name != CONTAINER or user == 0 or container.value.get("envFrom"):
            continue
        given = {entry["name"] for entry in container.value.get("env") or () if entry.get("value") != ""}
        missing = [name for name in _NAMES if name not in given]
        if missing:
            message = f"the runtime does not give its process {' and '.join(missing)}"
            help_text = "Write env: {name: HOME, value: /tmp} and {name: USER, value: vllm} in the runtime."
            steps = (*container.steps, "env") if container.value.get("env") else container.steps
            yield Finding(RULE.id, steps, message, help_text, at_key=True, severity=RULE.severity)
