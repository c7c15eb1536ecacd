"""The ClusterServingRuntimes that the platform installs: read from live/, only the shape of what services need checked."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Related
from generator.live_yaml import LiveDocument, read_live
from generator.memo import Memo
from generator.model import Cluster
from generator.naming import offer
from generator.readable import SERVING_RUNTIME, readable_runtime
from generator.source import Tree
from generator.targets import Rendered

Found = tuple[Diagnostic, ...]


def with_live(
    cluster: Cluster, runtimes: Sequence[Rendered], tree: Tree, memo: Memo
) -> tuple[tuple[Rendered, ...], Found]:
    """Return the cluster's ClusterServingRuntimes, the platform's as they are in live/, and what is wrong there.

    One of the platform's that is not in live/ is left out.
    """
    if not any(_external(rendered) for rendered in runtimes):
        return tuple(runtimes), ()
    live, unreadable = _live_runtimes(cluster, tree, memo)
    known: list[Rendered] = []
    found = list(unreadable)
    for rendered in runtimes:
        document = live.get(rendered.value["metadata"]["name"])
        if not _external(rendered):
            known.append(rendered)
        elif document is not None:
            known.append(replace(rendered, value=document.value))
        elif not unreadable:
            found.append(_missing(cluster, rendered, live))
    return tuple(known), tuple(found)


def _external(rendered: Rendered) -> bool:
    return rendered.target.installed is not None and rendered.target.installed.runtime.external


def _live_runtimes(cluster: Cluster, tree: Tree, memo: Memo) -> tuple[dict[str, LiveDocument], Found]:
    """Return the ClusterServingRuntimes in a cluster's live/ by name, and what is wrong with files there."""
    live: dict[str, LiveDocument] = {}
    found: list[Diagnostic] = []
    for path in tree.files(_folder(cluster)):
        if path.endswith((".yaml", ".yml")):
            document, problems = _read(path, tree, memo)
            found.extend(problems)
            if document is not None:
                live[document.value["metadata"]["name"]] = document
    return live, tuple(found)


def _read(path: str, tree: Tree, memo: Memo) -> tuple[LiveDocument | None, Found]:
    """Return the ClusterServingRuntime in a live file; None where it holds another object, or is wrong."""
    data = tree.read(path)
    if b"ClusterServingRuntime" not in data:
        return None, ()
    document, found = memo.of(("live", path, data), (), lambda: read_live(path, data))
    if document is None or document.value.get("kind") != "ClusterServingRuntime":
        return None, found
    found = _shape_problems(document)
    return (None if found else document), found


def _shape_problems(document: LiveDocument) -> Found:
    if readable_runtime(document.value):
        return ()
    from generator.schema_problems import explain

    return tuple(
        Diagnostic(problem.rule, problem.message, document.span(problem.steps), problem.help)
        for problem in explain(SERVING_RUNTIME, document.value)
    )


def _folder(cluster: Cluster) -> str:
    return f"{posixpath.dirname(cluster.document.path)}/live"


def _missing(cluster: Cluster, rendered: Rendered, live: Mapping[str, LiveDocument]) -> Diagnostic:
    name, runtime, folder = rendered.value["metadata"]["name"], rendered.target.runtime or "", _folder(cluster)
    document, steps = cluster.entry_place("runtimes", runtime)
    definition = rendered.target.owner
    named = definition.mark(("spec", "clusterServingRuntime", "metadata", "name")).value
    message = (
        f"{folder} has no ClusterServingRuntime '{name}', which runtime '{runtime}' says that the platform installs"
    )
    help_text = f"Export it: kubectl get clusterservingruntime {name} -o yaml > {folder}/{name}.yaml. " + offer(
        name, live, f"ClusterServingRuntimes in {folder}"
    )
    related = (Related(named, "the name"),)
    return Diagnostic("missing-external", message, document.mark(steps).value, help_text, related=related)
