"""What a container runs: a command after KServe and kubelet have filled it in, started against stand-in programs."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import stat
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import Any, Self

import yaml

HANGS = 300
"""Seconds after which a container that is to end by itself never will."""
STUB = '''#!{python}
"""Stands in for a program: records how it was called, refuses flags that it does not know."""
import json, os, signal, sys

record = {{"argv": sys.argv[1:], "env": dict(os.environ), "cwd": os.getcwd(), "pid": os.getpid()}}
known = set(json.loads({flags!r}))
unknown = [word for word in sys.argv[1:] if word.startswith("-") and word.partition("=")[0] not in known]
if unknown:
    sys.exit(f"unrecognized arguments: {{' '.join(unknown)}}")


def save():
    with open({record!r}, "a", encoding="utf-8") as file:
        print(json.dumps(record), file=file)


if {waits!r}:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
save()
for word, text in json.loads({prints!r}).items():
    if word in sys.argv:
        print(text)
if {waits!r}:
    print("serving", flush=True)
    record["stopped"] = signal.Signals(signal.sigwait([signal.SIGTERM])).name
    save()
sys.exit({code})
'''


@dataclass(frozen=True)
class Stub:
    """A program of `name` in the folder `bin`; `calls()` says how it was called."""

    bin: Path
    name: str

    @property
    def record(self) -> Path:
        return self.bin / f"{self.name}.json"

    def write(
        self, flags: Sequence[str], *, waits: bool, code: int = 0, prints: Mapping[str, str] | None = None
    ) -> None:
        """Make the program. It accepts `flags` only; one that waits prints 'serving' and stays until SIGTERM.

        Both end with the exit code `code`. `prints` says what it prints for an argument.
        """
        fields = {"flags": json.dumps(list(flags)), "record": str(self.record), "waits": waits, "code": code}
        text = STUB.format(python=sys.executable, prints=json.dumps(dict(prints or {})), **fields)
        path = self.bin / self.name
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    def calls(self) -> list[dict[str, Any]]:
        """Return a record of each call, in order: argv, env, cwd, pid, and `stopped` once a signal ended it."""
        if not self.record.exists():
            return []
        lines = self.record.read_text(encoding="utf-8").splitlines()
        return list({call["pid"]: call for call in map(json.loads, lines)}.values())

    def call(self) -> dict[str, Any] | None:
        """Return the record of the last call, None where there was none."""
        calls = self.calls()
        return calls[-1] if calls else None


def fill_placeholders(text: str, *, name: str, namespace: str, annotations: Mapping[str, str] | None = None) -> str:
    """Return the text as KServe leaves it, for the placeholders that the shipped runtimes use.

    Raises AssertionError if a Go template action is left: KServe would run that too.
    """
    values = {".Name": name, ".Namespace": namespace}
    values |= {f'index .Annotations "{key}"': value for key, value in (annotations or {}).items()}
    actions = "|".join(map(re.escape, values))
    filled = re.sub(rf"\{{\{{\s*({actions})\s*\}}\}}", lambda match: values[match[1]], text)
    assert "{{" not in filled, filled[filled.index("{{") :]
    return filled


def environment(
    entries: Sequence[Mapping[str, Any]], fields: Mapping[str, str], fill: Callable[[str], str]
) -> dict[str, str]:
    """Return a container's variables as kubelet makes them: in order, $(NAME) being one of those before.

    `fields` holds what a fieldRef can ask for, by its path. `fill` makes of a value what KServe leaves of it.
    """
    env: dict[str, str] = {}
    for entry in entries:
        source = entry.get("valueFrom")
        env[entry["name"]] = (
            expand(fill(entry["value"]), env) if source is None else fields[source["fieldRef"]["fieldPath"]]
        )
    return env


def expand(text: str, env: Mapping[str, str]) -> str:
    """Return the text as kubelet leaves it in command, args and env.

    $(NAME) becomes the value of NAME; an unknown NAME stays as it is written. $$ becomes $, and what follows it is not
    looked at. The name is everything up to the next ')', whatever it holds. The rule is that of Kubernetes'
    third_party/forked/golang/expansion/expand.go and of Container.command in the API reference.
    """
    return re.sub(
        r"\$(?:\$|\(([^)]*)\))",
        lambda match: "$" if match[0] == "$$" else env.get(match[1], match[0]),
        text,
    )


@dataclass
class Container:
    """A container that runs a launch script: its files, its variables, its programs, and the processes it started.

    As a context it makes its folders, and ends in the end what still runs. The mount and Ascend's folder have a space in
    their names, to try the quoting.
    """

    root: Path
    server: Stub
    command: list[str] = field(default_factory=list)
    """Bash, its option, the launch script, and the words behind it."""
    env: dict[str, str] = field(default_factory=dict)
    started: list[Popen[str]] = field(default_factory=list)

    @property
    def mount(self) -> Path:
        return self.root / "mnt of the pod"

    @property
    def ascend(self) -> Path:
        return self.root / "Ascend of the image"

    @property
    def bin(self) -> Path:
        """The folder of programs that PATH begins with."""
        return self.root / "bin"

    def __enter__(self) -> Self:
        for folder in {self.mount, self.bin, self.server.bin}:
            folder.mkdir(parents=True)
        return self

    def __exit__(self, *_: object) -> None:
        for process in self.started:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()

    def placed(self, text: str) -> str:
        """Return a text with the folders of this container in place of the real ones."""
        return text.replace("/mnt/models", str(self.mount)).replace("/usr/local/Ascend", str(self.ascend))

    def program(self, name: str) -> Stub:
        return Stub(self.bin, name)

    def shell(self, name: str, line: str) -> None:
        """Make a program of one line of shell."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        path.chmod(0o755)

    def package(self, name: str, text: str) -> None:
        """Make the file with which one of Ascend's packages sets its variables."""
        path = self.ascend / name / "set_env.sh"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(self, *args: str) -> Popen[str]:
        """Start the command with its variables, expanded, and nothing else of this process' environment."""
        process = Popen(
            [expand(word, self.env) for word in (*self.command, *args)],
            env={**self.env, "PATH": f"{self.bin}{os.pathsep}{os.defpath}"},
            cwd=self.root,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            text=True,
            start_new_session=True,
        )
        self.started.append(process)
        return process

    def run(self, *args: str) -> tuple[int, str]:
        """Return the exit code of a container that ends by itself, and what it printed, both streams together."""
        process = self.start(*args)
        out, err = process.communicate(timeout=HANGS)
        return process.returncode, out + err

    def served(self, *args: str) -> dict[str, Any]:
        """Run to the end of a server that comes up, and return its call."""
        code, output = self.run(*args)
        assert code == 0, output
        [call] = self.server.calls()
        return call

    def refused(self, *args: str) -> str:
        """Run to the end of a container that finds a mistake before the server starts, and return what it printed."""
        code, output = self.run(*args)
        assert code == 1, output
        assert self.server.calls() == []
        return output

    def replaced_by_the_server(self, code: int = 0) -> list[str]:
        """Check that a server takes the shell's place and that SIGTERM ends it with `code`; returns the lines before it.

        Bash may exec a last command by itself; the command added here keeps it from that.
        """
        self.command[2] += "exit 99\n"
        process = self.start()
        assert process.stdout is not None
        before = list(takewhile(lambda line: line != "serving\n", process.stdout))
        process.send_signal(signal.SIGTERM)
        assert process.wait() == code
        [call] = self.server.calls()
        assert call["pid"] == process.pid
        assert call["stopped"] == "SIGTERM"
        return before


def written_command(runtime: Path, script: str) -> list[str]:
    """Return the first container's command as a runtime's folder defines it, the text of its launch.sh filled in."""
    definition = yaml.safe_load((runtime / "runtime.yaml").read_text(encoding="utf-8"))
    words: list[str] = definition["spec"]["clusterServingRuntime"]["spec"]["containers"][0]["command"]
    return [script if "launch.sh" in word else word for word in words]
