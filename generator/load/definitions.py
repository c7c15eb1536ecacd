"""Tree to documents: which files are definitions, read strictly, with all that is wrong in their text.

The layout (DESIGN §2) says what a file is; its kind and name must agree with where it lies.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from generator.diagnostics import Diagnostic
from generator.layout import ACCELERATORS_PATH, FLEET_PATH, LIVE, YAML_FILE, Catalogue, is_place, place_of
from generator.model import ServiceKey
from generator.naming import nearest
from generator.place import Span
from generator.rules import secret_in_repo
from generator.tree import Tree
from generator.yaml.document import Document
from generator.yaml.strict import read_document


def catalogue(tree: Tree) -> tuple[Catalogue, tuple[Diagnostic, ...]]:
    """List the definition files of a tree. A YAML file where no definition is due is an error."""
    names: dict[str, dict[str, str]] = {"Runtime": {}, "Overlay": {}, "Cluster": {}}
    services: dict[str, dict[ServiceKey, str]] = {}
    live: dict[str, str] = {}
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
            elif LIVE.fullmatch(path):
                live.setdefault(path.partition("/live/")[0], path)
            elif YAML_FILE.fullmatch(path):
                strays += tuple(secrets_in(path, tree)) or (_stray(path),)
    defined = {f"overlays/{name}" for name in names["Overlay"]} | {f"clusters/{name}" for name in names["Cluster"]}
    homeless = live | {folder: min(found.values()) for folder, found in services.items()}
    strays += (_homeless(folder, path) for folder, path in homeless.items() if folder not in defined)
    fleet = FLEET_PATH if FLEET_PATH in tree.files(FLEET_PATH) else None
    strays += (_dead_link(path) for path in tree.dead_links() if is_place(path))
    found = Catalogue(fleet, accelerators, names["Runtime"], names["Overlay"], names["Cluster"], services)
    return found, tuple(strays)


def secrets_in(path: str, tree: Tree) -> Iterator[Diagnostic]:
    """Yield the Secrets under a path, a file or a folder, where no definition is due."""
    for file in tree.files(path):
        if YAML_FILE.fullmatch(file):
            with suppress(OSError):
                yield from secret_in_repo.check(file, tree.read(file))


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
    message = "this file lies where no definition is read"
    return Diagnostic(
        "misplaced-file", message, Span(path), f"{_hint(path)} If it is no definition, keep it elsewhere."
    )


_FOLDERS = {"clusters": ("services", "live"), "overlays": ("services",)}


def _hint(path: str) -> str:
    stem = path.rpartition(".")[0]
    if place_of(f"{stem}.yaml")[0] is not None or f"{stem}.yaml" == ACCELERATORS_PATH:
        return f"Definitions end in '.yaml': rename it to {stem}.yaml."
    folder, name, *rest = path.split("/")
    meant = nearest(rest[0], _FOLDERS.get(folder, ())) if len(rest) > 1 else None
    asked = f" Did you mean {meant}/?" if meant is not None and meant != rest[0] else ""
    if meant == "services":
        return f"The services of {folder}/{name} lie at {folder}/{name}/services/<namespace>/<service>.yaml.{asked}"
    if meant == "live":
        return f"What is on {name} already lies at {folder}/{name}/live/.{asked}"
    return f"The definitions of {folder} lie at {_KINDS[folder]}."


_KINDS = {
    "runtimes": "runtimes/<runtime>/runtime.yaml",
    "overlays": "overlays/<overlay>/overlay.yaml",
    "clusters": "clusters/<cluster>/cluster.yaml",
}


def _dead_link(path: str) -> Diagnostic:
    message = "this symbolic link leads out of the repo, to a folder or nowhere, so no definition is read by it"
    return Diagnostic(
        "dead-link", message, Span(path), "Put what it leads to in its place; links to files are followed."
    )


def _homeless(folder: str, path: str) -> Diagnostic:
    kind = folder.split("/")[0].removesuffix("s")
    due = f"{folder}/{kind}.yaml"
    message = f"{due} is missing, so the services of {folder} belong to nothing"
    help_text = f"Write {due}, or move the services to the {kind} that they are for."
    if LIVE.fullmatch(path):
        message = f"{due} is missing, so {folder}/live belongs to nothing"
        help_text = (
            f"Write {due}; or remove {folder}/live too if the cluster is no more: it has no objects in out/ then."
        )
    return Diagnostic("missing-definition", message, Span(path), help_text)
