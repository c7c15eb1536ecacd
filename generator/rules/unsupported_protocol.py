"""A service's protocol is one that its runtime speaks.

KServe refuses a service whose protocolVersion is not among the runtime's protocolVersions.

Example:
    protocolVersion: grpc-v2              # broken where the runtime has protocolVersions: [v1, v2]
    protocolVersion: v2                   # sound

Source: pkg/controller/v1beta1/inferenceservice/components/predictor.go in github.com/kserve/kserve
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("unsupported-protocol")


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a service's protocol if its runtime lists others only; one that lists none speaks any."""
    if judged.runtime is None:
        return
    protocols = judged.runtime["spec"].get("protocolVersions") or ()
    protocol = judged.model.get("protocolVersion")
    if protocols and protocol is not None and protocol not in protocols:
        runtime = judged.runtime["metadata"]["name"]
        message = f"{runtime} does not speak protocol '{protocol}', so KServe would refuse the service"
        steps = ("spec", "predictor", "model", "protocolVersion")
        yield Finding(RULE.id, steps, message, f"It speaks: {', '.join(protocols)}.")
