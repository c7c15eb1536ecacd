"""Without a commandTemplate, each entry of argsTemplate is one argument, and flags have their values behind `=`.

No shell reads the entries: `--tp-size 4` in one entry is one argument with a space in it, which no server knows, and
quotes, `&&` and the line break that `|` leaves reach the server as they are. The manual asks for `--flag=value` in one
entry, since Hydra adds CUSTOM_ARGS to the list: the args of hydraAgent are such entries too.

Example:
    argsTemplate: ["--model {{ .MODEL_PATH }}"]           # broken: one argument with a space
    argsTemplate: [--model, "{{ .MODEL_PATH }}"]          # broken: the value stands in an entry of its own
    argsTemplate: ["--model='{{ .MODEL_PATH }}'"]         # broken: the quotes are part of the path
    argsTemplate: ["--model={{ .MODEL_PATH }}"]           # sound

Source: the platform's manual on custom runtimes: without commandTemplate, argsTemplate has several entries, and
arguments are joined by an equals sign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.gotemplate import Template
from generator.gotemplate.uses import data_uses
from generator.hydra.twin.list_entry import Advice, entry_problem, is_blank_meant, pair_problem
from generator.hydra.twin.named import told
from generator.hydra.twin.proof import Proof
from generator.hydra.twin.variables import CUSTOM_ARGS
from generator.hydra.twin.written import TemplateText
from generator.judged.hydra import AgentContainer, HydraWorker
from generator.place import Mark, Steps
from generator.rule import Rule

RULE = Rule("hydra-list-arguments", Severity.ERROR)
_LIST = ("podTemplate", "containerTemplate", "argsTemplate")


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield the entries of a list template that are not one argument each."""
    if proof.template.command:
        return
    for index, text in enumerate(proof.template.arguments):
        problem = None if _has_custom_args(text) else _problem(proof, index)
        if problem is not None:
            message, help_text = problem
            yield Diagnostic(RULE.id, message, text.span(), help_text, RULE.severity)


def check_worker(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield such args of a worker's agent, where the runtime's template gives no command that would read them."""
    for container in worker.containers:
        arguments = container.template.get("args") or ()
        if not arguments or not _is_list(worker, container):
            continue
        for index, argument in enumerate(arguments):
            following = "".join(arguments[index + 1 : index + 2])
            entry = _as_meant(argument, container.mark, ("args", index))
            problem = entry_problem(entry, first=False) or pair_problem(entry, following)
            if problem is not None:
                span = container.mark(("args", index)).value
                yield Diagnostic(RULE.id, problem[0], span, problem[1], RULE.severity)


def _as_meant(entry: str, mark: Callable[[Steps], Mark], steps: Steps) -> str:
    """Return an entry without the blanks at its end that people meant."""
    written = mark(steps).text if entry.endswith(" ") else None
    return entry.rstrip(" ") if written is not None and is_blank_meant(written) else entry


def _is_list(worker: HydraWorker, container: AgentContainer) -> bool:
    """Say whether Hydra appends an agent's args to a list of arguments: a command, wherever it is said, may be a shell."""
    template = worker.template_of(container.installed.runtime.name)
    if template is None or container.template.get("command"):
        return False
    parts = (template.get("podTemplate") or {}).get("containerTemplate") or {}
    return not parts.get("commandTemplate")


def _has_custom_args(text: TemplateText) -> bool:
    """Say whether an entry writes CUSTOM_ARGS, of which another rule speaks."""
    parsed = text.parsed
    return isinstance(parsed, Template) and any(use.path[0] == CUSTOM_ARGS for use in data_uses(parsed))


def _problem(proof: Proof, index: int) -> Advice | None:
    """Return what is wrong with an entry, and what to do."""
    empty = proof.where(lambda _, started: not started.args[index].strip())
    if empty:
        message = f"the entry is empty for {told(proof, empty)}: the server would get an empty argument"
        return message, "Write the argument for every deployment: --tp-size={{ .TP_SIZE }} is right for 1 too."
    last = index + 1 == len(proof.template.arguments)
    for _, started in proof.started():
        following = "" if last else started.args[index + 1]
        entry = _as_meant(started.args[index], proof.template.mark, (*_LIST, index))
        problem = entry_problem(entry, first=index == 0) or pair_problem(entry, following)
        if problem is not None:
            return problem
    return None
