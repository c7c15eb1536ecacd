"""What a service cannot remove: KServe merges it into its runtime on the cluster, and that merge takes nothing away.

Source: MergeRuntimeContainers and MergePodSpec, pkg/controller/v1beta1/inferenceservice/utils: strategic merges of two
typed objects, in which neither null nor `$patch` exists and empty values are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from generator.diagnostics import Diagnostic
from generator.kserve.container import CONTAINER
from generator.language import native_shape
from generator.memo import Memo
from generator.merge.keys import identity
from generator.merge.shape import Shape
from generator.merge.strategic import MergeNotes, is_plain, removals
from generator.place import Steps
from generator.targets import Rendered
from generator.yaml.document import Document


def stuck_removals(
    services: Sequence[Rendered], runtimes: Sequence[Rendered], notes: MergeNotes, memo: Memo
) -> Iterator[Diagnostic]:
    """Yield the removals in services that removed nothing below them and are meant for what their runtime says."""
    by_installed = {rendered.target.installed: rendered for rendered in runtimes}
    for service in services:
        runtime = by_installed.get(service.target.installed)
        if runtime is None:
            continue
        for document in service.target.services:
            if not memo.of("plain", (document.value,), partial(is_plain, document.value)):
                yield from _stuck(document, runtime.value, notes)


def _stuck(document: Document, runtime: Mapping[str, Any], notes: MergeNotes) -> Iterator[Diagnostic]:
    pod = _pod(runtime)
    shape = native_shape("InferenceServiceFragment")
    for mapping, key, steps in removals(document.value):
        if (id(mapping), key) not in notes.effects and _says(pod, document.value, shape, steps):
            message = f"{_called(mapping, key, steps)} stays: the runtime says it, and KServe's merge removes nothing"
            help_text = "Give it another value, or write a flavour of the runtime without it."
            yield Diagnostic("cannot-remove", message, document.mark(steps).key, help_text)


def _called(mapping: Mapping[str, Any], key: str, steps: Steps) -> str:
    if key != "$patch":
        return f"'{key}'"
    name = next((value for name, value in mapping.items() if name != key), None)
    return f"'{steps[-2]}'" if name is None else f"'{name}' in '{steps[-3]}'"


def _pod(runtime: Mapping[str, Any]) -> dict[str, Any]:
    """Return a ClusterServingRuntime in the form of a service: its pod as the predictor, the container as the model."""
    spec = runtime["spec"]
    containers = spec.get("containers") or ()
    model: dict[str, Any] = next((item for item in containers if item.get("name") == CONTAINER), {})
    return {"spec": {"predictor": {**spec, "model": model}}}


def _says(pod: Any, patch: Any, shape: Shape, steps: Steps) -> bool:
    """Say whether the runtime has what a patch's steps lead to; items of lists are found by their merge keys."""
    for step in steps:
        if step == "$patch":
            return bool(pod)
        if isinstance(step, str):
            if not isinstance(pod, dict) or step not in pod:
                return False
            pod, patch, shape = pod[step], patch[step], shape.child(step)
        else:
            wanted = identity(patch[step], shape.merge_keys) if shape.merge_keys else None
            items = pod if isinstance(pod, list) and wanted is not None else ()
            found = (item for item in items if identity(item, shape.merge_keys) == wanted)
            pod, patch, shape = next(found, None), patch[step], shape.item()
    return pod is not None
