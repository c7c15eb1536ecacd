"""The lowest layers, which the generator itself writes: Alauda's conventions and a contract's defaults.

Sources: docs/en/deploy/inference_service/guides/custom_inference_runtime.mdx of Alauda's aml-docs for labels and
annotations; KServe's constants.go for the deployment mode. Results are cached by their arguments, so that equal layers are one object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from generator.kserve.versions import DEPLOYMENT_MODE_ANNOTATION, deployment_mode_word

MODEL_FORMAT_ANNOTATION = "modelFormat"
RUNTIME_TYPE_LABEL = "aml.cpaas.io/runtime-type"
RUNTIME_CLASS_LABEL = "cpaas.io/runtime-class"
ACCELERATOR_TYPE_LABEL = "cpaas.io/accelerator-type"
MODEL_FORMAT = "\0modelFormat"
"""Stands for the model format's name, which is only known after the merge; no definition can hold this text."""

_ARCHITECTURE = "kubernetes.io/arch"


@cache
def serving_runtime(
    name: str,
    alauda: bool,
    runtime_class: str,
    accelerator: str | None,
    toolkit: str | None,
    toolkit_version: str | None,
    display_name: str,
    architectures: tuple[str, ...],
) -> dict[str, Any]:
    """Return what every ClusterServingRuntime starts from; on Alauda its labels and display name too."""
    metadata: dict[str, Any] = {"name": name}
    if alauda:
        labels = {RUNTIME_CLASS_LABEL: runtime_class, ACCELERATOR_TYPE_LABEL: accelerator}
        if toolkit is not None:
            labels[f"cpaas.io/{toolkit}-version"] = toolkit_version
        metadata["labels"] = {key: value for key, value in labels.items() if value is not None}
        metadata["annotations"] = {"cpaas.io/display-name": display_name}
    spec = _node_choice(architectures)
    head = {"apiVersion": "serving.kserve.io/v1alpha1", "kind": "ClusterServingRuntime", "metadata": metadata}
    return head | ({"spec": spec} if spec else {})


def _node_choice(architectures: tuple[str, ...]) -> dict[str, Any]:
    if not architectures:
        return {}
    if len(architectures) == 1:
        return {"nodeSelector": {_ARCHITECTURE: architectures[0]}}
    expression = {"key": _ARCHITECTURE, "operator": "In", "values": list(architectures)}
    terms = {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
    return {"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}}


@cache
def inference_service(
    alauda: bool,
    version: str,
    mode: str,
    runtime_class: str,
    runtime_object: str,
    model_format: str | None,
    protocol_version: str | None,
) -> dict[str, Any]:
    """Return what every InferenceService starts from: deployment mode, runtime, the runtime's only format."""
    annotations = {DEPLOYMENT_MODE_ANNOTATION: deployment_mode_word(mode, version)}
    metadata: dict[str, Any] = {"annotations": annotations}
    if alauda:
        annotations[MODEL_FORMAT_ANNOTATION] = MODEL_FORMAT
        metadata["labels"] = {RUNTIME_TYPE_LABEL: runtime_class}
    model: dict[str, Any] = {"runtime": runtime_object}
    if model_format is not None:
        model["modelFormat"] = {"name": model_format}
    if protocol_version is not None:
        model["protocolVersion"] = protocol_version
    return {"metadata": metadata, "spec": {"predictor": {"model": model}}}


@cache
def device_limits(limits: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return what a service's `accelerator` becomes: limits under the keys of the cluster's device plugin."""
    return {"spec": {"predictor": {"model": {"resources": {"limits": dict(limits)}}}}}


def stated_class(runtime: Mapping[str, Any]) -> str | None:
    """Return the class that a finished ClusterServingRuntime's label says; None where it says none.

    It may be pasted, or the platform's own, and need not be the class that the definition says.
    """
    said = (runtime["metadata"].get("labels") or {}).get(RUNTIME_CLASS_LABEL)
    return said if isinstance(said, str) else None


def is_vllm_ascend(runtime: Mapping[str, Any]) -> bool:
    """Say whether a ClusterServingRuntime is vLLM on Ascend, by the labels that Alauda's documents give it."""
    labels = runtime["metadata"].get("labels") or {}
    return (labels.get(RUNTIME_CLASS_LABEL), labels.get(ACCELERATOR_TYPE_LABEL)) == ("vllm", "ascend")


def contract_layers(
    contract: Mapping[str, Any], runtime_environment: frozenset[str]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield section, key and service fragment for each default or const of a contract.

    An env default is left out where the runtime's container sets that name already (`runtime_environment`).
    """
    for section, entries in contract.items():
        for key, entry in (entries or {}).items():
            given = (entry or {}).get("const", (entry or {}).get("default"))
            if given is None or (section == "env" and key in runtime_environment):
                continue
            yield section, key, _contract_fragment(section, key, given)


def _contract_fragment(section: str, key: str, value: Any) -> dict[str, Any]:
    if section in ("annotations", "labels"):
        return {"metadata": {section: {key: value}}}
    if section == "podSecurityContext":
        return {"spec": {"predictor": {"securityContext": {key: value}}}}
    model = {"env": [{"name": key, "value": value}]} if section == "env" else {"securityContext": {key: value}}
    return {"spec": {"predictor": {"model": model}}}
