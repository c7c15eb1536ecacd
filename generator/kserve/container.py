"""The containers that KServe knows by name: the one that it serves a model in, and its transformer.

Source: InferenceServiceContainerName and TransformerContainerName, pkg/constants/constants.go.
"""

from __future__ import annotations

CONTAINER = "kserve-container"
TRANSFORMER = "transformer-container"
