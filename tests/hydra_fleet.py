"""The fleet of tests/errors/hydra.fleet, changed: a global cluster, a worker, a runtime that a template launches."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

from tests.error_cases import CASES, files_of

LAUNCH = "  hydraLaunch:\n    single: acme serve {{ .MODEL_PATH }}\n"
RUNTIME = "runtimes/launched/runtime.yaml"
GLOBAL, WORKER = "clusters/centre/cluster.yaml", "clusters/edge/cluster.yaml"
AGENT = "clusters/edge/live/hydra-agent.yaml"


def fleet(root: Path, files: dict[str, str]) -> Path:
    """Write the fleet with some files changed; returns the root."""
    known = {path: text.decode() for path, text in files_of(CASES / "hydra.fleet").items() if isinstance(text, bytes)}
    for path, text in (known | files).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def edited(path: str, old: str, new: str) -> dict[str, str]:
    """Return one file of the fleet with a piece of its text replaced."""
    text = files_of(CASES / "hydra.fleet")[path]
    assert isinstance(text, bytes)
    assert old in text.decode(), f"{old!r} is not in {path}"
    return {path: text.decode().replace(old, new)}


def launched(spec: str) -> dict[str, str]:
    """Return the runtime with other lines in place of hydraLaunch."""
    return edited(RUNTIME, LAUNCH, spec)


def native(container: str) -> dict[str, str]:
    """Return the runtime with a containerTemplate."""
    head = "  hydraTemplate:\n    runtimeZH: Acme\n    podTemplate:\n      containerTemplate:\n"
    return launched(head + indent(dedent(container).strip("\n") + "\n", "        "))
