"""What is wrong with one InferenceService beside its runtime: what it lacks, and what it breaks of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.check.contract_line import contract_line
from generator.contracts import Breach, breaches
from generator.diagnostics import Related
from generator.finding import Finding
from generator.kserve.service import model_of, runtime_of
from generator.targets import Rendered, Target

_MODEL = ("spec", "predictor", "model")
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
    model, runtime = model_of(service), served.get(runtime_of(service))
    if runtime is None:
        yield from _dangling_findings(model, served)
        return
    yield from _missing_format(model, runtime.value)
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


def _missing_format(model: Mapping[str, Any], runtime: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a model without a format where the runtime does not have exactly one, which it would get."""
    if not (model.get("modelFormat") or {}).get("name"):
        formats = [_format(entry) for entry in runtime["spec"].get("supportedModelFormats") or ()]
        name = runtime["metadata"]["name"]
        message = f"modelFormat.name is missing, and {name} supports {'several formats' if formats else 'none'}"
        help_text = f"Write modelFormat: {{name: …}}. It supports: {', '.join(formats) or 'none'}."
        yield Finding("missing-field", _MODEL, message, help_text)


def _format(entry: Mapping[str, Any]) -> str:
    version = entry.get("version")
    return f"'{entry['name']}' version '{version}'" if version else f"'{entry['name']}'"


def _from_breach(breach: Breach, target: Target) -> Finding:
    assert target.installed is not None
    reason, span = contract_line(target.installed, (breach.section, breach.key), breach.word)
    message = breach.message + (f": {reason}" if reason else "")
    related = (Related(span, "the runtime's contract"),) if span is not None else ()
    # What is missing is missed in the service itself, whatever other layers say of the section.
    steps = breach.steps if breach.present else ("metadata", "name")
    return Finding(_BREACHES[breach.word], steps, message, breach.help, related=related)
