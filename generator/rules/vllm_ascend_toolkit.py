"""On Alauda, a vLLM-Ascend runtime's script sets up CANN before it starts vLLM.

A shell that is given a script reads no profile, so the variables of CANN are there only if the script sources
set_env.sh of the toolkit, or the image's own environment happens to hold them.

Example:
    command: [bash, -c, "exec python3 -m vllm.entrypoints.openai.api_server"]                          # broken
    command: [bash, -c, "source /usr/local/Ascend/ascend-toolkit/set_env.sh; exec python3 -m vllm…"]   # sound

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

RULE = Rule("vllm-ascend-toolkit", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a vLLM-Ascend runtime that writes a command in which set_env.sh is nowhere named."""
    if judged.kind != "ClusterServingRuntime" or not judged.facts.alauda or not is_vllm_ascend(judged.value):
        return
    for container in judged.containers:
        command = container.value.get("command")
        if container.name != CONTAINER or not command:
            continue
        if not any("set_env.sh" in text for text in (*command, *(container.value.get("args") or ()))):
            message = "the runtime's command does not source set_env.sh, so CANN may not be set up"
            help_text = "Source /usr/local/Ascend/ascend-toolkit/set_env.sh in the script, before vLLM starts."
            steps = (*container.steps, "command")
            yield Finding(RULE.id, steps, message, help_text, at_key=True, severity=RULE.severity)
