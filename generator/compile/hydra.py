"""A cluster's Hydra ConfigMap through the stages: base loaded, entries rendered and spliced in, all of it checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from msgspec import Struct

from generator.check.hydra import config_map_findings, template_findings, worker_findings
from generator.diagnostics import Diagnostic
from generator.hydra.agent_variables import agent_variables
from generator.hydra.entries import AGENTS, TEMPLATES, EntryList, Key
from generator.hydra.payload import BOM, Payload, read
from generator.hydra.payload_value import payload_value
from generator.hydra.platform import open_entries, platform_keys
from generator.hydra.twin.entries import template_named, template_problem
from generator.judged.hydra import AgentContainer, HydraConfigMap, HydraWorker, OpenEntry
from generator.judged.registries import cluster_registries
from generator.live_base import LiveBase
from generator.load.live_base import load_base
from generator.model import Cluster, ConfigMapKey, Fleet
from generator.render.hydra import made_templates, render_agent, render_templates
from generator.render.hydra_entries import MadeTemplate, agent_mark, made_agent_entry, template_entry
from generator.resolve.objects import agent_target, template_target
from generator.targets import AgentTarget, Installed, Rendered, TemplateTarget
from generator.workshop import Workshop


class HydraHalf(Struct, frozen=True, eq=False):
    """A cluster's Hydra ConfigMap if there is one, what stood in its way, and what the rules say of it."""

    objects: tuple[Rendered, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def compile_hydra(fleet: Fleet, cluster: Cluster, installed: tuple[Installed, ...], workshop: Workshop) -> HydraHalf:
    """Compile a worker's agent ConfigMap or a global cluster's templates; nothing for other clusters."""
    agent, templates = agent_target(fleet, cluster, installed), template_target(fleet, cluster)
    if agent is not None:
        return _agent(fleet, agent, installed, workshop)
    return HydraHalf() if templates is None else _templates(fleet, templates, workshop)


def hydra_runtimes(fleet: Fleet, workshop: Workshop) -> frozenset[str]:
    """Return the runtimes that Hydra knows: those with a template on a global cluster, and those that it brings."""
    centres = [each for each in fleet.clusters.values() if each.hydra is not None and each.hydra.role == "global"]
    known = (
        _known_runtimes(fleet, centre) | (_platform_templates(fleet, centre, workshop) or set()) for centre in centres
    )
    return _known_runtimes(fleet, None).union(*known)


def _agent(fleet: Fleet, target: AgentTarget, installed: tuple[Installed, ...], workshop: Workshop) -> HydraHalf:
    base, found = _base(target, AGENTS, workshop)
    rendered, wrong = render_agent(target, base, workshop)
    findings: list[Diagnostic] = []
    with workshop.clock.stage("rules"):
        if base is not None:
            findings += worker_findings(_worker(fleet, target, base, installed, workshop))
            findings += config_map_findings(_config_map(fleet, target, base, rendered))
    return HydraHalf(_objects(rendered), (*found, *wrong), tuple(findings))


def _templates(fleet: Fleet, target: TemplateTarget, workshop: Workshop) -> HydraHalf:
    base, found = _base(target, TEMPLATES, workshop)
    made, wrong = made_templates(target, workshop)
    rendered: Rendered | None = None
    if not wrong:
        rendered, spliced = render_templates(target, base, made, workshop)
        wrong = [*wrong, *spliced]
    with workshop.clock.stage("rules"):
        findings = list(_template_findings(fleet, made, workshop))
        if base is not None:
            findings += config_map_findings(_config_map(fleet, target, base, rendered))
    return HydraHalf(_objects(rendered), (*found, *wrong), tuple(findings))


def _template_findings(fleet: Fleet, made: Iterable[MadeTemplate], workshop: Workshop) -> Iterator[Diagnostic]:
    agents = partial(agent_variables, fleet)
    for each in made:
        work = ("hydra template", each.template.runtime)
        yield from workshop.memo.of(work, each.made_of, partial(template_findings, each.template, agents))


def _base(
    target: AgentTarget | TemplateTarget, entry_list: EntryList, workshop: Workshop
) -> tuple[LiveBase | None, tuple[Diagnostic, ...]]:
    base = load_base(target.cluster, target.config_map, target.namespace, entry_list, workshop.tree, workshop.memo)
    return (base, base.warnings) if isinstance(base, LiveBase) else (None, base)


def _worker(
    fleet: Fleet, target: AgentTarget, base: LiveBase, installed: tuple[Installed, ...], workshop: Workshop
) -> HydraWorker:
    cluster = target.cluster
    assert cluster.hydra is not None
    runtimes: dict[str, tuple[Installed, ...]] = {}
    for flavour in installed:
        runtimes[flavour.runtime.name] = (*runtimes.get(flavour.runtime.name, ()), flavour)
    centre = fleet.clusters.get(cluster.hydra.global_cluster)
    return HydraWorker(
        cluster,
        centre,
        runtimes,
        frozenset(flavour.runtime.name for flavour in target.installed),
        workshop.memo.of("hydra runtimes", (fleet, centre), partial(_known_runtimes, fleet, centre)),
        tuple(_containers(target, workshop)),
        cluster_registries(fleet, cluster, workshop.tree, workshop.memo).allowed,
        partial(platform_keys, base.payload, AGENTS, base.ours),
        partial(_open_entries, base, target.config_map.key),
        partial(_platform_templates, fleet, centre, workshop),
        partial(_template_of, fleet, centre, workshop),
    )


def _open_entries(base: LiveBase, key: str) -> tuple[OpenEntry, ...]:
    if base.document is None:
        return ()
    span = partial(base.document.payload_span, ("data", key))
    found = open_entries(base.payload)
    return tuple(OpenEntry(each.runtimes, each.gpu_types, span(each.line, each.column)) for each in found)


def _containers(target: AgentTarget, workshop: Workshop) -> Iterator[AgentContainer]:
    for installed in target.installed:
        made = made_agent_entry(installed, workshop)
        if isinstance(made, dict):
            yield AgentContainer(installed, made["container_template"], partial(agent_mark, installed, workshop))


def _known_runtimes(fleet: Fleet, centre: Cluster | None) -> frozenset[str]:
    """Return the runtimes that have a template of the fleet's on a global cluster, and those that Hydra brings."""
    target = template_target(fleet, centre) if centre is not None else None
    entries = target.entries if target is not None else ()
    return frozenset((*fleet.hydra.builtins, *(entry.runtime.name for entry in entries)))


def _platform_templates(fleet: Fleet, centre: Cluster | None, workshop: Workshop) -> frozenset[str] | None:
    base = _template_base(fleet, centre, workshop)
    if base is None:
        return None
    keys: frozenset[Key] = platform_keys(base.payload, TEMPLATES, base.ours)
    return frozenset(name for (name,) in keys)


def _template_base(fleet: Fleet, centre: Cluster | None, workshop: Workshop) -> LiveBase | None:
    if centre is None or centre.hydra is None:
        return None
    names = fleet.hydra
    base = load_base(centre, names.template, names.namespace, TEMPLATES, workshop.tree, workshop.memo)
    return base if isinstance(base, LiveBase) else None


def _template_of(fleet: Fleet, centre: Cluster | None, workshop: Workshop, runtime: str) -> Mapping[str, Any] | None:
    work = partial(_found_template, fleet, centre, workshop, runtime)
    return workshop.memo.of(("template of", runtime), (fleet, centre), work)


def _found_template(fleet: Fleet, centre: Cluster | None, workshop: Workshop, runtime: str) -> Mapping[str, Any] | None:
    target = template_target(fleet, centre) if centre is not None else None
    for entry in target.entries if target is not None else ():
        if target is not None and entry.runtime.name == runtime:
            made = template_entry(target, entry, workshop)
            return made.template.value if isinstance(made, MadeTemplate) else None
    base = _template_base(fleet, centre, workshop)
    payload = read(base.payload.removeprefix(BOM)) if base is not None else None
    found = template_named(payload_value(payload), runtime) if isinstance(payload, Payload) else None
    if found is None or template_problem(found) is not None:
        return None
    # Behind a bare name of the platform's may be a template that is built into Hydra.
    return found if (found.get("podTemplate") or {}).get("containerTemplate") else None


def _config_map(
    fleet: Fleet, target: AgentTarget | TemplateTarget, base: LiveBase, rendered: Rendered | None
) -> HydraConfigMap:
    names: ConfigMapKey = target.config_map
    value = rendered.value if rendered is not None else {"metadata": {}}
    data = value.get("data")  # A patch can make anything of it, which is told where native fields are checked.
    payload = data.get(names.key) if isinstance(data, dict) else None
    text = payload if isinstance(payload, str) else None
    return HydraConfigMap(target.cluster, names, base, text, value["metadata"], fleet.engine == "flux")


def _objects(rendered: Rendered | None) -> tuple[Rendered, ...]:
    return (rendered,) if rendered is not None else ()
