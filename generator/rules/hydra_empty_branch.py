"""Each branch of a template writes something.

A branch without text and action is mostly one that was forgotten, or one whose text stands on the wrong side of its
`{{ else }}`.

Example:
    {{ if .IS_LEADER }}{{ else }}ray start --block{{ end }}     # broken: nothing for the leader
    {{ if .IS_LEADER }}vllm serve /data{{ else }}ray start --block{{ end }}     # sound

Source: Servewright's own; a branch that is meant to be empty can be left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Severity
from generator.gotemplate import Template
from generator.gotemplate.nodes import Block, Branch, Text
from generator.gotemplate.uses import branches_of, is_blank
from generator.hydra.twin.written import RuntimeTemplate
from generator.rule import Rule

RULE = Rule("hydra-empty-branch", Severity.WARNING)


def check(template: RuntimeTemplate) -> Iterator[Diagnostic]:
    """Yield the branches that hold nothing but white space and comments."""
    for text in template.written:
        parsed = text.parsed
        for branch in branches_of(parsed) if isinstance(parsed, Template) else ():
            for what in _empty(branch):
                span = text.span(branch.start, branch.stop - branch.start)
                help_text = "Write what belongs there, or turn the condition round: {{ if not … }}."
                yield Diagnostic(RULE.id, f"{what} writes nothing", span, help_text, RULE.severity)


def _empty(branch: Branch) -> Iterator[str]:
    opening = f"this {{{{ {branch.keyword} }}}}"
    if _writes_nothing(branch.body):
        yield opening
    if branch.otherwise is not None and _writes_nothing(branch.otherwise):
        yield f"the {{{{ else }}}} of {opening}"


def _writes_nothing(body: Block) -> bool:
    """Say whether a branch is empty but for line breaks and comments. Spaces alone keep words apart, as they should."""
    return is_blank(body) and not any(isinstance(node, Text) and "\n" not in node.text for node in body.nodes)
