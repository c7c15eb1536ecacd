"""One cluster through the stages: its runtimes, its services, its Hydra ConfigMap; files and findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import replace

from generator.check.objects import check_objects, check_refused
from generator.check.removals import stuck_removals
from generator.compile.cluster_kinds import kind_of
from generator.compile.hydra import compile_hydra
from generator.diagnostics import Diagnostic, has_errors
from generator.emit import emit
from generator.judged.cluster_facts import cluster_facts
from generator.judged.objects import ClusterFacts
from generator.judged.readable import readable_runtime
from generator.judged.registries import policy_problems
from generator.load.live_runtimes import taken_names, with_live
from generator.mirroring import mirrors_used
from generator.model import Cluster, Fleet, ServiceKey
from generator.out.ownership import header
from generator.refused import Refused
from generator.render.objects import cluster_mirrors, render
from generator.resolve.objects import runtime_targets, service_target
from generator.resolve.runtimes import installed_flavours
from generator.resolve.services import services_of
from generator.targets import Rendered, Target
from generator.workshop import Serving, Workshop
from generator.yaml.document import Document
from generator.yaml.pieces import span_inside


def compile_cluster(
    fleet: Fleet, cluster: Cluster, own: Mapping[ServiceKey, Document], workshop: Workshop
) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Compile one cluster. `own` are the services in its own folder. Returns path below out/ to bytes, and findings."""
    workshop.use(cluster.layers)
    with workshop.clock.stage("resolve"):
        serving = _serving_of_kind(fleet, cluster, own, workshop)
    with workshop.clock.stage("hydra"):
        hydra = compile_hydra(fleet, cluster, serving.installed, workshop)
    if serving.lost or has_errors(hydra.problems) or not cluster.whole:
        workshop.lost.add(cluster.name)
    _note_mirrors(cluster, serving, workshop)
    taken = taken_names(cluster, serving.runtimes, workshop.tree, workshop.memo)
    checked = _checked(hydra.objects, (), None, workshop)
    policy = policy_problems(fleet, cluster, workshop.tree, workshop.memo)
    diagnostics = (*policy, *serving.diagnostics, *taken, *hydra.problems, *hydra.findings, *checked)
    outputs = {f"{cluster.name}/{path}": data for path, data in serving.files.items()}
    outputs |= {rendered.path: text(rendered, workshop) for rendered in hydra.objects}
    return outputs, tuple(replace(diagnostic, clusters=(cluster.name,)) for diagnostic in diagnostics)


def _serving_of_kind(fleet: Fleet, cluster: Cluster, own: Mapping[ServiceKey, Document], workshop: Workshop) -> Serving:
    """Return the cluster's serving objects, those of an earlier cluster of its kind if there was one."""
    kind = kind_of(cluster, fleet) if not own else None
    known = workshop.kinds.get(kind) if kind is not None else None
    if known is not None:
        return known
    serving = _serving(fleet, cluster, own, workshop)
    if kind is not None and cluster.whole and not serving.lost and not _of_its_own(serving, cluster):
        workshop.kinds[kind] = serving
    return serving


def _note_mirrors(cluster: Cluster, serving: Serving, workshop: Workshop) -> None:
    used = serving.mirrors_used | mirrors_used(cluster_mirrors(cluster, workshop)[0], workshop.memo)
    for layer in cluster.layers:
        for prefix, mirror in (layer.value.get("mirrors") or {}).items():
            place = (layer.document.path, (*layer.steps, "mirrors", prefix))
            if mirror is not None:
                workshop.mirrors[place] = workshop.mirrors.get(place, False) or prefix in used


def _of_its_own(serving: Serving, cluster: Cluster) -> bool:
    """Say whether something that was found lies in the cluster's own folder: another one's would lie elsewhere."""
    folder = f"clusters/{cluster.name}/"
    spans = (span for each in serving.diagnostics for span in (each.span, *(other.span for other in each.related)))
    return any(span.path.startswith(folder) for span in spans)


