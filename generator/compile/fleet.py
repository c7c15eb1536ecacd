"""The whole pipeline: definitions in, the files of out/ and everything that is wrong back. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from generator.allowances import Allowance
from generator.clock import Clock
from generator.compile.cluster import compile_cluster
from generator.compile.compiled import Compiled, Selection
from generator.compile.jobs import run_jobs
from generator.compile.relevance import relevant, unknown_clusters
from generator.compile.remarks import judged_by, nothing_judged, remarks_in, remarks_in_live
from generator.diagnostics import Diagnostic, has_errors
from generator.effects import Effects, ineffective
from generator.layout import Catalogue, expected_kind
from generator.load.definitions import catalogue, load_documents, secrets_in
from generator.model import ServiceKey
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
        remarks, live = remarks_in(own.values(), (), tree), f"clusters/{name}/live"
        workshop.allowances.extend(remarks.allowances)
        aside = (*own_found, *remarks.malformed, *secrets_in(live, tree), *remarks_in_live(live, tree))
        if name not in fleet.clusters or has_errors(own_found):
            workshop.lost.add(name)
        if name not in fleet.clusters:
            return {}, aside
        outputs, cluster_found = compile_cluster(fleet, fleet.clusters[name], _by_key(listed, name, own), workshop)
        return outputs, (*aside, *cluster_found)

    names = tuple(name for name in chosen if name in listed.clusters)
    outputs: dict[str, bytes] = {}
    effects: list[Effects] = []
    allowances: list[Allowance] = []
    seconds = Clock()
    workshop = Workshop(tree, notes=validated.notes, clock=clock)
    sound = not has_errors(found)
    for result in run_jobs(one, names, workshop, selection.jobs, progress):
        outputs.update(result.outputs)
        found += result.diagnostics
        effects.append(result.effects)
        allowances += result.allowances
        seconds.add(result.seconds)
        tree.adopt(result.reads)
    if whole and sound:
        found += ineffective(tree, effects)
    if not whole:
        found = [*unknown_clusters(chosen, listed.clusters), *relevant(found, chosen, listed, documents)]
    remarks = remarks_in(documents.values(), {path for each in effects for path in each.files}, tree)
    judged = judged_by(effects, found, documents, tree) if whole else nothing_judged
    found += remarks.malformed
    verdict = verdict_on(found, (*remarks.allowances, *allowances), fleet.severities, judged)
    return Compiled(
        dict(sorted(outputs.items())),
        verdict.diagnostics,
        chosen,
        verdict.allowed,
        fleet.severities,
        seconds.seconds,
    )


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
