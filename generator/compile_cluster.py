"""One cluster through the stages: its runtimes, its services, its Hydra ConfigMap; files and findings out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from generator.check import check_objects, check_refused
from generator.diagnostics import Diagnostic
from generator.emit import emit
from generator.hydra.entries import AGENTS, TEMPLATES
from generator.live_base import LiveBase
from generator.load_live import load_base
from generator.model import Cluster, Fleet, ServiceKey
from generator.ownership import header
from generator.refused import Refused
from generator.render import cluster_mirrors, render
from generator.render_hydra import render_agent, render_templates
from generator.resolve import agent_target, runtime_targets, service_target, template_target
from generator.resolve_runtimes import installed_flavours
from generator.resolve_services import services_of
from generator.source import Document
from generator.targets import AgentTarget, Installed, Rendered, Target
from generator.workshop import Workshop


def compile_cluster(
    fleet: Fleet, cluster: Cluster, own: Mapping[ServiceKey, Document], workshop: Workshop
) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Compile one cluster. `own` are the services in its own folder. Returns path below out/ to bytes, and findings."""
    workshop.use(cluster.layers)
    installed, found = installed_flavours(cluster, workshop.notes, workshop.memo)
    for flavour in installed:
        workshop.use(flavour.layers)
    runtimes, runtimes_refused = _rendered(runtime_targets(installed), workshop)
    by_installed = {rendered.target.installed: rendered for rendered in runtimes}
    services, services_found = services_of(fleet, cluster, own, installed, _names(runtimes))
    targets = tuple(
        service_target(service, by_installed[service.installed])
        for service in services
        if service.installed in by_installed
    )
    for target in targets:
        workshop.use(target.layers)
    inferences, inferences_refused = _rendered(targets, workshop)
    hydra, hydra_found = _hydra(fleet, cluster, installed, workshop)
    lost = (*found, *services_found, *runtimes_refused, *inferences_refused, *hydra_found)
    if lost or not cluster.whole:
        workshop.lost.add(cluster.name)
    written = tuple(rendered for rendered in runtimes if not rendered.target.installed.runtime.external)  # type: ignore[union-attr]
    objects = (*written, *inferences)
    diagnostics = (
        *found,
        *_mirror_problems(cluster, workshop),
        *services_found,
        *(diagnostic for refused in (*runtimes_refused, *inferences_refused) for diagnostic in check_refused(refused)),
        *hydra_found,
        *check_objects((*objects, *hydra), runtimes, workshop.memo),
    )
    outputs = {rendered.path: text(rendered, workshop) for rendered in (*objects, *hydra)}
    return outputs, tuple(replace(diagnostic, clusters=(cluster.name,)) for diagnostic in diagnostics)


def text(rendered: Rendered, workshop: Workshop) -> bytes:
    """Return an object's file."""
    owner = rendered.target.owner.path
    return workshop.memo.of(("text", owner), (rendered.value,), lambda: (header(owner) + emit(rendered.value)).encode())


def _rendered(targets: Iterable[Target], workshop: Workshop) -> tuple[tuple[Rendered, ...], tuple[Refused, ...]]:
    results = [render(target, workshop) for target in targets]
    made = tuple(result for result in results if isinstance(result, Rendered))
    return made, tuple(result for result in results if isinstance(result, Refused))


def _mirror_problems(cluster: Cluster, workshop: Workshop) -> Iterator[Diagnostic]:
    for error in cluster_mirrors(cluster, workshop)[1]:
        document, steps = cluster.place("mirrors", *error.steps)
        span = document.mark(steps).inside(error.error.offset, error.error.length)
        yield Diagnostic(error.error.rule, error.error.message, span, error.error.help)


def _names(runtimes: tuple[Rendered, ...]) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for rendered in runtimes:
        runtime = rendered.target.runtime or ""
        names[runtime] = (*names.get(runtime, ()), rendered.value["metadata"]["name"])
    return names


def _hydra(
    fleet: Fleet, cluster: Cluster, installed: tuple[Installed, ...], workshop: Workshop
) -> tuple[tuple[Rendered, ...], tuple[Diagnostic, ...]]:
    agent, templates = agent_target(fleet, cluster, installed), template_target(fleet, cluster)
    found: list[Diagnostic] = []
    made: list[Rendered] = []
    for target, entry_list in ((agent, AGENTS), (templates, TEMPLATES)):
        if target is None:
            continue
        base = load_base(cluster, target.config_map, target.namespace, entry_list, workshop.tree)
        known = base if isinstance(base, LiveBase) else None
        found.extend(() if isinstance(base, LiveBase) else base)
        make = partial(render_agent, target) if isinstance(target, AgentTarget) else partial(render_templates, target)
        rendered, wrong = make(known, workshop)
        found.extend(wrong)
        made.extend([rendered] if rendered is not None else ())
    return tuple(made), tuple(found)
