"""A worker's agent is of the release of its global cluster's Hydra, from release 0.15 on.

The two talk to one another, and the platform asks that both are upgraded together.

Example:
    hydra: {role: global, version: "0.16"}                            # in the global cluster
    hydra: {role: worker, global: hydra-global, version: "0.15"}      # broken, in the worker
    hydra: {role: worker, global: hydra-global, version: "0.16.1"}    # sound

Source: docs/zh/docs/hydra/intro/upgrade-notes.md of DaoCloud/DaoCloud-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Related, Severity
from generator.judged.hydra import HydraWorker
from generator.model import Cluster
from generator.rule import Rule

RULE = Rule("hydra-version-mismatch", Severity.WARNING)

_SINCE = (0, 15)


def check(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield a worker whose release and that of its global cluster are both said and unlike."""
    ours, theirs = _version(worker.cluster), _version(worker.centre)
    if ours is None or theirs is None or worker.centre is None or not _are_unlike(_parts(ours), _parts(theirs)):
        return
    message = f"the worker runs Hydra {ours}, and its global cluster '{worker.centre.name}' runs {theirs}"
    document, steps = worker.cluster.place("hydra", "version")
    other, place = worker.centre.place("hydra", "version")
    related = (Related(other.mark(place).value, "the global cluster's release"),)
    help_text = "Upgrade both to one release, or write the one that the cluster runs."
    yield Diagnostic(RULE.id, message, document.mark(steps).value, help_text, RULE.severity, related)


def _version(cluster: Cluster | None) -> str | None:
    version: str | None = (cluster.spec.get("hydra") or {}).get("version") if cluster is not None else None
    return version


def _parts(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _are_unlike(ours: tuple[int, ...], theirs: tuple[int, ...]) -> bool:
    """0.15 is like 0.15.2: one of them says less."""
    length = min(len(ours), len(theirs))
    return ours[:length] != theirs[:length] and max(ours, theirs) >= _SINCE
