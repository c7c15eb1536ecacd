"""Tree to documents: which files are definitions, read strictly, with all that is wrong in their text.

The layout (DESIGN §2) says what a file is; its kind and name must agree with where it lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from generator.diagnostics import Diagnostic
from generator.model import ServiceKey
from generator.source import Document, Span, Tree
from generator.strict_yaml import read_document

FLEET_PATH = "servewright.yaml"
ACCELERATORS_PATH = "clusters/accelerators.yaml"

_PLACES = (
    (re.compile(r"runtimes/([^/]+)/runtime\.yaml"), "Runtime"),
    (re.compile(r"overlays/([^/]+)/overlay\.yaml"), "Overlay"),
    (re.compile(r"clusters/([^/]+)/cluster\.yaml"), "Cluster"),
    (re.compile(r"(overlays/[^/]+|clusters/[^/]+)/services/([^/]+)/([^/]+)\.yaml"), "ModelService"),
)
_LIVE = re.compile(r"clusters/[^/]+/live/.+")
_YAML = re.compile(r".*\.(yaml|yml)", re.IGNORECASE)


@dataclass(frozen=True)
class Catalogue:
    """Which definition files there are: names and paths, nothing read yet."""

    fleet: str | None = None
    accelerators: str | None = None
    runtimes: Mapping[str, str] = field(default_factory=dict)
    overlays: Mapping[str, str] = field(default_factory=dict)
    clusters: Mapping[str, str] = field(default_factory=dict)
    services: Mapping[str, Mapping[ServiceKey, str]] = field(default_factory=dict)
    """Folder (clusters/x or overlays/y) to the services in it."""

    def shared(self) -> tuple[str, ...]:
        """Return the paths of what all clusters share: everything but the services of single clusters."""
        fixed = [path for path in (self.fleet, self.accelerators) if path is not None]
        brought = [
            path for folder, found in self.services.items() if folder.startswith("overlays/") for path in found.values()
        ]
        return (*fixed, *self.runtimes.values(), *self.overlays.values(), *self.clusters.values(), *brought)


def catalogue(tree: Tree) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """List the definition files of a tree. A YAML file where no definition is due is an error."""
    names: dict[str, dict[str, str]] = {"Runtime": {}, "Overlay": {}, "Cluster": {}}
    services: dict[str, dict[ServiceKey, str]] = {}
    strays: list[Diagnostic] = []
    accelerators: str | None = None
    for folder in ("runtimes", "overlays", "clusters"):
        for path in tree.files(folder):
            kind, groups = _place(path)
            if kind == "ModelService":
                services.setdefault(groups[0], {})[groups[1], groups[2]] = path
            elif kind is not None:
                names[kind][groups[0]] = path
            elif path == ACCELERATORS_PATH:
                accelerators = path
            elif _YAML.fullmatch(path) and not _LIVE.fullmatch(path):
                strays.append(_stray(path))
    fleet = next(iter(tree.files(FLEET_PATH)), None)
    found = Catalogue(fleet, accelerators, names["Runtime"], names["Overlay"], names["Cluster"], services)
    return found, tuple(strays)


def load_documents(tree: Tree, paths: Iterable[str]) -> tuple[dict[str, Document], tuple[Diagnostic, ...]]:
    """Read definitions. Returns the readable ones by path, and everything that is wrong with the text of any."""
    documents: dict[str, Document] = {}
    found: list[Diagnostic] = []
    for path in paths:
        document, diagnostics = _load(tree, path)
        found.extend(diagnostics)
        if document is not None:
            documents[path] = document
    return documents, tuple(found)


def expected_kind(path: str) -> str:
    """Return the kind that a definition at this path must have."""
    if path == FLEET_PATH:
        return "Fleet"
    if path == ACCELERATORS_PATH:
        return "Accelerators"
    kind, _ = _place(path)
    assert kind is not None, path
    return kind


def _place(path: str) -> tuple[str | None, tuple[str, ...]]:
    for pattern, kind in _PLACES:
        match = pattern.fullmatch(path)
        if match:
            return kind, match.groups()
    return None, ()


def _load(tree: Tree, path: str) -> tuple[Document | None, tuple[Diagnostic, ...]]:
    try:
        data = tree.read(path)
    except OSError as error:
        reason = error.strerror or str(error)
        return None, (
            Diagnostic(
                "unreadable-file", f"cannot read the definition: {reason}", Span(path), "Make the file readable."
            ),
        )
    return read_document(path, data)


def _stray(path: str) -> Diagnostic:
    return Diagnostic(
        "misplaced-file",
        f"no definition is due at {path}, so nothing would read it",
        Span(path),
        "Definitions are runtimes/<runtime>/runtime.yaml, overlays/<overlay>/overlay.yaml, clusters/accelerators.yaml, "
        "clusters/<cluster>/cluster.yaml and services/<namespace>/<service>.yaml under a cluster or an overlay. "
        "Rename or move the file, or remove it.",
    )
