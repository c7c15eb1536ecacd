"""SELinux options name no user or role, and one of the containers' types, where the level is baseline or restricted.

SELinux' types say what a container's processes may reach on the node. The API server refuses pods that choose a type
of another kind of process, so the service would never start.

Example:
    securityContext: {seLinuxOptions: {type: spc_t}}         # broken in a namespace with podSecurity: baseline
    securityContext: {seLinuxOptions: {level: "s0:c1,c2"}}   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (SELinux)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, contexts, pods_at, refusal
from generator.judged.pods import said
from generator.rule import Rule

RULE = Rule("pod-security-selinux", Severity.ERROR)


_TYPES = ("container_t", "container_init_t", "container_kvm_t", "container_engine_t")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the SELinux options of a service's pods that the level does not allow."""
    for pod in pods_at(judged, BASELINE):
        for who, context, holder in contexts(pod):
            options = context.get("seLinuxOptions") or {}
            for key in ("type", "user", "role"):
                text = options.get(key)
                if text and text not in (_TYPES if key == "type" else ()):
                    place = said(holder, "securityContext", "seLinuxOptions", key)
                    what = f"{who} has the SELinux {key} '{text}'"
                    wanted = f"Write one of {', '.join(_TYPES)}, or remove it." if key == "type" else f"Remove {key}."
                    yield refusal(judged, RULE, place, what, wanted)
