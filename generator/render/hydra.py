"""The two ConfigMaps of Hydra: the platform's live base with the fleet's own entries spliced in."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from generator.diagnostics import Diagnostic, Related
from generator.emit import emit
from generator.expressions.expand import Surroundings
from generator.expressions.scopes import cluster_scope
from generator.expressions.text import Scope
from generator.hydra.annotation import ANNOTATION, write_entries
from generator.hydra.entries import AGENTS, TEMPLATES, EntryList
from generator.hydra.splice import NewEntry, Spliced, splice
from generator.live_base import LiveBase, payload_diagnostics
from generator.merge.patches import matches, patched, subject_of
from generator.merge.shape import UNKNOWN
from generator.model import Cluster, Layer
from generator.render.hydra_entries import MadeTemplate, made_agent_entry, template_entry
from generator.render.objects import output_path
from generator.targets import AgentTarget, Installed, Patch, Rendered, Target, TemplateTarget
from generator.workshop import Workshop

Result = tuple[Rendered | None, tuple[Diagnostic, ...]]


def made_templates(target: TemplateTarget, workshop: Workshop) -> tuple[tuple[MadeTemplate, ...], list[Diagnostic]]:
    """Return the fleet's own items of a global cluster's `templates`, and what is wrong with those that are not made."""
    results = [template_entry(target, entry, workshop) for entry in target.entries]
    made = tuple(result for result in results if isinstance(result, MadeTemplate))
    return made, [problem for result in results if not isinstance(result, MadeTemplate) for problem in result]


def render_templates(
    target: TemplateTarget, base: LiveBase | None, made: Sequence[MadeTemplate], workshop: Workshop
) -> Result:
    """Make a global cluster's hydra-runtime-template of its items; nothing without a base."""
    replace = {entry.runtime.name: bool(entry.runtime.spec.get("replace")) for entry in target.entries}
    entries = [NewEntry(each.template.value, replace[each.template.runtime]) for each in made]
    return _config_map(target, TEMPLATES, base, entries, [], workshop)


def render_agent(target: AgentTarget, base: LiveBase | None, workshop: Workshop) -> Result:
    """Make a worker cluster's hydra-agent; without a base, only say what is wrong with its entries."""
    entries: list[NewEntry] = []
    found: list[Diagnostic] = []
    taken: dict[tuple[str, str], Installed] = {}
    for installed in target.installed:
        made = made_agent_entry(installed, workshop)
        if not isinstance(made, dict):
            found.extend(made)
            continue
        entries.append(NewEntry(made, bool(installed.runtime.spec.get("replace"))))
        for gpu_type in made["match_gpu_types"]:
            other = taken.setdefault((installed.runtime.name, gpu_type), installed)
            if other is not installed:
                found.append(_twice(installed, other, gpu_type))
    return _config_map(target, AGENTS, base, entries, found, workshop)


def _config_map(
    target: TemplateTarget | AgentTarget,
    entry_list: EntryList,
    base: LiveBase | None,
    entries: Sequence[NewEntry],
    found: list[Diagnostic],
    workshop: Workshop,
) -> Result:
    if base is None or found:
        return None, tuple(found)
    key = target.config_map.key
    # Clusters whose platform is of one release have one payload.
    spliced = workshop.memo.of(
        ("splice", entry_list.key, base.payload, base.ours, tuple(entry.replace for entry in entries)),
        tuple(entry.value for entry in entries),
        partial(splice, base.payload, entry_list, base.ours, entries, emit),
    )
    if not isinstance(spliced, Spliced):
        return None, tuple(payload_diagnostics(base, target.cluster, key, spliced))
    value: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": target.config_map.name,
            "namespace": target.namespace,
            "annotations": {ANNOTATION: write_entries(entry_list, spliced.entries)},
        },
        "data": {key: spliced.text},
    }
    return _patched(target.cluster, value, target.patches, workshop)


def _patched(cluster: Cluster, value: dict[str, Any], patches: Sequence[Patch], workshop: Workshop) -> Result:
    scope = cluster_scope(cluster)
    base = Layer(cluster.document, ("spec", "hydra"), value, derived=True)
    target = Target(cluster, "ConfigMap", cluster.document, "ConfigMap", (base,), scope, tuple(patches))
    surroundings = Surroundings(Scope(scope), workshop.tree, None, files=workshop.files)
    subject = subject_of(target, value)
    found: list[Diagnostic] = []
    for patch in (patch for patch in patches if matches(patch, subject)):
        before = value
        value, errors = patched(before, patch, subject, UNKNOWN, surroundings, workshop.notes, workshop.memo)
        workshop.matched.add(patch)
        if errors or value is not before:
            workshop.effective.add(patch)
        found.extend(Diagnostic(error.rule, error.message, error.span, error.help) for error in errors)
    return (None if found else Rendered(target, value, output_path(cluster, value))), tuple(found)


def _twice(installed: Installed, other: Installed, gpu_type: str) -> Diagnostic:
    document, steps = installed.place("accelerators")
    first, first_steps = other.place("accelerators")
    message = (
        f"flavours '{other.flavour}' and '{installed.flavour}' of runtime '{installed.runtime.name}' both match the GPU "
        f"type '{gpu_type}' on one cluster, and nothing says which image Hydra would take"
    )
    help_text = "List one of them in the cluster's runtimes entry: flavours: [<flavour>]."
    related = (Related(first.mark(first_steps).value, f"flavour '{other.flavour}'"),)
    return Diagnostic("agent-overlap", message, document.mark(steps).value, help_text, related=related)
