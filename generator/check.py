"""Objects to findings: native fields, names, contracts, identities. Every finding points at the definition's line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from generator.check_services import service_findings
from generator.diagnostics import Diagnostic, Related
from generator.finding import Finding
from generator.memo import Memo
from generator.naming import SERVICE_LIMIT, SERVICE_NAME, is_label_value, is_qualified_name, is_subdomain
from generator.native import object_schema
from generator.refused import Refused
from generator.source import Steps
from generator.targets import Rendered, Target

if TYPE_CHECKING:
    from generator.schema_problems import Problem
    from generator.trace import Trace


def check_objects(objects: Sequence[Rendered], runtimes: Sequence[Rendered], memo: Memo) -> Iterator[Diagnostic]:
    """Yield what is wrong with a cluster's finished objects. `runtimes` are its ClusterServingRuntimes."""
    served = {rendered.value["metadata"]["name"]: rendered for rendered in runtimes}
    for rendered in objects:
        findings = memo.of(_subject(rendered), (rendered.value,), lambda r=rendered: tuple(_object_findings(r)))  # type: ignore[misc]
        if rendered.target.kind == "InferenceService":
            findings += _service_findings(rendered, served, memo)
        if findings:
            yield from _placed(rendered, findings)
    yield from _same_identity(objects)


def _service_findings(rendered: Rendered, served: Mapping[str, Rendered], memo: Memo) -> tuple[Finding, ...]:
    assert rendered.target.installed is not None
    model = (rendered.value["spec"].get("predictor") or {}).get("model") or {}
    runtime = served.get(model.get("runtime") or "")
    judged = (rendered.value, runtime.value if runtime is not None else None, rendered.target.installed.contract)
    found = memo.of("service", judged, lambda: tuple(service_findings(rendered, served)))
    # The same contract may stand at another line for another target, so what is wrong is looked for anew.
    return tuple(service_findings(rendered, served)) if found else ()


def check_refused(refused: Refused) -> Iterator[Diagnostic]:
    """Yield why a target could not become an object."""
    if refused.expressions:
        origin = _traced(refused.target, None)
        for error in refused.expressions:
            document, steps = origin.place(error.steps)
            mark = document.mark(steps)
            yield Diagnostic(
                error.error.rule,
                error.error.message,
                mark.inside(error.error.offset, error.error.length),
                error.error.help,
                clusters=(refused.target.cluster.name,),
            )
    for failed in refused.patches:
        yield Diagnostic(failed.rule, failed.message, failed.span, failed.help, clusters=(refused.target.cluster.name,))


def _subject(rendered: Rendered) -> tuple[str, str | None]:
    kserve = rendered.target.cluster.kserve
    return rendered.target.kind, kserve.version if kserve is not None else None


def _object_findings(rendered: Rendered) -> Iterator[Finding]:
    kind, version = _subject(rendered)
    if not _validator(kind, version).is_valid(rendered.value):
        from generator.schema_problems import explain

        yield from map(_from_problem, explain(object_schema(kind, version), rendered.value))
    yield from _name_findings(rendered.value, kind)
    yield from _metadata_findings(rendered.value["metadata"])


@cache
def _validator(kind: str, version: str | None) -> Any:
    return jsonschema_rs.validator_for(object_schema(kind, version))


def _from_problem(problem: Problem) -> Finding:
    return Finding(
        problem.rule, problem.steps, problem.message, problem.help, problem.at == "key", problem.related_steps
    )


def _name_findings(value: dict[str, Any], kind: str) -> Iterator[Finding]:
    name = value["metadata"]["name"]
    if kind == "InferenceService":
        if len(name) > SERVICE_LIMIT or SERVICE_NAME.fullmatch(name) is None:
            help_text = f"A letter first, then lower-case letters, digits and '-', at most {SERVICE_LIMIT} characters."
            yield Finding("invalid-name", ("metadata", "name"), f"'{name}' cannot name a service", help_text)
    elif not is_subdomain(name):
        help_text = "Lower-case letters, digits, '-' and '.', a letter or digit first and last, at most 253 characters."
        yield Finding("invalid-name", ("metadata", "name"), f"'{name}' cannot name a {kind}", help_text)


def _metadata_findings(metadata: dict[str, Any]) -> Iterator[Finding]:
    for section in ("labels", "annotations"):
        for key, value in (metadata.get(section) or {}).items():
            steps: Steps = ("metadata", section, key)
            if not is_qualified_name(key):
                help_text = "A key is a name of at most 63 letters, digits, '-', '_' and '.', after an optional DNS prefix and '/'."
                yield Finding("invalid-key", steps, f"'{key}' is no key that Kubernetes takes", help_text, at_key=True)
            if section == "labels" and isinstance(value, str) and not is_label_value(value):
                help_text = "At most 63 letters, digits, '-', '_' and '.', a letter or digit first and last."
                yield Finding("invalid-label", steps, f"'{value}' is no value of a label", help_text)


def _placed(rendered: Rendered, findings: Iterable[Finding]) -> Iterator[Diagnostic]:
    origin = _traced(rendered.target, rendered.value)
    for finding in findings:
        yield _diagnostic(origin, finding, rendered.target.cluster.name)


def _diagnostic(origin: Trace, finding: Finding, cluster: str) -> Diagnostic:
    mark = origin.mark(finding.steps)
    related = (
        tuple(Related(origin.mark(steps).key, f"'{steps[-1]}' is said here") for steps in finding.related_steps)
        + finding.related
    )
    return Diagnostic(
        finding.rule,
        finding.message,
        mark.key if finding.at_key else mark.value,
        finding.help,
        finding.severity,
        related,
        (cluster,),
    )


def _same_identity(objects: Sequence[Rendered]) -> Iterator[Diagnostic]:
    seen: dict[str, Rendered] = {}
    for rendered in objects:
        first = seen.setdefault(rendered.path, rendered)
        if first is not rendered:
            name = rendered.value["metadata"]["name"]
            yield Diagnostic(
                "duplicate-object",
                f"two definitions make the {rendered.target.kind} '{name}' ({_what(first)} and {_what(rendered)})",
                _traced(rendered.target, rendered.value).mark(("metadata", "name")).value,
                "Let the name tell them apart, for instance by ${{ flavour.name }}.",
                related=(
                    Related(_traced(first.target, first.value).mark(("metadata", "name")).value, "the other one"),
                ),
                clusters=(rendered.target.cluster.name,),
            )


def _what(rendered: Rendered) -> str:
    return f"{rendered.target.runtime} {rendered.target.flavour}"


def _traced(target: Target, value: dict[str, Any] | None) -> Trace:
    # Replaying is for findings only: a fleet without any does not pay for importing it.
    from generator.trace import trace

    return trace(target, value)
