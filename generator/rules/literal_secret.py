"""No password, token or key stands in env, args or annotations: it is taken from a Secret.

Everyone who can read the repo, its history or the object has it, and it can no longer be changed in one place. Names such
as HF_TOKEN or --api-key promise a secret; references, paths, stand-ins and a model's own tokens are none.

Example:
    env: [{name: HF_TOKEN, value: hf_6fVtqYc…}]                                              # broken
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
from generator.judged.secret_texts import is_secret, promises_secret, shows_secret
from generator.place import Steps
from generator.rule import Rule

RULE = Rule("literal-secret", Severity.WARNING)
_FROM_SECRET = "valueFrom: {secretKeyRef: {name: …, key: …}}"
_RENEW = "Then renew it: what was committed stays in git's history."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the secrets that an object writes as text."""
    for container in judged.containers:
        for index, entry in enumerate(container.value.get("env") or ()):
            if _holds(entry["name"], entry.get("value")):
                steps = (*container.steps, "env", index, "value")
                help_text = f"Take it from a Secret: {_FROM_SECRET}. {_RENEW}"
                yield _finding(steps, f"env '{entry['name']}'", help_text)
        for key in ("command", "args"):
            yield from _in_words(container.value.get(key) or (), (*container.steps, key))
    holders: list[tuple[Mapping[str, Any], Steps]] = [(judged.metadata, ("metadata",)), *judged.pods]
    for holder, steps in holders:
        for name, text in (holder.get("annotations") or {}).items():
            if _holds(name, text):
                help_text = f"Keep it in a Secret that its reader names. {_RENEW}"
                yield _finding((*steps, "annotations", name), f"annotation '{name}'", help_text)


def _in_words(words: Sequence[str], steps: Steps) -> Iterator[Finding]:
    for index, word in enumerate(words):
        flag, _, value = word.partition("=")
        if word[:1] != "-" and index and words[index - 1][:1] == "-" and "=" not in words[index - 1]:
            flag, value = words[index - 1], word
        named = value and (flag[:1] == "-" or flag.isidentifier())
        if (named and _holds(flag, value)) or shows_secret(word):
            what = f"'{flag}'" if named else "the word"
            help_text = f"Let an env entry take it from a Secret ({_FROM_SECRET}), and write $(NAME) here. {_RENEW}"
            yield _finding((*steps, index), what, help_text)


def _holds(name: str, text: str | None) -> bool:
    if not text:
        return False
    return (promises_secret(name) and is_secret(name, text)) or shows_secret(text)


def _finding(steps: Steps, what: str, help_text: str) -> Finding:
    message = f"{what} holds a secret as plain text, so that everyone who can read the repo has it"
    return Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
