"""The fleet's own entries in Hydra's ConfigMaps: a runtime's template, a flavour's image."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from generator.diagnostics import Diagnostic
from generator.expand import Surroundings, expand
from generator.expressions import Scope
from generator.hydra.entries import agent_entry, split_image
from generator.hydra.launch import custom_args_mark, launch_template
from generator.images import ImageProblem, mirrored
from generator.language import native_shape, release_shape
from generator.merge import fold
from generator.model import Layer
from generator.render import cluster_mirrors
from generator.scopes import cluster_scope, runtime_scope
from generator.shape import Shape
from generator.source import Document, Steps
from generator.targets import Installed, TemplateEntry, TemplateTarget
from generator.workshop import Workshop


def template_entry(
    target: TemplateTarget, entry: TemplateEntry, workshop: Workshop
) -> dict[str, Any] | list[Diagnostic]:
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


def agent_entry_of(installed: Installed, workshop: Workshop) -> dict[str, Any] | list[Diagnostic]:
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
