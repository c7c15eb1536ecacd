"""Target to object: layers merged, expressions filled in, patches applied, images taken from the mirrors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from generator.conventions import MODEL_FORMAT, MODEL_FORMAT_ANNOTATION
from generator.expressions.expand import SiteError, Surroundings, expand
from generator.expressions.scopes import cluster_scope, placeholders_of
from generator.expressions.text import ExpressionError, Scope
from generator.images import image_problem
from generator.json_schema.wording import found
from generator.kserve.service import model_of
from generator.language import native_shape
from generator.merge.patches import PatchError, matches, patched, subject_of
from generator.merge.strategic import merge
from generator.mirroring import mirrored_object
from generator.model import OWN_FIELDS, Cluster, Layer
from generator.place import Steps
from generator.refused import Refused
from generator.targets import Rendered, Target
from generator.workshop import Workshop
from generator.yaml.document import Document

_PLURALS = {
    "ClusterServingRuntime": "clusterservingruntimes",
    "InferenceService": "inferenceservices",
    "ConfigMap": "configmaps",
}
_API_VERSIONS = {
    "ClusterServingRuntime": "serving.kserve.io/v1alpha1",
    "InferenceService": "serving.kserve.io/v1beta1",
}


_NOTHING: dict[str, Any] = {}


def render(target: Target, workshop: Workshop) -> Rendered | Refused:
    """Make the object of a target."""
    merged = merged_layers(target.layers, target.fragment_type, workshop)
    surroundings = _surroundings(target, merged, workshop)
    value, errors = expand(
        workshop.memo.of("finished", (merged,), lambda: _finished(merged, target)), surroundings, workshop.memo
    )
    errors = errors or _unfinished(value, target.layers)
    if errors:
        return Refused(target, expressions=errors)
    value = workshop.memo.of("format", (value,), lambda: _with_model_format(value))
    subject = subject_of(target, value)
    refused: list[PatchError] = []
    for patch in (patch for patch in target.patches if matches(patch, subject)):
        before = value
        value, failed = patched(
            before, patch, subject, native_shape(target.fragment_type), surroundings, workshop.notes, workshop.memo
        )
        refused.extend(failed)
        workshop.matched.add(patch)
        if failed or value is not before:
            workshop.effective.add(patch)
    mirrors, mirror_errors = cluster_mirrors(target.cluster, workshop)
    if refused or mirror_errors:
        return Refused(target, patches=tuple(refused))
    value = mirrored_object(value, mirrors, workshop.memo)
    return Rendered(target, value, output_path(target.cluster, value))


def _unfinished(value: dict[str, Any], layers: Sequence[Layer]) -> tuple[SiteError, ...]:
    """Return why something that every object needs is not there: layers can remove it, expressions give anything."""
    metadata = value.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else None
    if isinstance(name, str) and isinstance(value.get("spec"), dict):
        return ()
    steps: Steps = ("spec",) if isinstance(name, str) else ("metadata", "name")
    what = ".".join(map(str, steps))
    if isinstance(name, str) or name is None:
        message, help_text = f"the layers leave the object without {what}", f"Let no layer remove {what}."
        return (SiteError(steps, ExpressionError("missing-field", message, help_text), _removal(layers, steps)),)
    message = f"{what} must be text, and the expression gives {found(name)}"
    return (SiteError(steps, ExpressionError("wrong-type", message, "Add the filter: | string.")),)


def _removal(layers: Sequence[Layer], steps: Steps) -> tuple[Document, Steps] | None:
    """Return where a layer removes what stands at some steps, or something around it."""
    for layer in reversed(layers):
        value = layer.value
        for length, step in enumerate(steps, 1):
            value = value.get(step, {})
            if value is None or (isinstance(value, dict) and "$patch" in value):
                return layer.document, (*layer.steps, *steps[:length])
            if not isinstance(value, dict):
                break
    return None


def merged_layers(layers: Sequence[Layer], fragment_type: str, workshop: Workshop) -> dict[str, Any]:
    """Return the layers' values merged, lowest first. Equal beginnings of layers are merged once."""
    return _merged(tuple(layer.value for layer in layers), fragment_type, workshop)


