"""A variable's name consists of printable ASCII characters and has no equals sign.

The API server refuses a pod with any other, so the service would never start. Which further names are refused depends on
Kubernetes' version; letters, digits and underscores are safe.

Example:
    env: [{name: HOME=/tmp}]                 # broken
    env: [{name: HOME, value: /tmp}]         # sound

Source: IsRelaxedEnvVarName, pkg/util/validation/validation.go of kubernetes/apimachinery, v0.34.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("invalid-variable-name", Severity.ERROR)
_HELP = "Use letters, digits and underscores; what the variable holds goes into value."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the names of an object's own variables that no Kubernetes takes."""
    for container in judged.containers:
        for index, entry in enumerate(container.value.get("env") or ()):
            name = entry["name"]
            if not name or "=" in name or not (name.isascii() and name.isprintable()):
                message = f"'{name}' is no name of a variable, so that the API server would refuse the pod"
                yield Finding(RULE.id, (*container.steps, "env", index, "name"), message, _HELP)
