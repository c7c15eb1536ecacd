"""AppArmor is not turned off where the namespace's level is baseline or restricted.

AppArmor holds a container's processes to a profile. The API server refuses pods that set another profile than the
container runtime's own or one that lies on the node, so the service would never start.

Example:
    securityContext: {appArmorProfile: {type: Unconfined}}       # broken in a namespace with podSecurity: baseline
    securityContext: {appArmorProfile: {type: RuntimeDefault}}   # sound

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline (AppArmor)
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.pod_security import BASELINE, contexts, pods_at, refusal
from generator.judged.pods import Pod, Said, said
from generator.rule import Rule

RULE = Rule("pod-security-apparmor", Severity.ERROR)


_TYPES = ("RuntimeDefault", "Localhost")
_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the AppArmor profiles of a service's pods that the level does not allow."""
    for pod in pods_at(judged, BASELINE):
        for who, context, holder in contexts(pod):
            profile = context.get("appArmorProfile")
            if profile is not None and profile.get("type") not in _TYPES:
                place = said(holder, "securityContext", "appArmorProfile", "type")
                what = f"{who} has the AppArmor profile '{profile.get('type')}'"
                yield refusal(judged, RULE, place, what, f"Write type: {' or '.join(_TYPES)}, or remove the profile.")
        for key, text in pod.annotations.items():
            if key.startswith(_ANNOTATION) and not _allowed(text):
                what = f"an annotation gives container '{key[len(_ANNOTATION) :]}' the AppArmor profile '{text}'"
                help_text = "Write runtime/default or localhost/<profile>, or remove the annotation."
                yield refusal(judged, RULE, _place(judged, pod, key), what, help_text)


def _allowed(profile: str) -> bool:
    return profile in ("", "runtime/default") or profile.startswith("localhost/")


def _place(judged: Judged, pod: Pod, key: str) -> Said:
    place = said(pod, "annotations", key)
    if place.theirs is not None and key in (judged.metadata.get("annotations") or ()):
        return Said(("metadata", "annotations", key))
    return place
