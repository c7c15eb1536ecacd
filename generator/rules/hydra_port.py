"""The server listens on port 8000.

Hydra sends requests to port 8000, which is also the value of MODEL_PORT; another one cannot be chosen. A server that
listens elsewhere starts and is never reached. The server is the command that gets CUSTOM_ARGS; a helper beside it and Ray
may have ports of their own. The args of hydraAgent follow the template's, and win.

Example:
    single: vllm serve {{ .MODEL_PATH }} --port 9000                    # broken
    single: vllm serve {{ .MODEL_PATH }} --port {{ .MODEL_PORT }}       # sound

Source: the platform's manual on custom runtimes: MODEL_PORT is fixed at 8000 for now.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generator.command_line.simple_commands import Command
from generator.diagnostics import Diagnostic, Severity
from generator.hydra.twin.command import commands_of, runs_ray
from generator.hydra.twin.program import is_worker
from generator.hydra.twin.proof import SENTINELS, Proof
from generator.hydra.twin.started import Started
from generator.hydra.twin.variables import VARIABLES
from generator.judged.hydra import HydraWorker
from generator.place import Span
from generator.rule import Rule

RULE = Rule("hydra-port", Severity.WARNING)

_PORT = VARIABLES["MODEL_PORT"].default
_FLAG = re.compile(r"--(?:http[-_]|server[-_])?port")


def check(proof: Proof) -> Iterator[Diagnostic]:
    """Yield the ports that a template gives its container or its server and that are not Hydra's."""
    for port, span in proof.template.ports():
        if port != _PORT:
            yield _of_container(port, span)
    for flag, told in dict.fromkeys(_flags(proof)):
        yield _of_server(told, _span(proof, flag, told), "Write {{ .MODEL_PORT }}.")


def check_worker(worker: HydraWorker) -> Iterator[Diagnostic]:
    """Yield such ports that a worker's agent gives: its args become the server's, behind the template's own."""
    for container in worker.containers:
        for index, port in enumerate(container.template.get("ports") or ()):
            if port["containerPort"] != _PORT:
                span = container.mark(("ports", index, "containerPort")).value
                yield _of_container(port["containerPort"], span)
        arguments = container.template.get("args") or ()
        for index in range(len(arguments)):
            for port in _told(arguments, index):
                yield _of_server(port, container.mark(("args", index)).value, f"Take it out, or write {_PORT}.")


def _of_container(port: int, span: Span) -> Diagnostic:
    message = f"the container's port is {port}, and Hydra sends requests to {_PORT}"
    return Diagnostic(RULE.id, message, span, f"Write containerPort: {_PORT}.", RULE.severity)


def _of_server(port: str, span: Span, help_text: str) -> Diagnostic:
    message = f"the server is told to listen on port {port}, and Hydra sends requests to {_PORT}"
    return Diagnostic(RULE.id, message, span, help_text, RULE.severity)


def _told(arguments: Sequence[str], index: int) -> Iterator[str]:
    """Yield the ports that an argument tells, be it in one word, in two, or with the argument that follows it."""
    values = (each for each in arguments[index + 1 : index + 2] if not each.startswith("-"))
    yield from (port for _, port in _said((*arguments[index].split(), *values)) if _is_another(port))


def _is_another(port: str) -> bool:
    return port.isdecimal() and port != str(_PORT)


def _flags(proof: Proof) -> Iterator[tuple[str, str]]:
    """Yield the flags that tell the server a port, with the port."""
    for deployment, started in proof.started():
        for command in _serving(started) if deployment.custom_args else ():
            yield from ((flag, port) for flag, port in _said(command) if _is_another(port))


def _serving(started: Started) -> tuple[Command, ...]:
    """Return the command that serves: the one that gets CUSTOM_ARGS, else the last; none where that is Ray's or a
    worker's own.

    What stands before it is a helper, such as an exporter in the background, whose ports are its own.
    """
    commands = commands_of(started)
    given = tuple(command for command in commands if not set(SENTINELS).isdisjoint(command))
    return tuple(command for command in given or commands[-1:] if not (runs_ray(command) or is_worker(command)))


def _said(command: Command) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(command):
        flag, equals, value = word.partition("=")
        if _FLAG.fullmatch(flag):
            yield flag, value if equals else "".join(command[index + 1 : index + 2])


def _span(proof: Proof, flag: str, port: str) -> Span:
    """Return where the flag and its port are written, or the flag and the last action that may have given the port."""
    texts = proof.template.written
    for written in (rf"{port}(?![0-9])", r"\{\{[^{}]*\}\}"):
        pattern = re.compile(rf"{re.escape(flag)}[= ]{written}")
        found = [(text, match) for text in texts for match in pattern.finditer(text.text)]
        if found:
            text, match = found[-1]
            return text.span(match.start(), match.end() - match.start())
    return texts[-1].span()
