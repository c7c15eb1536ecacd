"""`$(NAME)` in command, args and env names a variable that the container has, and in env one that stands before.

kubelet leaves every other `$(NAME)` as it is, without a word: the server gets the text itself, and a shell runs a command
of that name, but for one in single quotes, in a here-document whose end is quoted or behind a backslash. KServe's merge
puts a service's new variables before its runtime's. What Knative and device plugins give is there too. In Hydra's
templates that is said of Hydra's own variables, which are written {{ .MODEL_PATH }}, and of what is nearly
LWS_LEADER_ADDRESS.

Example:
    env: [{name: URL, value: "http://$(HOST):8080"}, {name: HOST, value: models}]    # broken: HOST comes later
    env: [{name: HOST, value: models}, {name: URL, value: "http://$(HOST):8080"}]    # sound
    args: ["--name=$$(NAME)"]                                                        # sound: meant as it stands

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.command_line.kubelet_expansion import Reference, in_comment, references
from generator.command_line.shell_literals import is_text
from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.judged.device_keys import device_gives, extended
from generator.judged.objects import Judged
from generator.judged.process import Process, Variable
from generator.kserve.additions import adds_variable, is_service_link, knative_adds_variable
from generator.kserve.service import model_of
from generator.kserve.versions import is_standard
from generator.naming import nearest
from generator.place import Steps
from generator.rule import Rule

if TYPE_CHECKING:
    from generator.hydra.twin.written import RuntimeTemplate

RULE = Rule("unexpanded-reference", Severity.WARNING)
_OPEN = "$("
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_SHOUTED = re.compile(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+")
"""In a script, what is no command: upper case, with an underscore."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield each reference of an object's own that kubelet leaves as it is."""
    for process in judged.processes:
        for steps, text, script in _own_words(process):
            for found in references(text):
                if _is_lost(found, text, script) and not _is_known(found.name, process, judged):
                    yield _finding(found, steps, _missing(found.name, script))
        yield from _in_variables(process, judged)


def check_template(template: RuntimeTemplate, agents: Callable[[], frozenset[str]]) -> Iterator[Diagnostic]:
    """Yield the references of a Hydra template that name a variable of its own, or nearly one of a LeaderWorkerSet's.

    What else Hydra gives its containers nobody knows. `agents` gives the variables that the fleet's agents give.
    """
    for text in template.written:
        for found in references(text.text) if _OPEN in text.text else ():
            help_text = None if in_comment(text.text, found.offset) else _meant(found.name)
            if help_text is not None and found.name not in agents():
                message = f"the container has no variable {found.name}, so that kubelet leaves $({found.name}) as it is"
                span = text.span(found.offset, found.length)
                yield Diagnostic(RULE.id, message, span, help_text, RULE.severity)


def _meant(name: str) -> str | None:
    """Return what to write for a name that Hydra's container does not have; None for one that it may have."""
    from generator.hydra.twin.kubelet import LEADER_WORKER_SET
    from generator.hydra.twin.variables import VARIABLES

    if name in LEADER_WORKER_SET or _SHOUTED.fullmatch(name) is None:
        return None
    if name in VARIABLES:
        return f"Write {{{{ .{name} }}}}: Hydra gives it to the template, not to the container."
    near = nearest(name, LEADER_WORKER_SET) if name.startswith("LWS_") else None
    return f"Did you mean $({near})? Pods that are served by several have it." if near else None


def _own_words(process: Process) -> Iterator[tuple[Steps, str, bool]]:
    for index, word in enumerate(process.words):
        if word.steps is not None and _OPEN in word.text:
            yield word.steps, word.text, index == process.script


def _is_lost(found: Reference, text: str, script: bool) -> bool:
    if script or text.startswith("#!"):
        return _SHOUTED.fullmatch(found.name) is not None and not is_text(text, found.offset)
    if "\n" in text:
        return _SHOUTED.fullmatch(found.name) is not None and not in_comment(text, found.offset)
    return _NAME.fullmatch(found.name) is not None


def _is_known(name: str, process: Process, judged: Judged) -> bool:
    """Say whether the variable is there, or may be: from a ConfigMap, KServe, Kubernetes, Knative, a device plugin, or a
    runtime's services."""
    if name in process.names or process.more_variables or is_service_link(name):
        return True
    spec = (judged.runtime or judged.value)["spec"]
    brought = (entry for service in judged.users for entry in model_of(service).get("env") or ())
    if adds_variable(name, "workerSpec" in spec) or any(entry["name"] == name for entry in brought):
        return True
    services = (judged.value,) if judged.kind == "InferenceService" else judged.users
    if knative_adds_variable(name) and any(not is_standard(_annotations(service)) for service in services):
        return True
    return device_gives(name) and _uses_devices(judged, services)


def _annotations(service: Mapping[str, Any]) -> Mapping[str, str]:
    return service["metadata"].get("annotations") or {}


def _uses_devices(judged: Judged, services: Sequence[Mapping[str, Any]]) -> bool:
    containers = [each.value for each in judged.containers]
    containers += map(model_of, services)
    return any(extended(each) for each in (*containers, judged.served or {}))


def _missing(name: str, script: bool) -> tuple[str, str]:
    lacks = f"the container has no variable {name}, so that"
    if script:
        help_text = f'Write "${{{name}}}" for a variable of the shell, or give the container the variable.'
        return f"{lacks} the shell runs a command of this name", help_text
    help_text = f"Give the container the variable, or write $$({name}) for the text itself."
    return f"{lacks} kubelet leaves $({name}) as it is", help_text


def _in_variables(process: Process, judged: Judged) -> Iterator[Finding]:
    before: set[str] = set()
    for variable in process.variables:
        text = variable.text or ""
        for found in references(text) if _OPEN in text else ():
            if found.name in before:
                continue
            if found.name in process.names:
                yield from _too_early(process, variable, found)
            elif (
                _is_lost(found, text, False)
                and not _is_known(found.name, process, judged)
                and variable.steps is not None
            ):
                yield _finding(found, variable.steps, _missing(found.name, False))
        before.add(variable.name)


def _too_early(process: Process, variable: Variable, found: Reference) -> Iterator[Finding]:
    """Yield the finding where an object says it; a service's order may also part two of its runtime's variables."""
    name, used = variable.name, next(each for each in process.variables if each.name == found.name)
    if process.more_variables:
        return
    message = f"{used.name} comes after {name}, so that kubelet leaves $({used.name}) as it is"
    if used is variable:
        message = f"{name} cannot be made of itself: kubelet knows no value of it yet, and leaves $({name}) as it is"
        help_text = "Write the whole value; what the image sets can be read in a script only."
    elif variable.steps is None or used.steps is None:
        message += ": KServe puts a service's new variables before its runtime's"
        help_text = f"Say both in the service, {used.name} before {name}."
    else:
        help_text = f"Write {used.name} before {name}."
    if variable.steps is not None:
        yield _finding(found, variable.steps, (message, help_text))
    elif used.steps is not None:
        yield Finding(RULE.id, used.steps, message, help_text, severity=RULE.severity)


def _finding(found: Reference, steps: Steps, told: tuple[str, str]) -> Finding:
    return Finding(RULE.id, steps, *told, severity=RULE.severity, offset=found.offset, length=found.length)
