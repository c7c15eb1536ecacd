"""The ClusterServingRuntimes that the platform installs: read from live/, only the shape of what services need checked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Related
from generator.judged.readable import SERVING_RUNTIME, readable_runtime
from generator.memo import Memo
from generator.model import Cluster
from generator.naming import offer
from generator.place import Steps
from generator.targets import Rendered
from generator.tree import Tree
from generator.yaml.live import LiveDocument, read_live

Found = tuple[Diagnostic, ...]

_KIND = "ClusterServingRuntime"


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
        value = live.get(rendered.value["metadata"]["name"])
        if not _external(rendered):
            known.append(rendered)
        elif value is not None:
            known.append(replace(rendered, value=value))
        elif not unreadable:
            found += _unread(cluster, rendered, live, tree)
    return tuple(known), tuple(found)


def taken_names(cluster: Cluster, runtimes: Iterable[Rendered], tree: Tree, memo: Memo) -> Iterator[Diagnostic]:
    """Yield an error for each ClusterServingRuntime of ours whose name one of the platform's has, in live/.

    `replace: true` in the runtime says that it may take the other one's place.
    """
    ours = [rendered for rendered in runtimes if not _external(rendered)]
    live = _live_runtimes(cluster, tree, memo)[0] if ours else {}
    for rendered in ours:
        name, owner = rendered.value["metadata"]["name"], rendered.target.owner
        if name in live and not owner.value["spec"].get("replace"):
            message = f"{_folder(cluster)} has a ClusterServingRuntime '{name}', which this one would take the place of"
            help_text = (
                "Choose another name; or say external: true to use the platform's, replace: true to overwrite it. "
                "If it is Servewright's own, exported, remove it from live/."
            )
            yield Diagnostic("entry-exists", message, owner.mark(("metadata", "name")).value, help_text)


def _external(rendered: Rendered) -> bool:
    return rendered.target.installed is not None and rendered.target.installed.runtime.external


def _live_runtimes(cluster: Cluster, tree: Tree, memo: Memo) -> tuple[dict[str, Any], Found]:
    """Return the ClusterServingRuntimes in a cluster's live/ by name, and what is wrong with files there."""
    live: dict[str, Any] = {}
    found: list[Diagnostic] = []
    for path in tree.files(_folder(cluster)):
        if path.endswith((".yaml", ".yml")):
            values, problems = _read(path, tree, memo)
            found.extend(problems)
            live |= {value["metadata"]["name"]: value for value in values}
    return live, tuple(found)


def _read(path: str, tree: Tree, memo: Memo) -> tuple[Sequence[Any], Found]:
    """Return the ClusterServingRuntimes in a live file, which holds one object or the List that kubectl writes."""
    data = tree.read(path)
    if _KIND.encode() not in data:
        return (), ()
    document, found = memo.of(("live", path, data), (), lambda: read_live(path, data))
    if document is None:
        return (), found
    value, items = document.value, document.value.get("items")
    objects = {("items", index): item for index, item in enumerate(items)} if isinstance(items, list) else {(): value}
    runtimes = {steps: item for steps, item in objects.items() if isinstance(item, dict) and item.get("kind") == _KIND}
    problems = tuple(problem for steps, item in runtimes.items() for problem in _shape_problems(document, steps, item))
    return (() if problems else tuple(runtimes.values())), problems


def _shape_problems(document: LiveDocument, steps: Steps, value: Any) -> Iterator[Diagnostic]:
    if not readable_runtime(value):
        from generator.json_schema.problems import explain

        for problem in explain(SERVING_RUNTIME, value):
            yield Diagnostic(problem.rule, problem.message, document.span((*steps, *problem.steps)), problem.help)


def _folder(cluster: Cluster) -> str:
    return f"{posixpath.dirname(cluster.document.path)}/live"


def _unread(cluster: Cluster, rendered: Rendered, live: Mapping[str, Any], tree: Tree) -> Found:
    """Return why the file that is called like a runtime cannot be read, or that the runtime is not there."""
    path = f"{_folder(cluster)}/{rendered.value['metadata']['name']}.yaml"
    document, problems = read_live(path, tree.read(path)) if path in tree.files(_folder(cluster)) else (None, ())
    return (_missing(cluster, rendered, live),) if document is not None or not problems else problems


def _missing(cluster: Cluster, rendered: Rendered, live: Mapping[str, Any]) -> Diagnostic:
    name, runtime, folder = rendered.value["metadata"]["name"], rendered.target.runtime or "", _folder(cluster)
    document, steps = cluster.entry_place("runtimes", runtime)
    definition = rendered.target.owner
    named = definition.mark(("spec", "clusterServingRuntime", "metadata", "name")).value
    message = (
        f"{folder} has no ClusterServingRuntime '{name}', which runtime '{runtime}' says that the platform installs"
    )
    command = f"mkdir -p {folder} && kubectl get clusterservingruntime {name} -o yaml > {folder}/{name}.yaml"
    help_text = f"Run {command} in the repo's root, with kubectl's context set to cluster {cluster.name}. " + offer(
        name, live, f"ClusterServingRuntimes in {folder}"
    )
    related = (Related(named, "the name"),)
    return Diagnostic("missing-external", message, document.mark(steps).value, help_text, related=related)
