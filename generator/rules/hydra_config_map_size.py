"""A ConfigMap of Hydra holds at most 1 MiB.

The API server refuses a larger one, so that nothing of it is synced any more. What the platform keeps in other keys of
the same ConfigMap counts too.

Example:
    data: {config.yaml: …}     # broken where the text has 1,048,577 bytes, sound with 1,048,576

Source: https://kubernetes.io/docs/concepts/configuration/configmap/#motivation; ValidateConfigMap in
pkg/apis/core/validation/validation.go of Kubernetes sums the values of data and binaryData, keys aside.
"""

from __future__ import annotations

import binascii
from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.judged.hydra import HydraConfigMap
from generator.rule import Rule

RULE = Rule("hydra-config-map-size", Severity.ERROR)

_LIMIT = 1 << 20


def check(config_map: HydraConfigMap) -> Iterator[Diagnostic]:
    """Yield a finding for a ConfigMap that is too large, what the platform has in it included."""
    if config_map.payload is None:
        return
    size = len(config_map.payload.encode()) + _others(config_map)
    if size > _LIMIT:
        message = f"the ConfigMap {config_map.names.name} would hold {size} bytes, and Kubernetes takes {_LIMIT}"
        help_text = "Shorten the templates: a script belongs into the image or into a ConfigMap of its own."
        yield Diagnostic(RULE.id, message, config_map.span, help_text, RULE.severity)


def _others(config_map: HydraConfigMap) -> int:
    """Return the bytes of the keys that are the platform's own."""
    document = config_map.base.document
    value: dict[str, Any] = document.value if document is not None else {}
    texts = value.get("data") or {}
    others = sum(len(str(text).encode()) for key, text in texts.items() if key != config_map.names.key)
    return others + sum(map(_decoded, (value.get("binaryData") or {}).values()))


def _decoded(text: Any) -> int:
    try:
        return len(binascii.a2b_base64(str(text)))
    except binascii.Error:
        return 0
