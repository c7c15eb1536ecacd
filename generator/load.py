"""Tree to documents: which files are definitions, read strictly, with all that is wrong in their text.

The layout (DESIGN §2) says what a file is; its kind and name must agree with where it lies.
"""

from __future__ import annotations

from collections.abc import Iterable

from generator.diagnostics import Diagnostic
from generator.layout import ACCELERATORS_PATH, FLEET_PATH, LIVE, YAML_FILE, Catalogue, place_of
from generator.model import ServiceKey
from generator.source import Document, Span, Tree
from generator.strict_yaml import read_document


def catalogue(tree: Tree) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """List the definition files of a tree. A YAML file where no definition is due is an error."""
    names: dict[str, dict[str, str]] = {"Runtime": {}, "Overlay": {}, "Cluster": {}}
    services: dict[str, dict[ServiceKey, str]] = {}
    strays: list[Diagnostic] = []
    accelerators: str | None = None
    for folder in ("runtimes", "overlays", "clusters"):
        for path in tree.files(folder):
            kind, groups = place_of(path)
            if kind == "ModelService":
                services.setdefault(groups[0], {})[groups[1], groups[2]] = path
            elif kind is not None:
                names[kind][groups[0]] = path
            elif path == ACCELERATORS_PATH:
                accelerators = path
            elif YAML_FILE.fullmatch(path) and not LIVE.fullmatch(path):
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
