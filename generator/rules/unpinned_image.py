"""An image has a tag that names one release, or a digest.

Without a tag, and with `latest`, a node takes what the registry has at that moment: two nodes may run different
servers, and a restart may bring another one than was tested.

Example:
    image: quay.io/ascend/vllm-ascend                # broken: whatever is newest
    image: quay.io/ascend/vllm-ascend:v0.18.0rc1     # sound

Source: https://kubernetes.io/docs/concepts/containers/images/#image-names
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.images import ImageProblem, parse_image
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("unpinned-image", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the images of an object's containers that no tag and no digest pins."""
    for container in judged.containers:
        text = container.value.get("image")
        if text is None:
            continue
        image = parse_image(text)
        if isinstance(image, ImageProblem) or image.digest is not None or image.tag not in (None, "latest"):
            continue
        what = "has no tag" if image.tag is None else "has the tag 'latest'"
        message = f"the image '{text}' {what}, so that nodes may run different releases"
        steps = (*container.steps, "image")
        yield Finding(RULE.id, steps, message, "Write the tag of the release that was tested.", severity=RULE.severity)
