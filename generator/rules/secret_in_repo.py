"""No Secret with values lies among the definitions or in live/.

base64 is no encryption: everyone who can read the repo or its history has what it holds. Servewright neither writes nor
needs Secrets: definitions name them, and live/ is for what servewright extends. One whose values SOPS has encrypted, and
one without values, tell nothing.

Example:
    clusters/one/live/hugging-face.yaml: {kind: Secret, data: {token: aGZfNmZWdHFZYw==}}                       # broken
    clusters/one/live/hugging-face.yaml: {kind: ExternalSecret, spec: {secretStoreRef: {name: vault}, …}}     # sound

Source: https://kubernetes.io/docs/concepts/security/secrets-good-practices/
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.diagnostics import Diagnostic
from generator.rule import Rule
from generator.yaml.nodes import Node, compose_nodes
from generator.yaml.text import read_text

RULE = Rule("secret-in-repo")
_HELP = (
    "Remove the file and renew what it holds, which stays in git's history. Let the cluster get the Secret another way: "
    "from a vault, or encrypted."
)
_SEPARATOR = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_ENCRYPTED = "ENC["


def check(path: str, data: bytes) -> Iterator[Diagnostic]:
    """Yield the Secrets with readable values in a file of YAML documents or JSON."""
    text = read_text(path, data)[0] if b"Secret" in data else None
    if text is None:
        return
    begin = 0
    for end in (*(found.start() for found in _SEPARATOR.finditer(text)), len(text)):
        part = text[begin:end]
        if "Secret" in part:
            # Blank lines in place of what stands before, so that places are the file's.
            root = compose_nodes(path, "\n" * text.count("\n", 0, begin) + part.removeprefix("---")).root
            yield from _secrets(root) if root is not None else ()
        begin = end


def _secrets(node: Node) -> Iterator[Diagnostic]:
    fields = _fields(node)
    kind = fields.get("kind")
    if kind is None:
        return
    if kind.text.endswith("List") and "items" in fields:
        for item in fields["items"].children:
            yield from _secrets(item)
    elif kind.text == "Secret" and any(_readable(fields[key]) for key in ("data", "stringData") if key in fields):
        name = _fields(fields["metadata"]).get("name") if "metadata" in fields else None
        called = f"Secret '{name.text}'" if name is not None else "a Secret"
        yield Diagnostic(
            RULE.id, f"{called} lies here, so that everyone who can read the repo has it", kind.span, _HELP
        )


def _fields(node: Node) -> dict[str, Node]:
    return {key.text: value for key, value in node.pairs()} if node.kind == "mapping" else {}


def _readable(values: Node) -> bool:
    return any(value.text and not value.text.startswith(_ENCRYPTED) for value in _fields(values).values())
