"""The live ConfigMap that a Hydra ConfigMap extends: read as Kubernetes reads it, only its shape checked."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import partial
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.hydra.annotation import ANNOTATION, read_entries
from generator.hydra.entries import EntryList
from generator.hydra.problem import SpliceProblem
from generator.layout import YAML_FILE
from generator.live_base import LiveBase
from generator.memo import Memo
from generator.model import Cluster, ConfigMapKey
from generator.place import Steps
from generator.tree import Tree
from generator.yaml.live import LiveDocument, read_live


def load_base(
    cluster: Cluster, names: ConfigMapKey, namespace: str, entry_list: EntryList, tree: Tree, memo: Memo
) -> LiveBase | tuple[Diagnostic, ...]:
    """Return a cluster's live base, an empty one where the cluster says `base: none`, or what is wrong with it."""
    assert cluster.hydra is not None
    path = cluster.hydra.base
    if path is None:
        return LiveBase("", frozenset(), None, tuple(_ignored(cluster, names, tree)))
    try:
        data = tree.read(path)
    except OSError as error:
        return (_missing(cluster, path, names, namespace, tree, error),)
    document, found = _document(path, data, memo)
    if document is None:
        return found
    value = document.value
    for steps, due in (
        (("kind",), "ConfigMap"),
        (("metadata", "name"), names.name),
        (("metadata", "namespace"), namespace),
    ):
        actual = _at(value, steps)
        if actual != due and not (steps[-1] == "namespace" and actual is None):
            stated = "missing" if actual is None else f"'{actual}'"
            message = f"{'.'.join(steps)} is {stated}, but the cluster's base must have '{due}'"
            return (
                _wrong(document, steps, message, f"Export the ConfigMap {names.name} of namespace {namespace} again."),
            )
    payload = _at(value, ("data", names.key))
    if not isinstance(payload, str):
        data_keys = _at(value, ("data",))
        keys = ", ".join(data_keys if isinstance(data_keys, dict) else ()) or "none"
        message = f"the ConfigMap has no data key '{names.key}'"
        return (
            _wrong(
                document,
                ("data",),
                message,
                f"Its keys are: {keys}. Say the right one in servewright.yaml under spec.hydra.",
            ),
        )
    annotation = _at(value, ("metadata", "annotations", ANNOTATION))
    ours = read_entries(entry_list, annotation) if isinstance(annotation, str) else frozenset()
    if isinstance(ours, SpliceProblem):
        return (_wrong(document, ("metadata", "annotations", ANNOTATION), ours.message, ours.help),)
    return LiveBase(payload, ours, document)


def _ignored(cluster: Cluster, names: ConfigMapKey, tree: Tree) -> Iterator[Diagnostic]:
    """Yield a warning where `base: none` stands beside a live file of the ConfigMap: its content would be lost."""
    folder = posixpath.dirname(cluster.document.path)
    path = f"{folder}/live/{names.name}.yaml"
    if path in tree.files(f"{folder}/live"):
        document, steps = cluster.place("hydra", "base")
        message = f"base: none, but {path} is there: what it holds will not be in the ConfigMap"
        help_text = "Remove base: none to extend it, or remove the file if the cluster has no such ConfigMap."
        yield Diagnostic("base-ignored", message, document.mark(steps).value, help_text, Severity.WARNING)


def _document(path: str, data: bytes, memo: Memo) -> tuple[LiveDocument | None, tuple[Diagnostic, ...]]:
    """Read a live file; clusters whose platform is of one release have the same bytes, which are parsed once."""
    document, found = memo.of(("live", data), (), partial(read_live, path, data))
    if document is not None and document.path != path:
        return LiveDocument(path, data, document.value), ()
    return (document, found) if document is not None else read_live(path, data)


def _missing(
    cluster: Cluster, path: str, names: ConfigMapKey, namespace: str, tree: Tree, error: OSError
) -> Diagnostic:
    document, steps = cluster.place("hydra")
    message = f"the live base {path} cannot be read: {error.strerror or error}"
    folder, stem = posixpath.dirname(path), posixpath.splitext(path)[0]
    beside = [file for file in tree.files(folder) if YAML_FILE.fullmatch(file) and posixpath.splitext(file)[0] == stem]
    help_text = (
        f"Run mkdir -p {folder} && kubectl -n {namespace} get configmap {names.name} -o yaml > {path} in the repo's root, "
        f"with kubectl's context set to cluster {cluster.name}. Where the cluster has none, write base: none; what is not "
        "in the base would be lost on the cluster."
    )
    if beside and path not in beside:
        help_text = f"Rename {beside[0]} to {posixpath.basename(path)}, if it is the ConfigMap {names.name}."
    return Diagnostic("missing-base", message, document.mark(steps).value, help_text)


def _wrong(document: LiveDocument, steps: Steps, message: str, help_text: str) -> Diagnostic:
    return Diagnostic("wrong-base", message, document.span(steps), help_text)


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value
