"""A word of a command line and an env entry have less than 128 KiB: Linux starts no process with a longer one.

The container ends at once with "argument list too long", on every node. A script grows into this limit where models,
certificates or whole programs are pasted into it. Of Hydra's templates it is said of what they become.

Example:
    env: [{name: MODEL_CARD, value: "…"}]                                          # broken with 200 KiB in it
    env: [{name: MODEL_CARD_FILE, value: /etc/model/card.json}]                    # sound, with the following
    volumes: [{name: card, configMap: {name: model-card}}]

Source: MAX_ARG_STRLEN, https://man7.org/linux/man-pages/man2/execve.2.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.diagnostics import Diagnostic, Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

if TYPE_CHECKING:
    from generator.hydra.twin.proof import Proof

RULE = Rule("oversized-argument", Severity.ERROR)
_LIMIT = 128 * 1024
"""Bytes that a word or an entry NAME=value may have, the byte that ends it included."""
_MOST_BYTES = 4
"""Of a character in UTF-8."""
_HELP = "Put it into a ConfigMap that the container mounts, or into the image."


def check(judged: Judged) -> Iterator[Finding]:
    """Yield an object's own words and env entries that are too long."""
    for process in judged.processes:
        said = [(word.steps, word.text, 0) for word in process.words]
        said += ((each.steps, each.text or "", len(each.name) + 1) for each in process.variables)
        for steps, text, more in said:
            size = _too_large(text, more) if steps is not None else None
            if size is not None and steps is not None:
                message = f"it has {size:,} bytes, and Linux takes less than {_LIMIT:,} as one word or variable"
                yield Finding(RULE.id, steps, message, _HELP, severity=RULE.severity)


def check_template(proof: Proof) -> Iterator[Diagnostic]:
    """Yield the texts of Hydra's template that become a word which is too long, without any CUSTOM_ARGS."""
    from generator.hydra.twin.named import told
    from generator.hydra.twin.variables import role_of

    template = proof.template
    for index, text in enumerate((*template.command, *template.arguments)):
        large = [
            (deployment, size)
            for deployment, started in proof.started()
            if not deployment.custom_args and (size := _too_large(started.words[index])) is not None
        ]
        if large:
            who, size = told(proof, (deployment for deployment, _ in large)), max(size for _, size in large)
            message = f"it becomes a word of {size:,} bytes for {who}, and Linux takes less than {_LIMIT:,}"
            written = template.texts_for(role_of(large[0][0]))[0] if template.is_launched else text
            yield Diagnostic(RULE.id, message, written.span(), _HELP, RULE.severity)


def _too_large(text: str, more: int = 0) -> int | None:
    """Return the bytes of a word or entry that has too many."""
    if (len(text) + more) * _MOST_BYTES < _LIMIT:
        return None
    size = len(text.encode("utf-8", "surrogatepass")) + more
    return size if size >= _LIMIT else None
