"""On Alauda, a service's label service.subdomain is <name>-<namespace>.

It names the service's host on the platform; where it is another service's, for instance in a copied definition, two
services claim one host.

Example:
    metadata: {name: chat, namespace: demo, labels: {service.subdomain: qwen-demo}}     # broken: copied from qwen
    metadata: {name: chat, namespace: demo, labels: {service.subdomain: chat-demo}}     # sound

Source: docs/en/deploy/inference_service/guides/create_inference_service_cli.mdx in github.com/alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.naming import is_label_value
from generator.rule import Rule

RULE = Rule("service-subdomain", Severity.WARNING)

_LABEL = "service.subdomain"


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a service whose label is not made of its name and namespace, where that can be a label."""
    if judged.kind != "InferenceService" or not judged.facts.alauda:
        return
    said = judged.labels.get(_LABEL)
    due = f"{judged.metadata['name']}-{judged.metadata.get('namespace')}"
    if said and said != due and is_label_value(due):
        message = f"label '{_LABEL}' is '{said}', but the service's subdomain is '{due}'"
        yield Finding(RULE.id, ("metadata", "labels", _LABEL), message, f"Write {due}.", severity=RULE.severity)
