"""Behind a shell's script that reads its arguments stands one more word, which becomes `$0`.

KServe appends a service's args to the runtime's, and a shell takes the first word behind the script for its name: without
a word of the runtime's own, each service's first argument never arrives in "$@". Scripts that take `$0` back, as in
`set -- "$0" "$@"`, need none.

Example:
    command: [bash, -c, 'exec server --port 8080 "$@"']          # broken
    command: [bash, -c, 'exec server --port 8080 "$@"', bash]    # sound

Source: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sh.html (command_name);
docs/en/deploy/inference_service/guides/custom_inference_runtime.mdx of alauda/aml-docs
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.command_line.shell_parameters import reads
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.process import TAKES_ARGS
from generator.rule import Rule

RULE = Rule("missing-dummy-argument", Severity.WARNING)


def check(judged: Judged) -> Iterator[Finding]:
    """Yield a runtime's scripts that read their arguments and are the last word of their command line."""
    for process in judged.processes if judged.kind == "ClusterServingRuntime" else ():
        if process.name in TAKES_ARGS and process.script == len(process.words) - 1:
            script = process.words[process.script]
            read = reads(script.text)
            if read.arguments and not read.name and script.steps is not None:
                message = (
                    "the script reads its arguments, but the first one that a service gives becomes $0 and is lost"
                )
                help_text = "Write a word behind the script, which becomes $0: bash."
                yield Finding(RULE.id, script.steps[:-1], message, help_text, severity=RULE.severity)
