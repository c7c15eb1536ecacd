"""A port's name has at most 15 characters: lower-case letters, digits and single hyphens between them.

At least one of them is a letter. The API server refuses a pod with any other name.

Example:
    ports: [{name: Prometheus_Metrics, containerPort: 9090}]     # broken
    ports: [{name: metrics, containerPort: 9090}]                # sound

Source: IsValidPortName, pkg/util/validation/validation.go of kubernetes/apimachinery, v0.34; RFC 6335, section 5.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("invalid-port-name", Severity.ERROR)
_LIMIT = 15
_NAME = re.compile(r"(?=[0-9-]*[a-z])[a-z0-9]+(-[a-z0-9]+)*")
_HELP = f"Use at most {_LIMIT} lower-case letters, digits and single hyphens between them, such as http or metrics."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the names of an object's own ports that Kubernetes does not take."""
    for container in judged.containers:
        for index, port in enumerate(container.value.get("ports") or ()):
            name = port.get("name")
            if name and "{{" not in name and (len(name) > _LIMIT or not _NAME.fullmatch(name)):
                what = f"has {len(name)} characters, and" if len(name) > _LIMIT else "is no name of a port, so that"
                message = f"'{name}' {what} the API server would refuse the pod"
                yield Finding(RULE.id, (*container.steps, "ports", index, "name"), message, _HELP)
