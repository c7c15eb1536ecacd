"""What expressions see of a cluster and of a runtime on it (DESIGN §2)."""

from __future__ import annotations

from functools import cache
from typing import Any

from generator.expressions.functions import ALAUDA, UPSTREAM, Placeholders
from generator.model import Cluster
from generator.targets import Installed


@cache
def cluster_scope(cluster: Cluster) -> dict[str, Any]:
    """Return what expressions see of a cluster."""
    labels = cluster.document.value["metadata"].get("labels") or {}
    values = cluster.spec.get("values") or {}
    return {"cluster": {"name": cluster.name, "labels": labels, "channel": cluster.channel, "values": values}}


@cache
def runtime_scope(installed: Installed) -> dict[str, Any]:
    """Return what expressions in a runtime see."""
    runtime = {"name": installed.runtime.name, "class": installed.setting("class") or installed.runtime.name}
    flavour = {"name": installed.flavour, "toolkitVersion": installed.setting("toolkitVersion")}
    return cluster_scope(installed.cluster) | {"runtime": runtime, "flavour": flavour}


def placeholders_of(cluster: Cluster) -> Placeholders:
    """Return how the cluster's KServe writes what it fills in."""
    return ALAUDA if cluster.kserve is None or cluster.kserve.alauda else UPSTREAM
