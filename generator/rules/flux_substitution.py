"""On a cluster that Flux syncs, no text holds what postBuild substitution would take for its own.

With spec.postBuild in its Kustomization, and only then, Flux replaces ${NAME} in whole manifests, also in scripts, by
nothing where it knows no NAME; $$ becomes $, and ${…} of bash that it cannot read stops the sync. $NAME and
$${NAME} are safe. An overlay gives the annotation below to all objects of its clusters: in its clusterServingRuntime and
inferenceService.

Example:
    command: [sh, -c, 'exec serve "${MODEL_PATH}"']                             # broken: serve ""
    metadata: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}} # sound: Flux leaves the object alone

Source: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
    and parse/scan.go of github.com/drone/envsubst
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.judged.hydra import HydraConfigMap
from generator.judged.objects import Judged
from generator.judged.texts import texts_with
from generator.rule import Rule

RULE = Rule("flux-substitution", Severity.WARNING)

_SWITCH = "kustomize.toolkit.fluxcd.io/substitute"
_FRAGMENTS = {"ClusterServingRuntime": "clusterServingRuntime", "InferenceService": "inferenceService"}
_HELP = (
    f"Write {{}}: {{{{metadata: {{{{annotations: {{{{{_SWITCH}: disabled}}}}}}}}}}}} in an overlay, so that Flux leaves "
    'all such objects of its clusters alone; or "$NAME" for "${{NAME}}".'
)
_HELP_PATCH = f"Give it the annotation {_SWITCH}: disabled by a patch of kind: ConfigMap, so that Flux leaves it alone."
_SUBSTITUTED = re.compile(r"\$\$\{|\$\{[^}\s]*\}?|\$\$")
"""What Flux reads in a text, $${ too, which it leaves as ${."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the first text of an object that Flux would change, unless the object tells Flux to leave it alone."""
    if not judged.facts.flux or _is_left_alone(judged.metadata):
        return
    for text, steps in texts_with("$", judged.value):
        taken = _taken(text)
        if taken is not None:
            message, length = _message("this text", taken), len(taken[0])
            help_text = _HELP.format(_FRAGMENTS[judged.kind])
            yield Finding(
                RULE.id, steps, message, help_text, severity=RULE.severity, offset=taken.start(), length=length
            )
            return


def check_config_map(config_map: HydraConfigMap) -> Iterator[Diagnostic]:
    """Yield a ConfigMap of Hydra if Flux would change its payload."""
    if not config_map.flux or config_map.payload is None or _is_left_alone(config_map.metadata):
        return
    taken = _taken(config_map.payload)
    if taken is not None:
        message = _message(f"the ConfigMap {config_map.names.name}", taken)
        yield Diagnostic(RULE.id, message, config_map.span, _HELP_PATCH, RULE.severity)


def _is_left_alone(metadata: Mapping[str, Any]) -> bool:
    sections = (metadata.get(section) for section in ("labels", "annotations"))
    return any(isinstance(each, dict) and each.get(_SWITCH) == "disabled" for each in sections)


def _message(what: str, taken: re.Match[str]) -> str:
    becomes = "'$'" if taken[0] == "$$" else "nothing, or Flux's value of it"
    return f"with spec.postBuild in its Kustomization, Flux changes {what}: '{taken[0]}' becomes {becomes}"


def _taken(text: str) -> re.Match[str] | None:
    """Return the first piece of a text that Flux takes for its own."""
    return next((found for found in _SUBSTITUTED.finditer(text) if found[0] != "$${"), None)
