"""What is told of the things in out/ that Servewright did not make."""

from __future__ import annotations

from msgspec.structs import replace

from generator.diagnostics import Diagnostic, Severity
from generator.out.plan import Plan, ancestors
from generator.out.problem import shown
from generator.place import Span

_FOREIGN = Diagnostic(
    rule="foreign-file",
    severity=Severity.WARNING,
    message="was not made by servewright and is left alone",
    span=Span("out"),
    help="Keep it outside out/: what syncs a cluster's folder would apply it too.",
)
_NOT_SYNCED = "Keep it outside out/, which is for what is generated."
_OF_THE_REPO = frozenset((".gitattributes", ".gitignore", ".gitkeep", "README.md"))
"""Files that may lie right in out/: they are git's and its readers', and nothing syncs what lies beside the clusters."""
_BLOCKED = Diagnostic(
    rule="output-blocked",
    message="is due to be generated, but what lies there was not made by servewright",
    span=Span("out"),
    help="Move it away; or delete it, if it is generated and only its first line was changed.",
)
_NO_FOLDER = Diagnostic(
    rule="output-blocked",
    message="lies where a folder is due to be generated, and is none",
    span=Span("out"),
    help="Move it away, or delete it.",
)


def findings(plan: Plan) -> tuple[Diagnostic, ...]:
    """Return an error for each blocked path and a warning for what is not ours, wholly foreign folders as one."""
    others = frozenset((*plan.foreign, *plan.removed, *plan.leftovers))
    wanted = frozenset(plan.blocked)
    blocked = dict.fromkeys(_in_the_way(path, others) for path in plan.blocked)
    ours = ancestors((*plan.new, *plan.changed, *plan.unchanged, *plan.removed, *plan.blocked))
    foreign = (path for path in plan.foreign if path not in blocked and path not in _OF_THE_REPO)
    places = dict.fromkeys(_outermost(path, ours) for path in foreign)
    return (*(_blocking(path, path in wanted) for path in blocked), *(_left_alone(path) for path in places))


def _outermost(path: str, ours: frozenset[str]) -> str:
    """Return the outermost folder on the way to `path` that holds nothing of ours, or else `path`."""
    parts = path.split("/")
    folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((f"{folder}/" for folder in folders if folder not in ours), path)


def _in_the_way(path: str, others: frozenset[str]) -> str:
    """Return the file that lies where a folder on the way to a blocked path is due, or else the path."""
    parts = path.split("/")
    folders = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
    return next((folder for folder in folders if folder in others), path)


def _blocking(path: str, wanted: bool) -> Diagnostic:
    return _finding(_BLOCKED if wanted else _NO_FOLDER, path)


def _left_alone(path: str) -> Diagnostic:
    """Return the warning for what is not ours. Argo CD and Flux read the manifests in the folders of out/."""
    synced = path.endswith("/") or ("/" in path and path.endswith((".yaml", ".yml", ".json")))
    return _finding(_FOREIGN if synced else replace(_FOREIGN, help=_NOT_SYNCED), path)


def _finding(finding: Diagnostic, path: str) -> Diagnostic:
    where = shown(path)
    return replace(finding, message=f"'{where}' {finding.message}", span=Span(where))
