"""What a cluster says of its KServe and its Hydra."""

from __future__ import annotations

import posixpath
import re

from generator.diagnostics import Diagnostic
from generator.kserve.versions import VERSIONS
from generator.model import Cluster, Hydra, KServe
from generator.place import Steps

_DEFAULT_BASES = {"global": "live/hydra-runtime-template.yaml", "worker": "live/hydra-agent.yaml"}
_RELEASE = re.compile(r"v?([0-9]+\.[0-9]+)(?:[.+-].*)?")
_MODELCAR_UID = {"alauda": 1000, "upstream": 1010}


def kserve_of(cluster: Cluster) -> tuple[KServe | None, tuple[Diagnostic, ...]]:
    stated = cluster.spec.get("kserve")
    if stated is None:
        return None, ()
    for key, what in (("distribution", "alauda or upstream"), ("version", "one of " + ", ".join(VERSIONS))):
        if stated.get(key) is None:
            return None, (
                _at(cluster, ("kserve",), "missing-field", f"kserve.{key} is missing", f"Write {key}: it is {what}."),
            )
    version = stated["version"]
    if version not in VERSIONS:
        message = f"KServe version '{version}' is not known"
        return None, (
            _at(
                cluster,
                ("kserve", "version"),
                "unknown-kserve-version",
                message,
                _known_versions(version),
            ),
        )
    uid = stated.get("modelcarUID")
    return KServe(stated["distribution"], version, _MODELCAR_UID[stated["distribution"]] if uid is None else uid), ()


def _known_versions(version: str) -> str:
    minor = _RELEASE.fullmatch(version)
    if minor and minor[1] in VERSIONS:
        return f'Write "{minor[1]}": major and minor version say all that counts here.'
    return f"Known versions are {', '.join(VERSIONS)}."


def hydra_of(cluster: Cluster) -> tuple[Hydra | None, tuple[Diagnostic, ...]]:
    stated = cluster.spec.get("hydra")
    if stated is None:
        return None, ()
    role, global_cluster = stated.get("role"), stated.get("global")
    if role is None:
        return None, (
            _at(cluster, ("hydra",), "missing-field", "hydra.role is missing", "Write role: global or role: worker."),
        )
    if role == "worker" and global_cluster is None:
        return None, (
            _at(
                cluster,
                ("hydra",),
                "missing-field",
                "hydra.global is missing",
                "Name the worker's global cluster: global: <cluster>.",
            ),
        )
    if role == "global" and global_cluster is not None:
        return None, (
            _at(
                cluster,
                ("hydra", "global"),
                "not-allowed-value",
                "a global cluster has no global of its own",
                "Remove global, or write role: worker.",
            ),
        )
    base = stated.get("base") or _DEFAULT_BASES[role]
    if base == "none":
        return Hydra(role, global_cluster or cluster.name, None), ()
    folder = posixpath.dirname(cluster.document.path)
    path = posixpath.normpath(posixpath.join(folder, base))
    if not path.startswith(folder + "/"):
        message = f"hydra.base '{base}' leaves the cluster's folder"
        return None, (
            _at(
                cluster,
                ("hydra", "base"),
                "base-outside",
                message,
                f"Put the live ConfigMap under {folder}/live/ and name it relative to {folder}/.",
            ),
        )
    return Hydra(role, global_cluster or cluster.name, path), ()


def _at(cluster: Cluster, steps: Steps, rule: str, message: str, help_text: str) -> Diagnostic:
    document, place = cluster.place(*steps)
    return Diagnostic(rule, message, document.mark(place).value, help_text)
