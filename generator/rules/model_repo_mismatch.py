"""On Alauda, label and annotation of one name say the same of a service's model.

aml-model-repo and aml-pipeline-tag stand in both places: the platform looks a service up by its labels, and runtimes
read the annotations. If they differ, it shows another model than is served.

Example:
    annotations: {aml-model-repo: Qwen3-8B}
    labels: {aml-model-repo: Qwen3-4B}                     # broken; sound: Qwen3-8B

Source: docs/en/deploy/inference_service/guides/create_inference_service_cli.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("model-repo-mismatch", Severity.WARNING)

_KEYS = ("aml-model-repo", "aml-pipeline-tag")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the labels of a service that its annotation of the same name contradicts."""
    if judged.kind != "InferenceService" or not judged.facts.alauda:
        return
    for key in _KEYS:
        label, annotation = judged.labels.get(key), judged.annotations.get(key)
        if label and annotation and label != annotation:
            message = f"label '{key}' is '{label}', but the annotation of this name is '{annotation}'"
            yield Finding(
                RULE.id,
                ("metadata", "labels", key),
                message,
                f"Write {key}: {annotation}, or correct the annotation.",
                related_steps=(("metadata", "annotations", key),),
                severity=RULE.severity,
            )
