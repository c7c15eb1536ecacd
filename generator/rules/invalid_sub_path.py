"""A mount's subPath or subPathExpr is a relative path without `..`, and only one of them is there.

It names a folder of the volume: the API server refuses a pod whose mount could lead out of it.

Example:
    volumeMounts: [{name: cache, mountPath: /cache, subPath: /models}]     # broken
    volumeMounts: [{name: cache, mountPath: /cache, subPath: models}]      # sound

Source: ValidateVolumeMounts, pkg/apis/core/validation/validation.go of kubernetes/kubernetes, v1.34.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("invalid-sub-path", Severity.ERROR)
_FIELDS = ("subPath", "subPathExpr")
_REFUSED = "so that the API server would refuse the pod"


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the paths inside of volumes in an object's own mounts that Kubernetes does not take."""
    for container in judged.containers if judged.may_write("subPath") else ():
        for index, mount in enumerate(container.value.get("volumeMounts") or ()):
            steps = (*container.steps, "volumeMounts", index)
            for field in _FIELDS:
                path = mount.get(field) or ""
                if path.startswith("/"):
                    message, help_text = (
                        f"{field} '{path}' is absolute, {_REFUSED}",
                        f"Write {path.lstrip('/') or 'none'}.",
                    )
                    yield Finding(RULE.id, (*steps, field), message, help_text)
                elif ".." in path.split("/"):
                    message = f"{field} '{path}' leads out of the volume, {_REFUSED}"
                    yield Finding(RULE.id, (*steps, field), message, "Write a path inside of the volume, without '..'.")
            if all(map(mount.get, _FIELDS)):
                message = f"subPath and subPathExpr cannot stand together, {_REFUSED}"
                yield Finding(RULE.id, (*steps, "subPathExpr"), message, "Keep one.", at_key=True)
