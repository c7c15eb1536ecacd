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

from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.filled_texts import filled_texts
from generator.judged.objects import Judged
from generator.judged.upstream_template import quoted_placeholder
from generator.rule import Rule

RULE = Rule("upstream-placeholder")

_HELP = "Write ${{ placeholder.annotation('…') }}, or backquotes in place of the double quotes."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the texts that upstream KServe fills in with a placeholder that it cannot read."""
    if judged.facts.alauda:
        return
    for text, steps in filled_texts(judged):
        found = quoted_placeholder(text)
        if found is not None:
            message = f"upstream KServe cannot read the placeholder {found[0]}: double quotes are escaped before"
            length = found.end() - found.start()
            yield Finding(RULE.id, steps, message, _HELP, offset=found.start(), length=length)
