"""No password, token or key stands in env, args, scripts or annotations: it is taken from a Secret.

Everyone who can read the repo, its history or the object has it, and it can no longer be changed in one place. Names such
as HF_TOKEN or --api-key promise a secret; references, paths, names of Secrets, stand-ins and a model's own tokens are none.

Example:
    env: [{name: HF_TOKEN, value: hf_6fVtqYc…}]                                              # broken
    args: ["-c", "export HF_TOKEN=hf_6fVtqYc… && exec serve"]                                # broken
    env: [{name: HF_TOKEN, valueFrom: {secretKeyRef: {name: hugging-face, key: token}}}]     # sound
    args: ["--api-key=$(API_KEY)"]                                                           # sound, with API_KEY like this

Source: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.judged.hydra import HydraWorker
from generator.judged.objects import Judged
from generator.judged.process import own_process
from generator.judged.secret_texts import says_where, shows_secret
from generator.judged.secret_words import holds_secret, in_script, in_words
from generator.place import Mark, Span, Steps
from generator.rule import Rule

if TYPE_CHECKING:
    from generator.hydra.twin.proof import Proof
    from generator.hydra.twin.started import Started

RULE = Rule("literal-secret", Severity.WARNING)
_FROM_SECRET = "valueFrom: {secretKeyRef: {name: …, key: …}}"
_RENEW = "Then renew it: what was committed stays in git's history."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the secrets that an object writes as text."""
    scripts = {script.steps: script.text for process in judged.processes for script in process.own_scripts}
    for container in judged.containers:
        yield from _in_container(container.value, container.steps, scripts)
    holders: list[tuple[Mapping[str, Any], Steps]] = [(judged.metadata, ("metadata",)), *judged.pods]
    for holder, steps in holders:
        for name, text in (holder.get("annotations") or {}).items():
            if shows_secret(text) or (not says_where(name) and holds_secret(name, text)):
                help_text = f"Keep it in a Secret that its reader names. {_RENEW}"
                yield _finding((*steps, "annotations", name), f"annotation '{name}'", help_text)


def check_worker(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield the secrets in what a worker's agent gives a runtime's container."""
    for container in worker.containers:
        yield from _of_hydra(container.template, (), container.mark)


def check_template(proof: Proof) -> Iterator[Diagnostic]:
    """Yield the secrets in a runtime's template: in what its container is started with, and in its init containers."""
    for container, steps in proof.template.init_containers():
        yield from _of_hydra(container, steps, proof.template.mark)
    for what, text in dict.fromkeys(pair for _, started in proof.started() for pair in _started_with(started)):
        help_text = f"Let an env entry take it from a Secret ({_FROM_SECRET}), and read that variable here. {_RENEW}"
        yield Diagnostic(RULE.id, _told(what), _written(proof, text), help_text, RULE.severity)


def _of_hydra(container: Mapping[str, Any], steps: Steps, mark: Callable[[Steps], Mark]) -> Iterator[Diagnostic]:
    scripts = {script.steps: script.text for script in own_process("", container, steps).own_scripts}
    for found in _in_container(container, steps, scripts):
        yield Diagnostic(found.rule, found.message, mark(found.steps).value, found.help, found.severity)


def _started_with(started: Started) -> Iterator[tuple[str, str]]:
    """Yield what is given a secret, and the text that is one or has one."""
    from generator.hydra.twin.command import script_of

    script = script_of(started)
    text = script.text if script is not None else ""
    for written in in_script(text):
        yield f"'{written.name}'", text[written.offset :][: written.length]
    for index, name in () if in_script(text) else in_words(started.words):
        yield f"'{name}'" if name is not None else "the command", started.words[index]


def _written(proof: Proof, text: str) -> Span:
    """Return where a text is written, or the last of the texts that may have given it."""
    texts = proof.template.written
    places = ((each, each.text.find(text)) for each in texts)
    return next((each.span(offset, len(text)) for each, offset in places if offset >= 0), texts[-1].span())


def _in_container(container: Mapping[str, Any], steps: Steps, scripts: Mapping[Steps | None, str]) -> Iterator[Finding]:
    for index, entry in enumerate(container.get("env") or ()):
        value = entry.get("value")
        script = scripts.get((*steps, "env", index, "value")) if scripts and value else None
        if script is not None and in_script(script):
            yield from _in_script(script, (*steps, "env", index, "value"))
        elif value and holds_secret(entry["name"], value):
            help_text = f"Take it from a Secret: {_FROM_SECRET}. {_RENEW}"
            yield _finding((*steps, "env", index, "value"), f"env '{entry['name']}'", help_text)
    for key in ("command", "args"):
        yield from _in_words(container.get(key) or (), (*steps, key), scripts)


def _in_words(words: Sequence[str], steps: Steps, scripts: Mapping[Steps | None, str]) -> Iterator[Finding]:
    held = range(len(words)) if scripts else ()
    places = [index for index in held if (*steps, index) in scripts and in_script(words[index])]
    for index in places:
        yield from _in_script(words[index], (*steps, index))
    for index, name in in_words(words):
        if index not in places:
            what = f"'{name}'" if name is not None else "the word"
            help_text = f"Let an env entry take it from a Secret ({_FROM_SECRET}), and write $(NAME) here. {_RENEW}"
            yield _finding((*steps, index), what, help_text)


def _in_script(script: str, steps: Steps) -> Iterator[Finding]:
    for written in in_script(script):
        help_text = f"Let an env entry take it from a Secret ({_FROM_SECRET}), and read that variable here. {_RENEW}"
        yield _finding(steps, f"'{written.name}'", help_text, written.offset, written.length)


def _finding(steps: Steps, what: str, help_text: str, offset: int = 0, length: int = 0) -> Finding:
    return Finding(RULE.id, steps, _told(what), help_text, severity=RULE.severity, offset=offset, length=length)


def _told(what: str) -> str:
    return f"{what} holds a secret as plain text, so that everyone who can read the repo has it"
