"""A live ConfigMap is of the Hydra release that the cluster runs.

The ConfigMap that is synced is the exported one with the fleet's entries in it. Where Hydra has been upgraded since the
export, the sync rolls the platform's own settings back to the older release.

Example:
    hydra: {role: worker, global: hydra-global, version: "0.14"}     # in cluster.yaml
    helm.sh/chart: hydra-agent-0.13.2      # broken, in the labels of live/hydra-agent.yaml
    helm.sh/chart: hydra-agent-0.14.0      # sound

Source: https://helm.sh/docs/chart_best_practices/labels/ for the labels that say a chart's release.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Related, Severity
from generator.judged.hydra import HydraConfigMap
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("hydra-stale-base", Severity.ERROR)

_RELEASE = re.compile(r"(?:^|-)v?(\d+(?:\.\d+)+(?:[-+_.][0-9A-Za-z-+_.]+)?)$")
_KEYS = ("helm.sh/chart", "app.kubernetes.io/version")


def check(config_map: HydraConfigMap) -> Iterator[Diagnostic]:
    """Yield a finding for a base whose release is said and is not the cluster's."""
    stated = (config_map.cluster.spec.get("hydra") or {}).get("version")
    document = config_map.base.document
    if stated is None or document is None:
        return
    for steps, text in _said(document.value):
        release = _RELEASE.search(text)
        if release is None:
            continue
        if not _is_of(release[1], stated):
            owner, place = config_map.cluster.place("hydra", "version")
            message = f"the cluster runs Hydra {stated}, and its live base {document.path} is of release {release[1]}"
            help_text = (
                "Export it again, so that the sync does not roll the platform's settings back; "
                "or write the release that the cluster runs."
            )
            related = (Related(document.span(steps), "the base's release"),)
            yield Diagnostic(RULE.id, message, owner.mark(place).value, help_text, RULE.severity, related)
        return


def _said(value: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    """Yield the texts that say the release, the chart's first."""
    metadata = value.get("metadata") or {}
    for key in _KEYS:
        for section in ("labels", "annotations"):
            text = (metadata.get(section) or {}).get(key)
            if isinstance(text, str):
                yield ("metadata", section, key), text


def _is_of(release: str, stated: str) -> bool:
    """Say whether a release is the stated one: 0.14.2 is of 0.14, and of 0.14.2."""
    wanted = stated.split(".")
    return release.split(".")[: len(wanted)] == wanted
