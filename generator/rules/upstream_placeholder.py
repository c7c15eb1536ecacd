"""On upstream KServe, a placeholder has no double quotes: it would not be understood.

Upstream marshals the container to JSON and reads that as one Go template. A double quote has a backslash before it by
then, and KServe's controller ends with `unexpected "\\\\" in operand`: no pod comes. Backquotes work there and on Alauda's
build alike.

Example:
    value: '{{ index .Annotations "aml-model-repo" }}'              # broken on upstream
    value: "{{ index .Annotations `aml-model-repo` }}"              # sound
    value: ${{ placeholder.annotation('aml-model-repo') }}          # sound: written as each cluster needs it

Source: ReplacePlaceholders, pkg/controller/v1beta1/inferenceservice/utils/utils.go; kserve issue 3851.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.texts import texts_with
from generator.kserve.container import CONTAINER
from generator.rule import Rule

RULE = Rule("upstream-placeholder")

_QUOTED = re.compile(r'\{\{[^{}`"]*"[^{}]*\}\}')
_HELP = "Write ${{ placeholder.annotation('…') }}, or backquotes in place of the double quotes."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts of serving containers on upstream KServe with a placeholder that it cannot read."""
    if judged.facts.alauda or not judged.may_write("{{"):
        return
    for container in judged.containers:
        if container.name == CONTAINER:
            for text, steps in texts_with("{{", container.value):
                found = _QUOTED.search(text)
                if found is not None:
                    message = (
                        f"upstream KServe cannot read the placeholder {found[0]}: double quotes are escaped before"
                    )
                    yield Finding(RULE.id, (*container.steps, *steps), message, _HELP)
