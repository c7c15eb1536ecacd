"""What a container runs: a command after KServe and kubelet have filled it in, started against stand-in programs."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

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


def environment(entries: Sequence[Mapping[str, Any]], fields: Mapping[str, str]) -> dict[str, str]:
    """Return a container's variables as kubelet makes them: in order, $(NAME) being one of those before.

    `fields` holds what a fieldRef can ask for, by its path.
    """
    env: dict[str, str] = {}
    for entry in entries:
        source = entry.get("valueFrom")
        env[entry["name"]] = expand(entry["value"], env) if source is None else fields[source["fieldRef"]["fieldPath"]]
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


def start(argv: Sequence[str], env: Mapping[str, str], cwd: Path, bin: Path) -> subprocess.Popen[str]:
    """Start a container's command with its variables, expanded, and nothing else of this process' environment."""
    return subprocess.Popen(
        [expand(word, env) for word in argv],
        env={**env, "PATH": f"{bin}{os.pathsep}{os.defpath}"},
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def written_command(runtime: Path, script: str) -> list[str]:
    """Return the first container's command as a runtime's folder defines it, the text of its launch.sh filled in."""
    definition = yaml.safe_load((runtime / "runtime.yaml").read_text(encoding="utf-8"))
    words: list[str] = definition["spec"]["clusterServingRuntime"]["spec"]["containers"][0]["command"]
    return [script if "launch.sh" in word else word for word in words]
