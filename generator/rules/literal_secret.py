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

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.secret_texts import says_where, shows_secret
from generator.judged.secret_words import holds_secret, in_script, in_words
from generator.place import Steps
from generator.rule import Rule

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


def _in_container(container: Mapping[str, Any], steps: Steps, scripts: Mapping[Steps | None, str]) -> Iterator[Finding]:
    for index, entry in enumerate(container.get("env") or ()):
        place = (*steps, "env", index, "value")
        if place in scripts and in_script(scripts[place]):
            yield from _in_script(scripts[place], place)
        elif entry.get("value") and holds_secret(entry["name"], entry["value"]):
            help_text = f"Take it from a Secret: {_FROM_SECRET}. {_RENEW}"
            yield _finding(place, f"env '{entry['name']}'", help_text)
    for key in ("command", "args"):
        yield from _in_words(container.get(key) or (), (*steps, key), scripts)


def _in_words(words: Sequence[str], steps: Steps, scripts: Mapping[Steps | None, str]) -> Iterator[Finding]:
    places = [index for index in range(len(words)) if (*steps, index) in scripts and in_script(words[index])]
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
    message = f"{what} holds a secret as plain text, so that everyone who can read the repo has it"
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity, offset=offset, length=length)
