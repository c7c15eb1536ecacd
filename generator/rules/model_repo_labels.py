"""On Alauda, a service that names a model repository has the labels that lead to it.

The platform finds a repository's services by these labels; its documents call them required for services from the model
repository. Where the model lies elsewhere, the annotation only names its folder: allow the rule with that reason, at the
service's annotation, or for all services of a runtime where its contract requires the annotation. An overlay can give
all services their labels: inferenceService: {metadata: {labels: …}}.

Example:
    annotations: {aml-model-repo: Qwen3-8B}                # broken without these labels:
    labels: {aml-model-group: ml, aml-model-subgroup: amlmodels, aml-model-repo: Qwen3-8B,
             aml-pipeline-tag: text-generation, service.subdomain: chat-demo}                # sound

Source: docs/en/deploy/inference_service/guides/create_inference_service_cli.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("model-repo-labels", Severity.WARNING)

_REPOSITORY = "aml-model-repo"
_LABELS = ("aml-model-group", "aml-model-subgroup", _REPOSITORY, "aml-pipeline-tag", "service.subdomain")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the repository that a service names without all of the labels."""
    if judged.kind != "InferenceService" or not judged.facts.alauda:
        return
    repository = judged.annotations.get(_REPOSITORY)
    missing = [label for label in _LABELS if not judged.labels.get(label)] if repository else []
    if missing:
        message = (
            f"the service names the model repository '{repository}', but the labels that lead to it are not all "
            f"there: {', '.join(missing)}"
        )
        help_text = "Write them; if the model does not come from the model repository, allow the rule with that reason."
        steps = ("metadata", "annotations", _REPOSITORY)
        entry = ("annotations", _REPOSITORY)
        yield Finding(RULE.id, steps, message, help_text, severity=RULE.severity, required_by=entry)
