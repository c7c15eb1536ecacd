"""A model's URI is no local path: KServe would look for it in the wrong container.

Whatever is not pvc:// or oci:// goes to an init container, the storage initializer. It looks for a path in its own image,
where no model lies, and fails: the server never starts. Nor is /mnt/models a way out: an empty volume is mounted there.

Example:
    storageUri: /mnt/models           # broken
    storageUri: file:///opt/models    # broken
    storageUri: pvc://models/qwen     # sound; a model in the server's own image needs no storageUri

Source: CommonStorageInitialization, pkg/webhook/admission/pod/storage_initializer_injector.go, and _download_local,
    python/storage/kserve_storage/kserve_storage.py in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.storage import storage_uris
from generator.rule import Rule

RULE = Rule("local-storage-uri", Severity.WARNING)

_HELP = "Write pvc://CLAIM/PATH, or no storageUri for a model that lies in the server's image."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the URIs of a service's model that name a path."""
    for text, steps in storage_uris(judged):
        if text.startswith("file://") or "://" not in text:
            message = (
                f"KServe's storage initializer looks for '{text}' in its own image, not in the server's: no pod starts"
            )
            yield Finding(RULE.id, steps, message, _HELP, severity=RULE.severity)
