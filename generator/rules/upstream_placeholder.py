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
from typing import Any

from generator.finding import Finding
from generator.judged import CONTAINER, Judged
from generator.rule import Rule
from generator.source import Steps

RULE = Rule("upstream-placeholder")

_QUOTED = re.compile(r'\{\{[^{}`"]*"[^{}]*\}\}')
_HELP = "Write ${{ placeholder.annotation('…') }}, or backquotes in place of the double quotes."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts of serving containers on upstream KServe with a placeholder that it cannot read."""
    if judged.facts.alauda:
        return
    for container in judged.containers:
        if container.name == CONTAINER:
            for text, steps in _texts(container.value, container.steps):
                found = _QUOTED.search(text)
                if found is not None:
                    message = f"upstream KServe cannot read the placeholder {found[0]}: double quotes are escaped before"
                    yield Finding(RULE.id, steps, message, _HELP)


def _texts(value: Any, steps: Steps) -> Iterator[tuple[str, Steps]]:
    """Yield the texts in a container that have a placeholder."""
    if isinstance(value, str):
        if "{{" in value:
            yield value, steps
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(item, (*steps, key))
