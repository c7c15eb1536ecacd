"""The two ConfigMaps of Hydra: the platform's live base with the fleet's own entries spliced in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from generator.diagnostics import Diagnostic
from generator.emit import emit
from generator.expand import Surroundings, expand
from generator.expressions import Scope
from generator.hydra.annotation import ANNOTATION, write_entries
from generator.hydra.entries import AGENTS, TEMPLATES, EntryList, agent_entry, split_image
from generator.hydra.launch import custom_args_mark, launch_template
from generator.hydra.splice import NewEntry, Spliced, splice
from generator.images import ImageProblem, mirrored
from generator.language import native_shape, release_shape
from generator.live_base import LiveBase, payload_diagnostics
from generator.merge import fold
from generator.model import (
    AgentTarget,
    Cluster,
    Installed,
    Layer,
    Patch,
    Rendered,
    Target,
    TemplateEntry,
    TemplateTarget,
)
from generator.patching import patched, subject_of
from generator.render import cluster_mirrors, output_path
from generator.scopes import cluster_scope, runtime_scope
from generator.shape import UNKNOWN, Shape
from generator.source import Document, Steps
from generator.workshop import Workshop

Result = tuple[Rendered | None, tuple[Diagnostic, ...]]


def render_templates(target: TemplateTarget, base: LiveBase | None, workshop: Workshop) -> Result:
    """Make a global cluster's hydra-runtime-template; without a base, only say what is wrong with its entries."""
    entries: list[NewEntry] = []
    found: list[Diagnostic] = []
    for entry in target.entries:
        made = _template(target, entry, workshop)
        if isinstance(made, dict):
            entries.append(NewEntry(made, bool(entry.runtime.spec.get("replace"))))
        else:
            found.extend(made)
    return _config_map(target, TEMPLATES, base, entries, found, workshop)


def render_agent(target: AgentTarget, base: LiveBase | None, workshop: Workshop) -> Result:
    """Make a worker cluster's hydra-agent; without a base, only say what is wrong with its entries."""
    entries: list[NewEntry] = []
    found: list[Diagnostic] = []
    taken: dict[tuple[str, str], Installed] = {}
    for installed in target.installed:
        made = _agent(installed, workshop)
        if not isinstance(made, dict):
            found.extend(made)
            continue
        entries.append(NewEntry(made, bool(installed.runtime.spec.get("replace"))))
        for gpu_type in made["match_gpu_types"]:
            other = taken.setdefault((installed.runtime.name, gpu_type), installed)
            if other is not installed:
                found.append(_twice(installed, other, gpu_type))
    return _config_map(target, AGENTS, base, entries, found, workshop)


def _template(target: TemplateTarget, entry: TemplateEntry, workshop: Workshop) -> dict[str, Any] | list[Diagnostic]:
    runtime = entry.runtime
    scope = cluster_scope(target.cluster) | {
        "runtime": {"name": runtime.name, "class": runtime.spec.get("class") or runtime.name}
    }
    surroundings = Surroundings(Scope(scope), workshop.tree, None, custom_args_mark())
    native = _filled(entry.layers, "hydraTemplate", native_shape("HydraTemplate"), surroundings, workshop)
    launch = _filled(entry.layers, "hydraLaunch", release_shape().child("hydraLaunch"), surroundings, workshop)
    if isinstance(native, list) or isinstance(launch, list):
        return [*(native if isinstance(native, list) else ()), *(launch if isinstance(launch, list) else ())]
    pod = native.get("podTemplate") or {}
    container = pod.get("containerTemplate") or {}
    if launch:
        clash = next((key for key in ("commandTemplate", "argsTemplate") if key in container), None)
        if clash is not None:
            message = f"hydraLaunch and hydraTemplate's {clash} both say how the container starts"
            return [
                _at(
                    entry.layers,
                    ("hydraTemplate", "podTemplate", "containerTemplate", clash),
                    "launch-twice",
                    message,
                    "Keep one of them.",
                )
            ]
        written = launch_template(launch)
        if isinstance(written, tuple):
            return [
                _at(entry.layers, ("hydraLaunch", problem.field), problem.rule, problem.message, problem.help)
                for problem in written
            ]
        container = container | written
    if container:
        pod = pod | {"containerTemplate": container}
    return (
        {"runtime": runtime.name}
        | {key: value for key, value in native.items() if key != "podTemplate"}
        | {"podTemplate": pod}
    )


