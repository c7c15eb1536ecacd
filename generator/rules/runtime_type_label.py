"""On Alauda, a service's label aml.cpaas.io/runtime-type is its runtime's class.

The platform's documents have it on every service, with the value that the ClusterServingRuntime has as
cpaas.io/runtime-class. Servewright writes it; another value would show the service under another kind of runtime.

Example:
    metadata: {labels: {aml.cpaas.io/runtime-type: triton}}   # broken, on a runtime of class vllm
    spec: {runtime: vllm-ascend}                              # sound: the label is aml.cpaas.io/runtime-type: vllm

Source: docs/en/deploy/inference_service/guides/create_inference_service_cli.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.conventions import RUNTIME_CLASS_LABEL, RUNTIME_TYPE_LABEL
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("runtime-type-label", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a service whose label is missing or not its runtime's class."""
    if judged.kind != "InferenceService" or not judged.facts.alauda:
        return
    said, due = judged.labels.get(RUNTIME_TYPE_LABEL), judged.runtime_labels.get(RUNTIME_CLASS_LABEL)
    if not said:
        message = f"the service has no label {RUNTIME_TYPE_LABEL}, which every service of the platform has"
        steps: Steps = ("metadata", "name")
    elif due and said != due:
        message = f"label '{RUNTIME_TYPE_LABEL}' is '{said}', but the runtime's class is '{due}'"
        steps = ("metadata", "labels", RUNTIME_TYPE_LABEL)
    else:
        return
    yield Finding(RULE.id, steps, message, "Leave the label to Servewright.", severity=RULE.severity)
