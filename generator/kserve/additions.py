"""What KServe adds to pods by itself, by name: volumes that a container may mount and variables that it may use.

Source: pkg/constants/constants.go, pkg/utils/storage.go, pkg/credentials, pkg/webhook/admission/pod and
pkg/apis/serving/v1beta1/inference_service_defaults.go of kserve/kserve, v0.13 to v0.20; what Knative adds:
pkg/reconciler/revision/resources of knative/serving.
"""

from __future__ import annotations

import re

_VOLUMES = frozenset(
    (
        "agent-ca-bundle",
        "cabundle-cert",
        "hdfs-secrets",
        "kserve-provision-location",
        "kserve-pvc-source",
        "model-config",
        "model-dir",
        "user-gcp-sa",
    )
)
_NUMBERED = "kserve-provision-location-"
"""One for each further oci:// source."""
_VARIABLES = frozenset(
    (
        "INFERENCE_SERVICE_NAME",
        "MLSERVER_LOAD_MODELS_AT_STARTUP",
        "MLSERVER_MODEL_NAME",
        "MLSERVER_MODEL_URI",
        "MODEL_INIT_MODE",
        "PROTOCOL_VERSION",
    )
)
_MULTI_NODE_VARIABLES = frozenset(
    (
        "HEAD_SVC",
        "ISVC_NAME",
        "MODEL_DIR",
        "MODEL_NAME",
        "PIPELINE_PARALLEL_SIZE",
        "RAY_NODE_COUNT",
        "REQUEST_GPU_COUNT",
        "TENSOR_PARALLEL_SIZE",
        "WORKER_SVC",
    )
)
_KNATIVE_VARIABLES = frozenset(("K_CONFIGURATION", "K_REVISION", "K_SERVICE", "PORT"))

_LINK = re.compile(r"_SERVICE_(?:HOST|PORT)|_PORT_[0-9]")


def adds_volume(name: str) -> bool:
    """Say whether KServe adds a volume of this name to pods that need it, and mounts it."""
    return name in _VOLUMES or name.startswith(_NUMBERED)


def adds_variable(name: str, multi_node: bool) -> bool:
    """Say whether KServe gives containers a variable of this name, some only where a runtime has workers."""
    return name in _VARIABLES or (multi_node and name in _MULTI_NODE_VARIABLES)


def knative_adds_variable(name: str) -> bool:
    """Say whether Knative gives containers a variable of this name."""
    return name in _KNATIVE_VARIABLES


def is_service_link(name: str) -> bool:
    """Say whether Kubernetes may give containers a variable of this name, for a service in the same namespace."""
    return _LINK.search(name) is not None
