"""What is wrong with one InferenceService: against its runtime's contract and formats, and against KServe's merge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.contracts import Breach, breaches, effective_values
from generator.diagnostics import Related
from generator.finding import Finding
from generator.source import Span
from generator.targets import Rendered, Target

_MODEL = ("spec", "predictor", "model")
_LEGACY = ("sklearn", "xgboost", "tensorflow", "pytorch", "triton", "onnx", "huggingface", "pmml", "lightgbm", "paddle")
_BREACHES = {
    "required": "contract-required",
    "const": "contract-const",
    "forbidden": "contract-forbidden",
    "enum": "contract-enum",
    "pattern": "contract-pattern",
}


def service_findings(rendered: Rendered, served: Mapping[str, Rendered]) -> Iterator[Finding]:
    """Yield findings of a service. `served`: ClusterServingRuntimes of the cluster by name."""
    target, service = rendered.target, rendered.value
    predictor = service["spec"].get("predictor") or {}
    model = predictor.get("model") or {}
    yield from _implementation_findings(predictor)
    runtime = served.get(model.get("runtime") or "")
    if runtime is None:
        yield from _dangling_findings(model, served)
        return
    yield from _format_findings(model, runtime.value["spec"], runtime)
    yield from _blanked(service, runtime)
    assert target.installed is not None
    for breach in breaches(target.installed.contract, service, runtime.value):
        yield _from_breach(breach, target)


def _dangling_findings(model: Mapping[str, Any], served: Mapping[str, Rendered]) -> Iterator[Finding]:
    """A patch can take the model or its runtime away, which the service itself always has."""
    known = ", ".join(sorted(served)) or "none"
    help_text = f"A patch says so. ClusterServingRuntimes of the cluster: {known}."
    if model.get("runtime") is None:
        yield Finding(
            "missing-field", _MODEL, "predictor.model.runtime is missing, and nothing serves the model", help_text
        )
    else:
        message = f"there is no ClusterServingRuntime '{model['runtime']}' on the cluster, so nothing serves the model"
        yield Finding("unknown-runtime", (*_MODEL, "runtime"), message, help_text)


def _implementation_findings(predictor: Mapping[str, Any]) -> Iterator[Finding]:
    for name in _LEGACY:
        if name in predictor:
            yield Finding(
                "predictor-not-model",
                ("spec", "predictor", name),
                f"predictor.{name} stands beside predictor.model, and KServe takes exactly one",
                "Move its fields to predictor.model: the runtime says what serves the model.",
                at_key=True,
            )


def _format_findings(model: Mapping[str, Any], spec: Mapping[str, Any], runtime: Rendered) -> Iterator[Finding]:
    """Source: RuntimeSupportsModel, pkg/apis/serving/v1beta1/predictor_model.go: plain equality of strings."""
    formats = [(entry.get("name"), entry.get("version")) for entry in spec.get("supportedModelFormats") or ()]
    name = runtime.value["metadata"]["name"]
    wanted = model.get("modelFormat") or {}
    said, version = wanted.get("name"), wanted.get("version")
    listed = ", ".join(_format(*each) for each in formats) or "none"
    if not said:
        message = f"modelFormat.name is missing, and {name} supports {'several formats' if formats else 'none'}"
        yield Finding("missing-field", _MODEL, message, f"Write modelFormat: {{name: …}}. It supports: {listed}.")
    elif not any(said == known and version in (None, its) for known, its in formats):
        message = (
            f"{name} does not support the model format {_format(said, version)}, so KServe would refuse the service"
        )
        yield Finding("unsupported-format", (*_MODEL, "modelFormat", "name"), message, f"It supports: {listed}.")
    protocols = spec.get("protocolVersions") or ()
    protocol = model.get("protocolVersion")
    if protocols and protocol is not None and protocol not in protocols:
        message = f"{name} does not speak protocol '{protocol}', so KServe would refuse the service"
        help_text = f"It speaks: {', '.join(map(str, protocols))}."
        yield Finding("unsupported-protocol", (*_MODEL, "protocolVersion"), message, help_text)


def _format(name: object, version: object) -> str:
    return f"'{name}' version '{version}'" if version else f"'{name}'"


def _blanked(service: Mapping[str, Any], runtime: Rendered) -> Iterator[Finding]:
    """KServe merges with omitempty: an empty value in the service leaves the runtime's as it is (kserve.md §1.3)."""
    given = effective_values("env", {}, runtime.value)
    model = (service["spec"].get("predictor") or {}).get("model") or {}
    for entry in model.get("env") or ():
        if entry.get("value") == "" and given.get(entry["name"]):
            yield Finding(
                "cannot-blank",
                (*_MODEL, "env", entry["name"]),
                f"env '{entry['name']}' is empty here, but the runtime's value stays: KServe drops empty values when it merges",
                "Give another value, or let a flavour of the runtime leave the variable out.",
            )


def _from_breach(breach: Breach, target: Target) -> Finding:
    reason, related = _contract_line(breach, target)
    message = breach.message + (f": {reason}" if reason else "")
    # What is missing is missed in the service itself, whatever other layers say of the section.
    steps = breach.steps if breach.present else ("metadata", "name")
    return Finding(_BREACHES[breach.word], steps, message, breach.help, related=related)


def _contract_line(breach: Breach, target: Target) -> tuple[str | None, tuple[Related, ...]]:
    assert target.installed is not None
    reason: str | None = None
    span: Span | None = None
    for layer in target.installed.layers:
        entry = ((layer.value.get("contract") or {}).get(breach.section) or {}).get(breach.key)
        if entry:
            reason = entry.get("reason", reason)
            if breach.word in entry:
                steps = (*layer.steps, "contract", breach.section, breach.key)
                span = layer.document.mark(steps).key
    return reason, (Related(span, "the runtime's contract"),) if span is not None else ()
