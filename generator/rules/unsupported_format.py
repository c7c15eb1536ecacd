"""A service's model format is one that its runtime supports.

KServe compares name and version as text, and refuses a service on a runtime that does not list them.

Example:
    modelFormat: {name: pytorch}          # broken where the runtime has supportedModelFormats: [{name: onnx, version: "1"}]
    modelFormat: {name: onnx}             # sound

Source: RuntimeSupportsModel, pkg/apis/serving/v1beta1/predictor_model.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("unsupported-format")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a service's format if its runtime lists no such name, or not in this version."""
    wanted = judged.model.get("modelFormat") or {}
    name, version = wanted.get("name"), wanted.get("version")
    if judged.runtime is None or not name:
        return
    formats = [
        (entry["name"], entry.get("version")) for entry in judged.runtime["spec"].get("supportedModelFormats") or ()
    ]
    if not any(name == known and version in (None, its) for known, its in formats):
        runtime = judged.runtime["metadata"]["name"]
        message = (
            f"{runtime} does not support the model format {_shown(name, version)}, so KServe would refuse the service"
        )
        help_text = f"It supports: {', '.join(_shown(*each) for each in formats) or 'none'}."
        yield Finding(RULE.id, ("spec", "predictor", "model", "modelFormat", "name"), message, help_text)


def _shown(name: str, version: str | None) -> str:
    return f"'{name}' version '{version}'" if version else f"'{name}'"
