"""The fleet's own entries in Hydra's ConfigMaps: a runtime's template, a flavour's image."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from generator.diagnostics import Diagnostic, Related
from generator.expressions.expand import Surroundings, expand
from generator.expressions.scopes import cluster_scope, runtime_scope
from generator.expressions.text import Scope
from generator.hydra.entries import agent_entry, split_image
from generator.hydra.launch import custom_args_mark, launch_template
from generator.hydra.twin.written import RuntimeTemplate
from generator.images import ImageProblem
from generator.mirroring import mirrored_text
from generator.model import Accelerator
from generator.place import Mark, Span, Steps
from generator.render.fragment import Fragment, filled_fragment
from generator.render.hydra_texts import runtime_template
from generator.render.objects import cluster_mirrors
from generator.targets import Installed, TemplateEntry, TemplateTarget
from generator.workshop import Workshop
from generator.yaml.pieces import span_inside


class MadeTemplate(Struct, frozen=True, eq=False):
    """A runtime's item of `templates`, and the values that it is made of: equal work meets the same ones again."""

    template: RuntimeTemplate
    made_of: tuple[Any, ...]


def template_entry(target: TemplateTarget, entry: TemplateEntry, workshop: Workshop) -> MadeTemplate | list[Diagnostic]:
    """Return a runtime's item of `templates`, or what is wrong with it."""
    runtime = entry.runtime
    scope = cluster_scope(target.cluster) | {
        "runtime": {"name": runtime.name, "class": runtime.spec.get("class") or runtime.name}
    }
    surroundings = Surroundings(Scope(scope), workshop.tree, None, custom_args_mark(), workshop.files)
    native = filled_fragment(entry.layers, "hydraTemplate", surroundings, workshop)
    launch = filled_fragment(entry.layers, "hydraLaunch", surroundings, workshop)
    found = [*native.diagnostics, *launch.diagnostics]
    pod = native.value.get("podTemplate") or {}
    container = pod.get("containerTemplate") or {}
    if launch.value and not found:
        written = _launched(native, launch, container)
        if isinstance(written, list):
            return written
        container = container | written
    if found:
        return found
    if container:
        pod = pod | {"containerTemplate": container}
    rest = {key: value for key, value in native.value.items() if key != "podTemplate"}
    value = {"runtime": runtime.name} | rest | {"podTemplate": pod}
    return MadeTemplate(
        runtime_template(runtime.name, value, native, launch, surroundings), (native.value, launch.value)
    )


def _launched(native: Fragment, launch: Fragment, container: Mapping[str, Any]) -> dict[str, Any] | list[Diagnostic]:
    """Return commandTemplate and argsTemplate from hydraLaunch, or what is wrong with it."""
    clash = next((key for key in ("commandTemplate", "argsTemplate") if key in container), None)
    if clash is not None:
        span = native.mark(("podTemplate", "containerTemplate", clash)).key
        message = f"hydraLaunch and hydraTemplate's {clash} both say how the container starts"
        related = (Related(launch.mark(()).key, "hydraLaunch"),)
        return [Diagnostic("launch-twice", message, span, "Keep one of them.", related=related)]
    written = launch_template(launch.value)
    if isinstance(written, dict):
        return written
    marks = [launch.mark((problem.field,)) for problem in written]
    return [
        Diagnostic(problem.rule, problem.message, mark.key if mark.text is None else mark.value, problem.help)
        for problem, mark in zip(written, marks, strict=True)
    ]


def made_agent_entry(installed: Installed, workshop: Workshop) -> dict[str, Any] | list[Diagnostic]:
    """Return a flavour's item of `deployment_templates`, or what is wrong with it; one object however often asked."""
    return workshop.memo.of("agent entry", (installed,), lambda: _agent_entry(installed, workshop))


def _agent_entry(installed: Installed, workshop: Workshop) -> dict[str, Any] | list[Diagnostic]:
    surroundings = _surroundings(installed, workshop)
    container = filled_fragment(installed.layers, "hydraAgent", surroundings, workshop)
    image = _image(installed, surroundings, workshop)
    untyped = [_untyped(it.accelerator) for it in installed.accelerators if it.hydra_gpu_type is None]
    found = [*container.diagnostics, *(image if isinstance(image, list) else ()), *untyped]
    if found or isinstance(image, list):
        return found
    matched = sorted({it.hydra_gpu_type for it in installed.accelerators if it.hydra_gpu_type is not None})
    return agent_entry([installed.runtime.name], matched, image, container.value)


def agent_mark(installed: Installed, workshop: Workshop, steps: Steps) -> Mark:
    """Return where a part of a flavour's hydraAgent is said."""
    return filled_fragment(installed.layers, "hydraAgent", _surroundings(installed, workshop), workshop).mark(steps)


def _surroundings(installed: Installed, workshop: Workshop) -> Surroundings:
    return Surroundings(Scope(runtime_scope(installed)), workshop.tree, None, files=workshop.files)


def _untyped(accelerator: Accelerator) -> Diagnostic:
    layer = accelerator.layer
    message = f"accelerator '{accelerator.name}' has no Hydra GPU type, so Hydra could match no runtime to it"
    help_text = (
        "Write hydraGPUType here or in the device plugin: the id that hydra-gpu-configs gives it on the cluster."
    )
    return Diagnostic("no-gpu-type", message, layer.document.mark((*layer.steps, "name")).value, help_text)


def _image(installed: Installed, surroundings: Surroundings, workshop: Workshop) -> dict[str, str] | list[Diagnostic]:
    stated = installed.setting("image")
    if stated is None:
        name = f"flavour '{installed.flavour}' of runtime '{installed.runtime.name}'"
        help_text = "Write image in the flavour, in the runtime, or in the cluster's runtimes entry."
        return [Diagnostic("missing-image", f"{name} has no image for Hydra", _flavour_span(installed), help_text)]
    document, steps = installed.place("image")
    mark = document.mark(steps)
    values, errors = expand({"image": stated}, surroundings, workshop.memo)
    mirrors, mirror_errors = cluster_mirrors(installed.cluster, workshop)
    if errors:
        spans = [span_inside(mark, error.error.offset, error.error.length) for error in errors]
        return [
            Diagnostic(e.error.rule, e.error.message, at, e.error.help) for e, at in zip(errors, spans, strict=True)
        ]
    if mirror_errors:
        return []
    split = split_image(mirrored_text(str(values["image"]), mirrors, workshop.memo))
    return (
        [Diagnostic("image-reference", split.message, mark.value, split.help)]
        if isinstance(split, ImageProblem)
        else split
    )


def _flavour_span(installed: Installed) -> Span:
    """Return where the flavour is defined, the runtime where it has no definition of its own."""
    for layer in reversed(installed.below):
        if "name" in layer.value and "flavours" in layer.steps:
            return layer.document.mark((*layer.steps, "name")).value
    return installed.runtime.document.mark(("metadata", "name")).value
