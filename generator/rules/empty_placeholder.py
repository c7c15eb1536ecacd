"""An annotation that the runtime fills in is there.

KServe puts a service's annotations in the place of {{ index .Annotations "k" }} in the runtime's container. Where the
annotation is missing, nothing stands there: a path ends early, and the server looks for its model in the wrong place.

Example:
    value: /mnt/models/{{ index .Annotations "aml-model-repo" }}       # in the runtime
    metadata: {annotations: {}}                                        # broken: the path is /mnt/models/
    metadata: {annotations: {aml-model-repo: Qwen3-8B}}                # sound

Source: ReplacePlaceholders, pkg/controller/v1beta1/inferenceservice/utils/utils.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.gotemplate import TemplateProblem
from generator.gotemplate.nodes import Branch, Function
from generator.gotemplate.uses import data_uses, nodes_of
from generator.judged.filled_texts import parsed
from generator.judged.objects import Judged
from generator.judged.texts import texts_with
from generator.rule import Rule

RULE = Rule("empty-placeholder", Severity.WARNING)

_GIVEN_BY_KSERVE = frozenset(("modelFormat",))
"""Annotations that KServe's webhook adds where they are missing."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the annotations that a service's runtime fills in and the service does not have."""
    if judged.runtime is None or judged.served is None:
        return
    read = {name: None for text, _ in texts_with("{{", judged.served) for name in _annotations(text)}
    contract = judged.contract.get("annotations") or {}
    known = {*_GIVEN_BY_KSERVE, *(name for name, entry in contract.items() if entry and entry.get("required"))}
    for name in [name for name in read if not judged.annotations.get(name) and name not in known]:
        runtime = judged.runtime["metadata"]["name"]
        message = f"{runtime} fills in the annotation '{name}', which is missing, so nothing will stand in its place"
        help_text = f"Write metadata.annotations: {{{name}: …}}."
        yield Finding(RULE.id, ("metadata", "name"), message, help_text, severity=RULE.severity)


@lru_cache(maxsize=1024)
def _annotations(text: str) -> tuple[str, ...]:
    """Return the annotations that a text is certain to fill in: one with a condition may do without."""
    template = parsed(text)
    if isinstance(template, TemplateProblem):
        return ()
    for seen in nodes_of(template):
        if isinstance(seen.node, Branch) or (isinstance(seen.node, Function) and seen.node.name != "index"):
            return ()
    paths = [use.path for use in data_uses(template)]
    return tuple(path[1] for path in paths if len(path) == 2 and path[0] == "Annotations")