def _merged(values: tuple[Any, ...], fragment_type: str, workshop: Workshop) -> dict[str, Any]:
    if not values:
        return _NOTHING
    return workshop.memo.of(("merged", fragment_type), values, lambda: _merged_last(values, fragment_type, workshop))


def _merged_last(values: tuple[Any, ...], fragment_type: str, workshop: Workshop) -> dict[str, Any]:
    below, layer = _merged(values[:-1], fragment_type, workshop), values[-1]
    shape = native_shape(fragment_type)
    return workshop.memo.of(fragment_type, (below, layer), partial(merge, below, layer, shape, workshop.notes))


def cluster_mirrors(cluster: Cluster, workshop: Workshop) -> tuple[dict[str, str], tuple[SiteError, ...]]:
    """Return a cluster's mirrors with their expressions filled in."""
    return workshop.memo.of("cluster's mirrors", (cluster,), lambda: _filled_mirrors(cluster, workshop))


def _filled_mirrors(cluster: Cluster, workshop: Workshop) -> tuple[dict[str, str], tuple[SiteError, ...]]:
    mirrors = cluster.spec.get("mirrors")
    if not mirrors:
        return {}, ()
    surroundings = Surroundings(Scope(cluster_scope(cluster)), workshop.tree, None, files=workshop.files)
    value, errors = expand(mirrors, surroundings, workshop.memo)
    errors = errors or workshop.memo.of("mirrors", (value,), lambda: tuple(_wrong_mirrors(value)))
    return {} if errors else value, errors


def _wrong_mirrors(mirrors: dict[str, Any]) -> Iterator[SiteError]:
    for prefix, mirror in mirrors.items():
        if image_problem(f"{mirror}/image") is not None:
            message = f"'{mirror}' cannot stand before the name of an image"
            help_text = "Write registry[:port][/folder], in lower case and without a scheme."
            yield SiteError((prefix,), ExpressionError("invalid-mirror", message, help_text))


def output_path(cluster: Cluster, value: dict[str, Any]) -> str:
    """Return where an object lies below out/ (DESIGN §2)."""
    metadata = value["metadata"]
    parts = [cluster.name, _PLURALS[value["kind"]], metadata.get("namespace"), f"{metadata['name']}.yaml"]
    return "/".join(part for part in parts if part)


def _surroundings(target: Target, merged: dict[str, Any], workshop: Workshop) -> Surroundings:
    scope = dict(target.scope)
    if "service" in scope:
        metadata = merged.get("metadata") or {}
        seen = {key: _plain(metadata.get(key) or {}) for key in ("labels", "annotations")}
        scope["service"] = scope["service"] | seen
    return Surroundings(Scope(scope), workshop.tree, placeholders_of(target.cluster), files=workshop.files)


def _plain(texts: dict[str, Any]) -> dict[str, Any]:
    """Return the entries without expressions: a result is never evaluated again."""
    return {
        key: text
        for key, text in texts.items()
        if not (isinstance(text, str) and ("${{" in text or text == MODEL_FORMAT))
    }


def _finished(merged: dict[str, Any], target: Target) -> dict[str, Any]:
    """Return the merged layers as an object: its own kind, without the fields that only a ModelService has."""
    value = merged | {"kind": target.kind, "apiVersion": _API_VERSIONS[target.kind]}
    if target.kind == "InferenceService" and "spec" in merged:
        value["spec"] = {key: item for key, item in merged["spec"].items() if key not in OWN_FIELDS}
    return value


def _with_model_format(value: dict[str, Any]) -> dict[str, Any]:
    annotations = value["metadata"].get("annotations") or {}
    if annotations.get(MODEL_FORMAT_ANNOTATION) != MODEL_FORMAT:
        return value
    name = (model_of(value).get("modelFormat") or {}).get("name")
    rest = {key: text for key, text in annotations.items() if key != MODEL_FORMAT_ANNOTATION}
    known = rest | ({MODEL_FORMAT_ANNOTATION: name} if name is not None else {})
    return value | {"metadata": value["metadata"] | {"annotations": known}}
