"""Objects to findings: native fields, names, contracts, identities. Every finding points at the definition's line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from generator.check.placed import placed, traced
from generator.check.rules import rule_findings
from generator.check.runtimes import runtime_findings
from generator.check.services import service_findings
from generator.diagnostics import Diagnostic, Related
from generator.finding import Finding
from generator.images import image_problem
from generator.judged.objects import ClusterFacts
from generator.judged.readable import readable_service
from generator.kserve.service import runtime_of
from generator.memo import Memo
from generator.mirroring import images_of
from generator.naming import SERVICE_LIMIT, SERVICE_NAME, is_label_value, is_qualified_name, is_subdomain
from generator.native.schemas import object_schema
from generator.native.validity import is_native
from generator.place import Steps
from generator.refused import Refused
from generator.targets import Rendered
from generator.workshop import Workshop
from generator.yaml.pieces import span_inside

if TYPE_CHECKING:
    from generator.json_schema.problems import Problem


def check_objects(
    objects: Sequence[Rendered], runtimes: Sequence[Rendered], facts: ClusterFacts | None, workshop: Workshop
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a cluster's finished objects. `runtimes` are its ClusterServingRuntimes.

    The rules judge what has the form that they read, on clusters with facts, which those with KServe have.
    """
    served = {rendered.value["metadata"]["name"]: rendered for rendered in runtimes}
    memo = workshop.memo
    native = [
        memo.of(_subject(rendered), (rendered.value,), partial(_object_findings, rendered, memo))
        for rendered in objects
    ]
    ruled: Mapping[Rendered, tuple[Finding, ...]] = {}
    if facts is not None:
        sound = [rendered for rendered, found in zip(objects, native, strict=True) if not found]
        with workshop.clock.stage("rules"):
            ruled = rule_findings(sound, served, facts, memo)
    for rendered, found in zip(objects, native, strict=True):
        findings = found or ruled.get(rendered, ())
        if rendered.target.kind == "InferenceService":
            findings += _service_findings(rendered, served, memo)
        if findings:
            yield from placed(rendered, served, findings, workshop.tree)
    yield from _same_identity(objects)


def _service_findings(rendered: Rendered, served: Mapping[str, Rendered], memo: Memo) -> tuple[Finding, ...]:
    assert rendered.target.installed is not None
    if not readable_service(rendered.value):
        return ()
    runtime = served.get(runtime_of(rendered.value))
    judged = (rendered.value, runtime.value if runtime is not None else None, rendered.target.installed.contract)
    found = memo.of("service", judged, lambda: tuple(service_findings(rendered, served)))
    # The same contract may stand at another line for another target, so what is wrong is looked for anew.
    return tuple(service_findings(rendered, served)) if found else ()


def check_refused(refused: Refused) -> Iterator[Diagnostic]:
    """Yield why a target could not become an object."""
    if refused.expressions:
        origin = traced(refused.target, None)
        for error in refused.expressions:
            document, steps = error.stated or origin.place(error.steps)
            mark = document.mark(steps)
            yield Diagnostic(
                error.error.rule,
                error.error.message,
                span_inside(mark, error.error.offset, error.error.length),
                error.error.help,
                clusters=(refused.target.cluster.name,),
            )
    for failed in refused.patches:
        yield Diagnostic(failed.rule, failed.message, failed.span, failed.help, clusters=(refused.target.cluster.name,))


def _subject(rendered: Rendered) -> tuple[str, str | None]:
    kserve = rendered.target.cluster.kserve
    return rendered.target.kind, kserve.version if kserve is not None else None


def _object_findings(rendered: Rendered, memo: Memo) -> tuple[Finding, ...]:
    return (*_native_findings(rendered), *_image_findings(rendered.value, memo))


def _native_findings(rendered: Rendered) -> Iterator[Finding]:
    kind, version = _subject(rendered)
    if not is_native(kind, version, rendered.value):
        from generator.json_schema.problems import explain

        yield from map(_from_problem, explain(object_schema(kind, version), rendered.value))
    if kind == "ClusterServingRuntime":
        yield from runtime_findings(rendered.value)
    yield from _name_findings(rendered.value, kind)
    yield from _metadata_findings(rendered.value["metadata"])


def _image_findings(value: dict[str, Any], memo: Memo) -> Iterator[Finding]:
    for steps, text in images_of(value, memo).items():
        problem = image_problem(text)
        if problem is not None:
            yield Finding("image-reference", steps, problem.message, problem.help)


def _from_problem(problem: Problem) -> Finding:
    return Finding(
        problem.rule, problem.steps, problem.message, problem.help, problem.at == "key", problem.related_steps
    )


def _name_findings(value: dict[str, Any], kind: str) -> Iterator[Finding]:
    name = value["metadata"]["name"]
    if kind == "InferenceService":
        if len(name) > SERVICE_LIMIT or SERVICE_NAME.fullmatch(name) is None:
            help_text = f"Write a letter, then lower-case letters, digits and '-', at most {SERVICE_LIMIT} characters."
            yield Finding("invalid-name", ("metadata", "name"), f"'{name}' cannot name a service", help_text)
    elif not is_subdomain(name):
        help_text = "Write lower-case letters, digits, '-' and '.', a letter or digit first and last, at most 253."
        yield Finding("invalid-name", ("metadata", "name"), f"'{name}' cannot name a {kind}", help_text)


def _metadata_findings(metadata: dict[str, Any]) -> Iterator[Finding]:
    for section in ("labels", "annotations"):
        entries = metadata.get(section)
        for key, value in entries.items() if isinstance(entries, dict) else ():
            steps: Steps = ("metadata", section, key)
            if not is_qualified_name(key):
                message = f"'{key}' cannot be the key of a label or annotation"
                help_text = (
                    "Write at most 63 letters, digits, '-', '_' and '.', if need be after a DNS name and one '/'."
                )
                yield Finding("invalid-key", steps, message, help_text, at_key=True)
            if section == "labels" and isinstance(value, str) and not is_label_value(value):
                help_text = "Write at most 63 letters, digits, '-', '_' and '.', a letter or digit first and last."
                yield Finding("invalid-label", steps, f"label '{key}' cannot have the value '{value}'", help_text)


def _same_identity(objects: Sequence[Rendered]) -> Iterator[Diagnostic]:
    seen: dict[str, Rendered] = {}
    for rendered in objects:
        first = seen.setdefault(rendered.path, rendered)
        if first is not rendered:
            yield _duplicate(first, rendered)


def _duplicate(first: Rendered, second: Rendered) -> Diagnostic:
    spans = [traced(each.target, each.value).mark(("metadata", "name")).value for each in (first, second)]
    name, kind = second.value["metadata"]["name"], second.target.kind
    if first.target.runtime == second.target.runtime:
        help_text = "Let the name tell them apart, for instance by ${{ flavour.name }}."
    else:
        help_text = "Give one of them another name: clusterServingRuntime.metadata.name."
    message = f"{_what(first)} and {_what(second)} both make the {kind} '{name}'"
    related = () if spans[0] == spans[1] else (Related(spans[0], "the other one"),)
    return Diagnostic("duplicate-object", message, spans[1], help_text, related=related)


def _what(rendered: Rendered) -> str:
    return f"flavour '{rendered.target.flavour}' of runtime '{rendered.target.runtime}'"
