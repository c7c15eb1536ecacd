"""A flag and its value are two items of args, or one with an equals sign.

No shell splits a container's args: `--max-model-len 8192` in one item is one word with a space in it, which the server
takes for something else and refuses. A script that passes its arguments on by "$@" keeps them as they are.

Example:
    args: [--max-model-len 8192]                  # broken
    args: [--max-model-len, "8192"]               # sound
    args: [--max-model-len=8192]                  # sound where the server reads it so, as most do

Source: https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/; a blank in an
argument, ArgumentParser._parse_optional, Lib/argparse.py of python/cpython, v3.12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.command_line.joined_words import Joined, joined
from generator.command_line.shell_command import program
from generator.command_line.shell_syntax import reads_words
from generator.diagnostics import Severity
from generator.finding import Finding
from generator.judged.objects import Judged
from generator.judged.process import Process, Word
from generator.rule import Rule

RULE = Rule("joined-argument", Severity.WARNING)
_PASSED_ON = '"$@"'
_OTHERWISE = re.compile(
    r"\$\{?[@*#0-9]|\b(?:eval|set|shift|getopts|for|source|awk|xargs)\b|\.sh\b|\s-c\b|(?:^|[;&\n])\s*\. "
)
"""What reads a script's arguments otherwise, or may: a script that it starts could split them."""
_FLAG = re.compile(r"--?[A-Za-z][^\s=]+")
"""The value of a flag of one letter may stand behind it in one word, even with a blank."""
_TAKES_WORDS = re.compile(r"-\S*(?:args?|opts?|options?|flags?|params?|parameters?|command|cmd|extra)", re.IGNORECASE)
"""A flag whose value may be a command line of its own."""


def check(judged: Judged) -> Iterator[Finding]:
    """Yield the arguments that an object writes and that hold a flag and more."""
    for process in judged.processes:
        for index, found in _joined(process.words):
            if index > _behind(process):
                yield _finding(process.words[index], found)


def _joined(words: Sequence[Word]) -> Iterator[tuple[int, Joined]]:
    for index, word in enumerate(words):
        if word.steps is None or word.text[:1] != "-" or " " not in word.text:
            continue
        found = joined(word.text)
        if found is None or not _FLAG.fullmatch(found.flag):
            continue
        before = words[index - 1].text if index else ""
        if not _TAKES_WORDS.fullmatch(found.flag) and not _TAKES_WORDS.fullmatch(before):
            yield index, found


def _behind(process: Process) -> int:
    """Return the index of the last word that may be read as several; -1 where none is."""
    everything = len(process.words)
    if process.script is None:
        texts = [word.text for word in process.words]
        is_read = reads_words(texts) or any(program(text).endswith(".sh") for text in texts)
        return everything if is_read else -1
    script = process.words[process.script].text
    kept = _PASSED_ON in script and _OTHERWISE.search(script.replace(_PASSED_ON, "")) is None
    return process.script + 1 if kept else everything


def _finding(word: Word, found: Joined) -> Finding:
    assert word.steps is not None
    message = f"{found.flag} and what follows it reach the server as one argument: no shell splits them"
    help_text = (
        "Write an item for each argument." if found.several else f"Write two items: {found.flag}, then its value."
    )
    return Finding(RULE.id, word.steps, message, help_text, severity=RULE.severity)
