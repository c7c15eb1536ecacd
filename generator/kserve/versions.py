"""KServe's versions: which are known, and what a deployment mode is called in each.

Source: KServe's constants.go and inference_service_validation.go at the tags v0.13.0 to v0.20.0: the words Standard
and Knative exist from 0.16 on, where RawDeployment would be refused at every later update.
"""

from __future__ import annotations

from collections.abc import Mapping

VERSIONS = ("0.13", "0.14", "0.15", "0.16", "0.17", "0.19", "0.20")
DEPLOYMENT_MODES = ("Standard", "Knative")
DEPLOYMENT_MODE_ANNOTATION = "serving.kserve.io/deploymentMode"
AUTOSCALER_ANNOTATION = "serving.kserve.io/autoscalerClass"

_OLD_WORDS = {"Standard": "RawDeployment", "Knative": "Serverless"}
_OLD_WORDS_UNTIL = VERSIONS.index("0.15")


def minor_of(version: str) -> int:
    """Return the minor version, by which KServe's releases are told apart: 19 of 0.19."""
    return int(version.removeprefix("0."))


def is_standard(annotations: Mapping[str, str]) -> bool:
    """Say whether a service's annotations have it run without Knative, in any version's word."""
    return annotations.get(DEPLOYMENT_MODE_ANNOTATION) in ("Standard", _OLD_WORDS["Standard"])


def deployment_mode_word(mode: str, version: str) -> str:
    """Return the word that KServe `version` has for a deployment mode."""
    return _OLD_WORDS[mode] if VERSIONS.index(version) <= _OLD_WORDS_UNTIL else mode
