"""A word of a command line and an env entry have less than 128 KiB: Linux starts no process with a longer one.

The container ends at once with "argument list too long", on every node. A script grows into this limit where models,
certificates or whole programs are pasted into it.

Example:
    env: [{name: MODEL_CARD, value: "…"}]                                          # broken with 200 KiB in it
    env: [{name: MODEL_CARD_FILE, value: /etc/model/card.json}]                    # sound, with the following
    volumes: [{name: card, configMap: {name: model-card}}]

Source: MAX_ARG_STRLEN, https://man7.org/linux/man-pages/man2/execve.2.html
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.rule import Rule

RULE = Rule("oversized-argument", Severity.ERROR)
_LIMIT = 128 * 1024
"""Bytes that a word or an entry NAME=value may have, the byte that ends it included."""
_MOST_BYTES = 4
"""Of a character in UTF-8."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield an object's own words and env entries that are too long."""
    for process in judged.processes:
        said = [(word.steps, word.text, 0) for word in process.words]
        said += ((each.steps, each.text or "", len(each.name) + 1) for each in process.variables)
        for steps, text, more in said:
            if steps is not None and (len(text) + more) * _MOST_BYTES >= _LIMIT:
                size = len(text.encode()) + more
                if size >= _LIMIT:
                    message = f"it has {size:,} bytes, and Linux takes less than {_LIMIT:,} as one word or variable"
                    help_text = "Put it into a ConfigMap that the container mounts, or into the image."
                    yield Finding(RULE.id, steps, message, help_text, severity=RULE.severity)