def _serving(fleet: Fleet, cluster: Cluster, own: Mapping[ServiceKey, Document], workshop: Workshop) -> Serving:
    installed, found = installed_flavours(cluster, workshop.notes, workshop.memo)
    for flavour in installed:
        workshop.use(flavour.layers)
    wanted = runtime_targets(installed)
    for target in wanted:
        workshop.use(layer for layer in target.layers if layer.derived)
    made, runtimes_refused = _rendered(wanted, workshop)
    runtimes, live_found = with_live(cluster, made, workshop.tree, workshop.memo)
    readable = tuple(
        each for each in runtimes if workshop.memo.of("readable", (each.value,), partial(readable_runtime, each.value))
    )
    by_installed = {rendered.target.installed: rendered for rendered in readable}
    services, services_found = services_of(fleet, cluster, own, installed, _names(readable))
    targets = tuple(
        service_target(service, by_installed[service.installed])
        for service in services
        if service.installed in by_installed
    )
    for target in targets:
        workshop.use(target.layers)
    serving = {service.installed for service in services}
    for flavour in installed:
        if flavour in serving or not flavour.serves:
            workshop.served.update((layer.document.path, layer.steps) for layer in flavour.layers)
    inferences, inferences_refused = _rendered(targets, workshop)
    stuck = tuple(stuck_removals(inferences, readable, workshop.notes, workshop.memo))
    written = tuple(
        each for each in runtimes if each.target.installed is None or not each.target.installed.runtime.external
    )
    objects = (*written, *inferences)
    facts = cluster_facts(fleet, cluster, workshop.tree, workshop.memo) if cluster.kserve is not None else None
    refused = (*runtimes_refused, *inferences_refused)
    diagnostics = (
        *found,
        *live_found,
        *_mirror_problems(cluster, workshop),
        *services_found,
        *(diagnostic for each in refused for diagnostic in check_refused(each)),
        *_checked(objects, readable, facts, workshop),
        *stuck,
    )
    files = {rendered.path.partition("/")[2]: text(rendered, workshop) for rendered in objects}
    return Serving(
        files,
        installed,
        written,
        frozenset(mirrors_used(cluster_mirrors(cluster, workshop)[0], workshop.memo)),
        diagnostics,
        bool(found or live_found or services_found or refused or stuck or readable != runtimes),
    )


def text(rendered: Rendered, workshop: Workshop) -> bytes:
    """Return an object's file."""
    owner = rendered.target.owner.path
    with workshop.clock.stage("emit"):
        return _text(rendered, owner, workshop)


def _text(rendered: Rendered, owner: str, workshop: Workshop) -> bytes:
    return workshop.memo.of(("text", owner), (rendered.value,), lambda: (header(owner) + emit(rendered.value)).encode())


def _rendered(targets: Iterable[Target], workshop: Workshop) -> tuple[tuple[Rendered, ...], tuple[Refused, ...]]:
    with workshop.clock.stage("render"):
        results = [render(target, workshop) for target in targets]
    made = tuple(result for result in results if isinstance(result, Rendered))
    return made, tuple(result for result in results if isinstance(result, Refused))


def _checked(
    objects: Sequence[Rendered], runtimes: Sequence[Rendered], facts: ClusterFacts | None, workshop: Workshop
) -> tuple[Diagnostic, ...]:
    with workshop.clock.stage("check"):
        return tuple(check_objects(objects, runtimes, facts, workshop))


def _mirror_problems(cluster: Cluster, workshop: Workshop) -> Iterator[Diagnostic]:
    for error in cluster_mirrors(cluster, workshop)[1]:
        document, steps = cluster.place("mirrors", *error.steps)
        span = span_inside(document.mark(steps), error.error.offset, error.error.length)
        yield Diagnostic(error.error.rule, error.error.message, span, error.error.help)


def _names(runtimes: tuple[Rendered, ...]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for rendered in runtimes:
        runtime = rendered.target.runtime or ""
        names[runtime] = (*names.get(runtime, ()), rendered.value["metadata"]["name"])
    return names
