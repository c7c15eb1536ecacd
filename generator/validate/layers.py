"""What a definition's layers may not say, whatever they merge with: typed fields pasted natively, bad contracts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.contracts import pattern_error
from generator.diagnostics import Diagnostic, Related
from generator.kserve.container import CONTAINER
from generator.kserve.versions import DEPLOYMENT_MODE_ANNOTATION
from generator.place import Steps
from generator.yaml.document import Document


def layer_problems(document: Document) -> Iterator[Diagnostic]:
    """Yield what is wrong with the layers that a definition (of sound shape) holds."""
    for steps, layer in _layers(document.value, ()):
        yield from _image_twice(document, steps, layer)
        yield from _contract_problems(document, steps, layer.get("contract") or {})
        yield from _pasted(document, (*steps, "inferenceService"), layer.get("inferenceService") or {})
    if document.value["kind"] == "ModelService":
        yield from _pasted(document, (), document.value)


def _layers(value: Mapping[str, Any], steps: Steps) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    """Yield the mappings that are layers: specs, and the entries in them that have a runtime's keys."""
    spec = value.get("spec")
    if isinstance(spec, dict):
        yield from _nested(spec, (*steps, "spec"))


def _nested(layer: Mapping[str, Any], steps: Steps) -> Iterator[tuple[Steps, Mapping[str, Any]]]:
    yield steps, layer
    for key in ("flavours", "releases", "runtimes", "accelerators"):
        for index, entry in enumerate(layer.get(key) or ()):
            if isinstance(entry, dict):
                yield from _nested(entry, (*steps, key, index))


def _image_twice(document: Document, steps: Steps, layer: Mapping[str, Any]) -> Iterator[Diagnostic]:
    spec = (layer.get("clusterServingRuntime") or {}).get("spec") or {}
    for index, container in enumerate(spec.get("containers") or ()):
        if layer.get("image") and container.get("name") == CONTAINER and container.get("image") is not None:
            place = (*steps, "clusterServingRuntime", "spec", "containers", index, "image")
            yield Diagnostic(
                "image-twice",
                "this layer says the serving container's image twice",
                document.mark(place).key,
                "Keep the layer's own image: Hydra's agent gets it too.",
                related=(Related(document.mark((*steps, "image")).key, "the layer's image"),),
            )


def _contract_problems(document: Document, steps: Steps, contract: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for section, entries in contract.items():
        for key, entry in (entries or {}).items():
            place = (*steps, "contract", section, key)
            pattern = (entry or {}).get("pattern")
            problem = pattern_error(pattern) if pattern is not None else None
            if problem is not None:
                message = f"'{pattern}' is no regular expression that can be used: {problem}"
                help_text = (
                    "Correct it. Whatever a service says must be matched in linear time, so it cannot look around."
                )
                yield Diagnostic("invalid-pattern", message, document.mark((*place, "pattern")).value, help_text)
            if entry and entry.get("forbidden") and (entry.get("required") or "default" in entry or "const" in entry):
                message = f"the contract forbids '{key}' and gives or requires it as well"
                yield Diagnostic("contract-contradiction", message, document.mark(place).key, "Keep one of the words.")


def _pasted(document: Document, steps: Steps, fragment: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """Yield native fields that a ModelService has a typed field for."""
    annotations = (fragment.get("metadata") or {}).get("annotations") or {}
    if annotations.get(DEPLOYMENT_MODE_ANNOTATION) is not None:
        place = (*steps, "metadata", "annotations", DEPLOYMENT_MODE_ANNOTATION)
        message = "the deployment mode is pasted as an annotation, whose word depends on the cluster's KServe"
        help_text = "Write spec.deploymentMode: Standard or Knative in the service; Standard needs no line."
        yield Diagnostic("pasted-deployment-mode", message, document.mark(place).key, help_text)
    model = ((fragment.get("spec") or {}).get("predictor") or {}).get("model") or {}
    if model.get("runtime") is not None:
        place = (*steps, "spec", "predictor", "model", "runtime")
        message = "the ClusterServingRuntime is named natively, but its name follows from runtime and flavour"
        help_text = "Write spec.runtime: <Runtime> in the service, and remove this line."
        yield Diagnostic("pasted-runtime", message, document.mark(place).key, help_text)
