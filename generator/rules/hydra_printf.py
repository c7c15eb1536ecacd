"""printf's verbs fit the values that they print.

Go never fails at printf: what does not fit is written into the command as it is, `--tp=%!s(int=4)`. The server then gets
an argument that nobody meant, and a shell stops at the parenthesis. Sizes and ports are whole numbers.

Example:
    {{ printf "--tp=%s" .TP_SIZE }}        # broken: writes --tp=%!s(int=4)
    {{ printf "--tp=%d" .TP_SIZE }}        # sound

Source: https://pkg.go.dev/fmt#hdr-Format_errors; found by filling in the template for all combinations of what it reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from generator.diagnostics import Diagnostic, Severity
from generator.gotemplate import Template, execute, parse
from generator.gotemplate.nodes import Command, Function, Pipe
from generator.gotemplate.uses import nodes_of
from generator.hydra.twin.named import told
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import Started, data_of
from generator.hydra.twin.written import TemplateText
from generator.rule import Rule

RULE = Rule("hydra-printf", Severity.ERROR)

_SPOILT = "%!"
_MOST_TRIED = 50
_LONGEST = 40
_HELP = "Write %d for a whole number, %t for true and false, %s for text, or %v for any of them, and one verb for each value."


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield the printf that writes what does not fit, with the deployments for which it does."""
    texts = (*proof.template.command, *proof.template.arguments)
    if not any("printf" in text.text for text in texts):
        return
    written = sum(text.text.count(_SPOILT) for text in texts)
    spoilt = proof.where(lambda _, started: _count(started) > written)
    if spoilt:
        data = data_of(max(spoilt, key=lambda each: len(each.custom_args)))
        text, start, stop, result = next(_culprits(texts, data), (texts[-1], 0, 0, _SPOILT))
        message = f"printf writes '{result}' for {told(proof, spoilt)}: a verb does not fit its value"
        yield Diagnostic(RULE.id, message, text.span(start, stop - start), _HELP, RULE.severity)


def _count(started: Started) -> int:
    return sum(word.count(_SPOILT) for word in started.words)


def _culprits(texts: tuple[TemplateText, ...], data: Mapping[str, Any]) -> Iterator[tuple[TemplateText, int, int, str]]:
    """Yield the calls of printf that write it by themselves."""
    for text in texts:
        for tried, (start, stop) in enumerate(sorted(_calls(text))):
            if tried == _MOST_TRIED:
                return
            call = parse(f"{{{{ {text.text[start:stop]} }}}}")
            result = execute(call, data) if isinstance(call, Template) else None
            if isinstance(result, str) and _SPOILT in result:
                shown = re.sub("|".join(SENTINELS), "…", result)
                yield text, start, stop, shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"


def _calls(text: TemplateText) -> Iterator[tuple[int, int]]:
    """Yield where each printf stands, together with what is piped into it."""
    template = text.parsed
    assert isinstance(template, Template)
    for seen in nodes_of(template):
        pipe = seen.node
        if isinstance(pipe, Pipe):
            yield from ((pipe.commands[0].start, each.stop) for each in pipe.commands if _is_printf(each))


def _is_printf(command: Command) -> bool:
    first = command.operands[0]
    return isinstance(first, Function) and first.name == "printf"
