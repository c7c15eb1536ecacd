"""An image has a tag that names one release, or a digest.

Without a tag, and with one that moves, a node takes what the registry has at that moment: two nodes may run different
servers, and a restart may bring another one than was tested. Tags that move are latest, nightly, main, master, dev, edge,
stable and the like, alone or for a platform (latest-gpu, main-cu126), and whatever else stands beside latest or nightly;
with a release, a date or a commit beside it (nightly-20260801) none of them does.

Example:
    image: quay.io/ascend/vllm-ascend                # broken: whatever is newest
    image: quay.io/ascend/vllm-ascend:main-310p      # broken: what was built last
    image: quay.io/ascend/vllm-ascend:v0.18.0rc1     # sound

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.hydra.twin.written import RuntimeTemplate
from generator.images import ImageProblem, moves, parse_image
from generator.judged.hydra import HydraWorker
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("unpinned-image", Severity.WARNING)
_HELP = "Write the tag of the release that was tested."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the images of an object's containers that no tag and no digest pins."""
    for container in judged.containers:
        message = _unpinned(container.value.get("image"))
        if message is not None:
            yield Finding(RULE.id, (*container.steps, "image"), message, _HELP, severity=RULE.severity)


def check_worker(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield such images that a worker's agent starts."""
    for container in worker.containers:
        message = _unpinned(container.image)
        if message is not None:
            yield Diagnostic(RULE.id, message, container.image_span, _HELP, RULE.severity)


def check_template(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield such images of the init containers that a runtime's template brings."""
    for container, steps in template.init_containers():
        message = _unpinned(container.get("image"))
        if message is not None:
            yield Diagnostic(RULE.id, message, template.mark((*steps, "image")).value, _HELP, RULE.severity)


def _unpinned(text: str | None) -> str | None:
    """Return what is wrong with an image that nothing pins."""
    image = parse_image(text) if text is not None else None
    if image is None or isinstance(image, ImageProblem) or image.digest is not None:
        return None
    if image.tag is not None and not moves(image.tag):
        return None
    what = "has no tag" if image.tag is None else f"has the tag '{image.tag}'"
    return f"the image '{text}' {what}, so that nodes may run different releases"
