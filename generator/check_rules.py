"""Objects to findings, by the rules. Equal objects on clusters with equal facts are judged once."""

from __future__ import annotations

from collections.abc import Mapping

from generator.finding import Finding
from generator.judged import ClusterFacts, Judged
from generator.memo import Memo
from generator.rules.catalogue import object_checks
from generator.targets import Rendered


def rule_findings(
    rendered: Rendered, served: Mapping[str, Rendered], facts: ClusterFacts, memo: Memo
) -> tuple[Finding, ...]:
    """Return what the rules find in a natively valid object. `served`: the cluster's ClusterServingRuntimes by name."""
    value = rendered.value
    model = (value["spec"].get("predictor") or {}).get("model") or {}
    runtime = served.get(model.get("runtime") or "")
    beside = runtime.value if runtime is not None else None
    return memo.of(
        ("rules", facts), (value, beside), lambda: _judge(Judged(rendered.target.kind, value, beside, facts))
    )


def _judge(judged: Judged) -> tuple[Finding, ...]:
    return tuple(finding for check in object_checks() for finding in check(judged))
