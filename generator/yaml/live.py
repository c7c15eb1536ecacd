"""Read a file in live/: one object, exported from a cluster, understood as Kubernetes understands it.

That is YAML 1.1 as sigs.k8s.io/yaml reads it: `on: yes` is true, `0777` is 511, timestamps are text, keys become text.
Less is accepted than there where an export never has it and two readers could differ: repeated keys (an error in
kubectl's strict validation too), merge keys, tags but !!str, directives, and control characters.
"""

from __future__ import annotations

import math
import re
from typing import Any

from generator.diagnostics import Diagnostic
from generator.place import Span, Steps
from generator.yaml.document import Document
from generator.yaml.nodes import Node, compose_nodes
from generator.yaml.scalars import Scalar, read_kubernetes
from generator.yaml.text import read_text
from generator.yaml.values import collection_key, merge_key, non_string_key, out_of_range, repeated_key, tagged

_TEXT_TAG = "tag:yaml.org,2002:str"
_HARMLESS = frozenset({"byte-order-mark", "carriage-return"})
_LITERAL = re.compile(r"\|[-+]?([1-9]?)[^\n]*+\n(?:[ ]*\n)*+([ ]*)")


class LiveDocument(Document, frozen=True, eq=False):
    """A file in live/. Its value is a mapping."""

    def span(self, steps: Steps) -> Span:
        """Return the place of the value at `steps`, or of its nearest ancestor that the file holds."""
        return self.mark(steps).value

    def payload_span(self, steps: Steps, line: int, column: int) -> Span:
        """Return the file's place of a line and column inside the text at `steps`.

        Only a literal block shows its lines in the file; of another text the place is all of it.
        """
        mark = self.mark(steps)
        literal = _LITERAL.match(mark.text or "")
        if literal is None:
            return mark.value
        indent = mark.key.column - 1 + int(literal[1]) if literal[1] else len(literal[2])
        lines = (mark.text or "").rstrip().split("\n")
        if line >= len(lines):  # what is missing at the text's end is missed there
            line, column = len(lines) - 1, len(lines[-1]) - indent + 1
        place = mark.value.line + line, column + indent
        return Span(self.path, *place, place[0], place[1] + 1)


def read_live(path: str, data: bytes) -> tuple[LiveDocument | None, tuple[Diagnostic, ...]]:
    """Read a file that holds one object. Returns the document, or None and what is wrong with the file."""
    text, found = read_text(path, data)
    problems = [problem for problem in found if problem.rule not in _HARMLESS]
    if text is None:
        return None, tuple(problems)
    composition = compose_nodes(path, text)
    problems.extend(composition.problems)
    value = _value(composition.root, problems) if composition.root else None
    if not problems and not isinstance(value, dict):
        problems.append(_not_an_object(path, composition.root))
    return (None if problems else LiveDocument(path, data, value)), tuple(problems)


def _value(node: Node, problems: list[Diagnostic]) -> Any:
    """Return the plain value. An alias repeats a value that its size keeps small (yaml_nodes), so it is read again."""
    if node.tag not in (None, _TEXT_TAG):
        problems.append(tagged(node))
    if node.kind == "scalar":
        return _scalar(node, problems)
    if node.kind == "sequence":
        return [_value(item, problems) for item in node.children]
    result: dict[str, Any] = {}
    places: dict[str, Node] = {}
    for key, item in node.pairs():
        name = _key(key, problems)
        if name in places:
            problems.append(repeated_key(key, places[name]))
        places.setdefault(name, key)
        result[name] = _value(item, problems)
    return result


def _scalar(node: Node, problems: list[Diagnostic]) -> Scalar:
    if node.style or node.tag == _TEXT_TAG:
        return node.text
    value = read_kubernetes(node.text)
    if isinstance(value, float) and not math.isfinite(value):
        problems.append(out_of_range(node, "is not a finite number"))
    return value


def _key(key: Node, problems: list[Diagnostic]) -> str:
    """Return a key as text, as yamlToJSON of sigs.k8s.io/yaml converts it; fractions and null are not keys here."""
    if key.kind != "scalar":
        problems.append(collection_key(key))
        return ""
    if key.text == "<<" and not key.style:
        problems.append(merge_key(key))
        return key.text
    value = _scalar(key, problems)
    if value is None or isinstance(value, float):
        problems.append(non_string_key(key))
        return key.text
    return str(value).lower() if isinstance(value, bool) else str(value)


_KINDS = {"scalar": "a single value", "sequence": "a list", "mapping": "a mapping"}


def _not_an_object(path: str, root: Node | None) -> Diagnostic:
    what = _KINDS[root.kind] if root else "nothing"
    return Diagnostic(
        "not-an-object",
        f"the file holds {what}, where one Kubernetes object is due",
        root.span if root else Span(path),
        "Export the object with kubectl get … -o yaml.",
    )
