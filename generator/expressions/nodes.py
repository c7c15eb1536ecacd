"""Questions to the nodes of Jinja's syntax tree: where they stand, which path they are, what they name."""

from __future__ import annotations

from jinja2 import nodes

from generator.expressions.errors import FORBIDDEN, Place, refusal, shown
from generator.expressions.paths import Path, Step
from generator.expressions.syntax import Syntax
from generator.place import Steps


def start_of(node: nodes.Node) -> int:
    """Return the offset at which a node's source begins, brackets around its first part left out."""
    while isinstance(node, nodes.Getattr | nodes.Getitem | nodes.Filter | nodes.Call | nodes.Test | nodes.Compare):
        inner = node.expr if isinstance(node, nodes.Compare) else node.node
        if inner is None:
            break
        node = inner
    return node.lineno


def place_of(node: nodes.Node, syntax: Syntax) -> Place:
    """Return the place that says best what a message about a node is about, such as the last name of a path."""
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        return syntax.next_place(node.lineno)
    if isinstance(node, nodes.Call):
        start = start_of(node)
        return Place(start, max(node.lineno - start, 1))
    return syntax.place(node.lineno if isinstance(node, nodes.Filter | nodes.Test) else start_of(node))


def source_of_base(node: nodes.Getattr | nodes.Getitem, syntax: Syntax) -> str:
    """Return what a name or index is read from, as it stands in the source."""
    return syntax.source[start_of(node) : node.lineno].strip()


def constant_key(node: nodes.Node) -> str | int | None:
    """Return the text or integer that a node states, None for every other node."""
    if isinstance(node, nodes.Neg):
        key = constant_key(node.node)
        return -key if isinstance(key, int) else None
    if isinstance(node, nodes.Const) and (isinstance(node.value, str) or type(node.value) is int):
        return node.value
    return None


def path_of(node: nodes.Node, syntax: Syntax) -> Path | None:
    """Return the path that a node is, None where it is no path or one that only evaluation knows."""
    steps: list[Step] = []
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        key = node.attr if isinstance(node, nodes.Getattr) else constant_key(node.arg)
        if key is None:
            return None
        steps.append(Step(key, place_of(node, syntax)))
        node = node.node
    if not isinstance(node, nodes.Name):
        return None
    return (Step(node.name, syntax.place(node.lineno)), *reversed(steps))


def names_used(syntax: Syntax) -> frozenset[Steps]:
    """Return the paths that an expression can read; of an index that is computed, the path that it indexes."""
    found: set[Steps] = set()
    rest: list[nodes.Node] = [syntax.tree]
    while rest:
        node = rest.pop()
        path = path_of(node, syntax)
        if path is None:
            rest.extend(node.iter_child_nodes())
        else:
            found.add(tuple(step.key for step in path))
    return frozenset(found)


def check_attributes(syntax: Syntax) -> None:
    """Raise Refusal for a name after a dot that begins with an underscore, as Python's internals do."""
    rest: list[nodes.Node] = [syntax.tree]
    while rest:
        node = rest.pop()
        rest.extend(node.iter_child_nodes())
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            name = shown(node.attr)
            message = f"the name '{name}' begins with an underscore"
            raise refusal(place_of(node, syntax), FORBIDDEN, message, f"If it is a key of yours, write ['{name}'].")
