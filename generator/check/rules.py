"""Objects to findings, by the rules. Equal objects on clusters with equal facts are judged once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from generator.finding import Finding
from generator.judged.objects import ClusterFacts, Judged
from generator.kserve.service import runtime_of
from generator.memo import Memo
from generator.native.validity import has_native_spec
from generator.rules.catalogue import object_checks
from generator.targets import Rendered

_RUNTIME = "ClusterServingRuntime"


def rule_findings(
    objects: Sequence[Rendered], served: Mapping[str, Rendered], facts: ClusterFacts, memo: Memo
) -> dict[Rendered, tuple[Finding, ...]]:
    """Return what the rules find in a cluster's natively valid objects. `served`: its ClusterServingRuntimes by name.

    A runtime that the platform installs may be none, and then nothing is known of the services that it serves.
    """
    found: dict[Rendered, tuple[Finding, ...]] = {}
    for rendered in objects:
        value, kind = rendered.value, rendered.target.kind
        runtime = served.get(runtime_of(value))
        beside = runtime.value if runtime is not None and _is_sound(runtime, facts, memo) else None
        accelerators, contract = _accelerators(rendered), _contract(rendered)
        judged = Judged(kind, value, beside, facts, accelerators, contract)
        findings = memo.of(("rules", accelerators), (facts, value, beside, contract), partial(_findings, judged))
        if findings and kind == _RUNTIME:
            # Its services differ from cluster to cluster, so they are asked only where they can take a finding away.
            findings = _findings(Judged(kind, value, beside, facts, accelerators, contract, _users(value, objects)))
        if findings:
            found[rendered] = findings
    return found


def _is_sound(runtime: Rendered, facts: ClusterFacts, memo: Memo) -> bool:
    check = partial(has_native_spec, _RUNTIME, facts.version, runtime.value)
    return memo.of(("native spec", facts.version), (runtime.value,), check)


def _users(runtime: Mapping[str, Any], objects: Sequence[Rendered]) -> tuple[Mapping[str, Any], ...]:
    name = runtime["metadata"]["name"]
    return tuple(each.value for each in objects if runtime_of(each.value) == name)


_NO_CONTRACT: Mapping[str, Any] = {}


def _contract(rendered: Rendered) -> Mapping[str, Any]:
    installed = rendered.target.installed
    return installed.contract if installed is not None else _NO_CONTRACT


def _accelerators(rendered: Rendered) -> tuple[str, ...]:
    installed = rendered.target.installed
    return tuple(each.name for each in installed.accelerators) if installed is not None else ()


def _findings(judged: Judged) -> tuple[Finding, ...]:
    return tuple(finding for check in object_checks() for finding in check(judged))
