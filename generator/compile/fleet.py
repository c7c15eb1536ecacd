"""The whole pipeline: definitions in, the files of out/ and everything that is wrong back. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from generator.allowances import MARKER, Allowance, read_allowances
from generator.clock import Clock
from generator.compile.cluster import compile_cluster
from generator.compile.compiled import Compiled, Selection
from generator.compile.jobs import run_jobs
from generator.compile.relevance import relevant, unknown_clusters
from generator.diagnostics import Diagnostic, has_errors
from generator.effects import Effects, ineffective
from generator.layout import Catalogue, expected_kind
from generator.load.definitions import catalogue, load_documents, secrets_in
from generator.model import ServiceKey
from generator.rules.catalogue import allowable, rule_ids
from generator.tree import Tree
from generator.validate.documents import anchored, check_document
from generator.validate.fleet import build_fleet
from generator.validate.names import misnamed
from generator.verdict import verdict_on
from generator.workshop import Workshop
from generator.yaml.document import Document


def compile_fleet(tree: Tree, selection: Selection, progress: Callable[[int, int], None]) -> Compiled:
    """Compile the selected clusters of the definitions in a tree.

    `progress` is called with the clusters done and the clusters in all. An error in any selected cluster leaves the
    outputs incomplete: they are to be written only where no diagnostic is an error.
    """
    clock = Clock()
    with clock.stage("load"):
        listed, strays = catalogue(tree)
    documents, unsound = sound_documents(tree, listed.shared(), clock)
    with clock.stage("validate"):
        validated = build_fleet(listed, documents)
    fleet, whole = validated.fleet, not selection.clusters
    chosen = tuple(sorted(set(selection.clusters or listed.clusters)))
    found = [*strays, *unsound, *validated.diagnostics]

    def one(name: str, workshop: Workshop) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
        own, own_found = sound_documents(tree, listed.services.get(f"clusters/{name}", {}).values(), clock)
        secrets = tuple(secrets_in(f"clusters/{name}/live", tree))
        workshop.remarked.update(_remarked(own))
        if name not in fleet.clusters or has_errors(own_found):
            workshop.lost.add(name)
        if name not in fleet.clusters:
            return {}, (*own_found, *secrets)
        outputs, cluster_found = compile_cluster(fleet, fleet.clusters[name], _by_key(listed, name, own), workshop)
        return outputs, (*own_found, *secrets, *cluster_found)

    names = tuple(name for name in chosen if name in listed.clusters)
    outputs: dict[str, bytes] = {}
    effects: list[Effects] = []
    remarked: set[str] = set()
    seconds = Clock()
    workshop = Workshop(tree, notes=validated.notes, clock=clock)
    workshop.remarked.update(_remarked(documents))
    sound = not has_errors(found)
    for result in run_jobs(one, names, workshop, selection.jobs, progress):
        outputs.update(result.outputs)
        found += result.diagnostics
        effects.append(result.effects)
        remarked |= result.remarked
        seconds.add(result.seconds)
        tree.adopt(result.reads)
    if whole and sound:
        found += ineffective(tree, effects)
    if not whole:
        found = [*unknown_clusters(chosen, listed.clusters), *relevant(found, chosen, listed, documents)]
    allowances, malformed = _allowances(tree, remarked)
    verdict = verdict_on((*found, *malformed), allowances, fleet.severities, whole)
    return Compiled(
        dict(sorted(outputs.items())),
        verdict.diagnostics,
        chosen,
        verdict.allowed,
        fleet.severities,
        seconds.seconds,
    )


def _remarked(documents: Mapping[str, Document]) -> Iterator[str]:
    return (path for path, document in documents.items() if MARKER in document.data)


def _allowances(tree: Tree, remarked: set[str]) -> tuple[list[Allowance], list[Diagnostic]]:
    """Return the allowances in definitions and in the scripts that were read, and what is wrong with any."""
    scripts = {path for path in tree.reads() if not path.endswith(".yaml") and MARKER in tree.read(path)}
    allowances: list[Allowance] = []
    malformed: list[Diagnostic] = []
    paths = sorted(remarked | scripts)
    known, names = (allowable(), rule_ids()) if paths else (frozenset[str](), ())
    for path in paths:
        each, wrong = read_allowances(path, tree.read(path), known, names)
        allowances += each
        malformed += wrong
    return allowances, malformed


def sound_documents(
    tree: Tree, paths: Iterable[str], clock: Clock
) -> tuple[dict[str, Document], tuple[Diagnostic, ...]]:
    """Read and check definitions one by one; return those without an error by path, and what is wrong with any."""
    with clock.stage("load"):
        documents, found = load_documents(tree, paths)
    with clock.stage("validate"):
        checked = {path: check_document(document, expected_kind(path)) for path, document in documents.items()}
    wrong = (*(diagnostic for diagnostics in checked.values() for diagnostic in diagnostics), *misnamed(documents))
    broken = {diagnostic.span.path for diagnostic in wrong}
    sound = {path: anchored(document) for path, document in documents.items() if path not in broken}
    return sound, (*found, *wrong)


def _by_key(listed: Catalogue, cluster: str, documents: Mapping[str, Document]) -> dict[ServiceKey, Document]:
    paths = listed.services.get(f"clusters/{cluster}", {})
    return {key: documents[path] for key, path in paths.items() if path in documents}
