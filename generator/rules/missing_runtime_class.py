"""On Alauda, a ClusterServingRuntime has the label cpaas.io/runtime-class.

The platform knows by it which kind of runtime this is; its documents call it required. Servewright writes it from the
runtime's class, so only a patch or a null can take it away.

Example:
    metadata: {labels: {cpaas.io/runtime-class: null}}     # broken: removes what Servewright writes
    spec: {class: vllm}                                    # sound: the label is cpaas.io/runtime-class: vllm

Source: docs/en/deploy/inference_service/guides/custom_inference_runtime.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.conventions import RUNTIME_CLASS_LABEL
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("missing-runtime-class", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a runtime without the label."""
    if judged.kind != "ClusterServingRuntime" or not judged.facts.alauda:
        return
    if not judged.labels.get(RUNTIME_CLASS_LABEL):
        message = f"the ClusterServingRuntime has no label {RUNTIME_CLASS_LABEL}, by which the platform knows its kind"
        help_text = "Leave the label to the runtime's class: something removes it."
        yield Finding(RULE.id, ("metadata", "name"), message, help_text, severity=RULE.severity)