def _agent(installed: Installed, workshop: Workshop) -> dict[str, Any] | list[Diagnostic]:
    cluster = installed.cluster
    surroundings = Surroundings(Scope(runtime_scope(installed)), workshop.tree, None)
    container = _filled(installed.layers, "hydraAgent", native_shape("HydraAgentContainer"), surroundings, workshop)
    image = _image(installed, surroundings, workshop)
    gpu_types = {accelerator.name: accelerator.hydra_gpu_type for accelerator in installed.accelerators}
    untyped = [name for name, gpu_type in gpu_types.items() if gpu_type is None]
    found = [*(container if isinstance(container, list) else ()), *(image if isinstance(image, list) else ())]
    if untyped:
        message = f"accelerator '{untyped[0]}' has no Hydra gpu type, so Hydra on '{cluster.name}' cannot match runtime '{installed.runtime.name}' to it"
        document, steps = installed.place("accelerators")
        help_text = (
            "Write hydraGPUType in clusters/accelerators.yaml: the id that hydra-gpu-configs gives it on the cluster."
        )
        found.append(Diagnostic("no-gpu-type", message, document.mark(steps).value, help_text))
    if found or isinstance(container, list) or isinstance(image, list):
        return found
    matched = sorted({gpu_type for gpu_type in gpu_types.values() if gpu_type is not None})
    return agent_entry([installed.runtime.name], matched, image, container)


def _image(installed: Installed, surroundings: Surroundings, workshop: Workshop) -> dict[str, str] | list[Diagnostic]:
    stated = installed.setting("image")
    missing = installed.cluster.entry_place("runtimes", installed.runtime.name)
    document, steps = installed.place("image") if stated is not None else missing
    name = f"runtime '{installed.runtime.name}', flavour '{installed.flavour}'"
    if stated is None:
        help_text = f"Write image in the flavour, or in the runtimes entry of cluster '{installed.cluster.name}'."
        return [Diagnostic("missing-image", f"{name} has no image for Hydra", document.mark(steps).value, help_text)]
    values, errors = expand({"image": stated}, surroundings, workshop.memo)
    mirrors, mirror_errors = cluster_mirrors(installed.cluster, workshop)
    if errors:
        return [
            Diagnostic(
                e.error.rule, e.error.message, document.mark(steps).inside(e.error.offset, e.error.length), e.error.help
            )
            for e in errors
        ]
    if mirror_errors:
        return []
    reference = mirrored(values["image"], mirrors)
    split = split_image(reference if isinstance(reference, str) else values["image"])
    if isinstance(split, ImageProblem):
        return [Diagnostic("image-reference", split.message, document.mark(steps).value, split.help)]
    return split


def _filled(
    layers: Sequence[Layer], key: str, shape: Shape, surroundings: Surroundings, workshop: Workshop
) -> dict[str, Any] | list[Diagnostic]:
    parts = tuple(layer.value[key] for layer in layers if layer.value.get(key))
    if not parts:
        return {}
    merged = workshop.memo.of(key, parts, partial(fold, parts, shape, workshop.notes))
    value, errors = expand(merged, surroundings, workshop.memo)
    if errors:
        return [
            _at(layers, (key, *error.steps), error.error.rule, error.error.message, error.error.help)
            for error in errors
        ]
    filled: dict[str, Any] = value
    return filled


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
    spliced = splice(base.payload, entry_list, base.ours, entries, emit)
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
    surroundings = Surroundings(Scope(scope), workshop.tree, None)
    subject = subject_of(target, value)
    found: list[Diagnostic] = []
    for patch in patches:
        before = value
        value, errors = patched(before, patch, subject, UNKNOWN, surroundings, workshop.notes, workshop.memo)
        if value is not before:
            workshop.effective.add(patch)
        if errors:
            workshop.failed.add(patch)
        for error in errors:
            place = patch.layer.document.mark((*patch.layer.steps, *error.steps)).value
            found.append(Diagnostic(error.rule, error.message, place, error.help))
    return (None if found else Rendered(target, value, output_path(cluster, value))), tuple(found)


def _twice(installed: Installed, other: Installed, gpu_type: str) -> Diagnostic:
    document, steps = installed.place("accelerators")
    message = (
        f"flavours '{other.flavour}' and '{installed.flavour}' of runtime '{installed.runtime.name}' both match gpu type "
        f"'{gpu_type}' on cluster '{installed.cluster.name}', and nothing says which image Hydra would take"
    )
    return Diagnostic(
        "agent-overlap",
        message,
        document.mark(steps).value,
        "List one of them in the cluster's runtimes entry: flavours: [<flavour>].",
    )


def _at(layers: Iterable[Layer], steps: Steps, rule: str, message: str, help_text: str) -> Diagnostic:
    """Return a diagnostic at the top-most layer that says what stands at `steps`."""
    found: tuple[Document, Steps] | None = None
    for layer in layers:
        value: Any = layer.value
        for length, step in enumerate(steps, 1):
            value = _step(value, step)
            if value is None:
                break
            if length == len(steps) or found is None:
                found = layer.document, (*layer.steps, *steps[:length])
    document, place = found or (next(iter(layers)).document, ())
    return Diagnostic(rule, message, document.mark(place).value, help_text)


def _step(value: Any, step: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
