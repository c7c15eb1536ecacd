"""On Alauda, a vLLM-Ascend runtime runs as the user that the cluster's model files belong to.

The user 1000 (the platform's default, modelcarUID) may use the Ascend devices by its group. Where the cluster has
modelcarUID: 0, model files belong to root, and a runtime that forces another user cannot read them.

Example:
    securityContext: {runAsNonRoot: true, runAsUser: 65534}            # broken: may not use the devices
    securityContext: {runAsNonRoot: true, runAsUser: 1000}             # sound, where modelcarUID is 1000

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

RULE = Rule("vllm-ascend-user", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the user of a vLLM-Ascend runtime if it is another one, or not root where it has to be."""
    if judged.kind != "ClusterServingRuntime" or not judged.facts.alauda or not is_vllm_ascend(judged.value):
        return
    due = judged.facts.modelcar_uid
    for container in judged.containers:
        context = container.value.get("securityContext") or {}
        if container.name != CONTAINER:
            continue
        user = context.get("runAsUser")
        if user is not None and user != due:
            field, what = "runAsUser", f"runs as the user {user}"
        elif due == 0 and context.get("runAsNonRoot"):
            field, what = "runAsNonRoot", "does not run as root"
        else:
            continue
        message = f"the runtime {what}, and the cluster's model files belong to {due} (modelcarUID)"
        help_text = f"Write {'runAsUser: 1000' if due else 'runAsNonRoot: false, runAsUser: 0'}."
        steps = (*container.steps, "securityContext", field)
        yield Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
