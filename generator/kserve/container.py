"""The container that KServe serves a model in.

Source: InferenceServiceContainerName, pkg/constants/constants.go.
"""

from __future__ import annotations

CONTAINER = "kserve-container"
