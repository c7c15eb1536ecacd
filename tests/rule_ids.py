"""The rule ids that the source can tell, read from the source: what is handed over wherever a `rule` is due."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "generator"
_RULES = PACKAGE / "rules"


@cache
def told_ids() -> Mapping[str, str]:
    """Return the ids that the source outside of rules/ can tell, each with a place where it stands.

    Raises AssertionError for an id that is put together: nobody could find it in the source.
    """
    paths = (path for path in sorted(PACKAGE.rglob("*.py")) if _RULES not in path.parents)
    trees = {_module(path): ast.parse(path.read_text("utf-8")) for path in paths}
    takers = {module: dict(_takers(tree.body)) for module, tree in trees.items()}
    everywhere = {name: place for known in takers.values() for name, place in known.items() if name[0].isupper()}
    everywhere |= {f".{name}": place for tree in trees.values() for name, place in _methods(tree)}
    constants = {name: values for tree in trees.values() for name, values in _constants(tree)}
    found: dict[str, str] = {}
    for module, tree in trees.items():
        imported = {name: takers[other][name] for other, name in _imports(tree) if name in takers.get(other, ())}
        known = everywhere | imported | takers[module]
        for line, expression in _handed_over(tree, known):
            where = f"{module}:{line}"
            for rule_id in _ids(expression, constants, where):
                found.setdefault(rule_id, where)
    return found


def _module(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def _takers(body: Iterable[ast.stmt]) -> Iterator[tuple[str, int]]:
    """Yield the classes and functions that take a `rule`, and which of their arguments it is."""
    for node in body:
        names: list[str] = []
        if isinstance(node, ast.ClassDef):
            names = [ast.unparse(each.target) for each in node.body if isinstance(each, ast.AnnAssign)]
        elif isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
        if "rule" in names and isinstance(node, ast.ClassDef | ast.FunctionDef):
            yield node.name, names.index("rule")


def _methods(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            yield from _takers(each for each in node.body if isinstance(each, ast.FunctionDef))


def _imports(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)


def _constants(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a module's names for texts, and for mappings to texts."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            texts = tuple(value.value for value in values if _is_text(value))
            if texts:
                yield node.targets[0].id, texts


def _handed_over(tree: ast.Module, takers: Mapping[str, int]) -> Iterator[tuple[int, ast.expr]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        place = takers.get(f".{called.attr}" if isinstance(called, ast.Attribute) else ast.unparse(called))
        named = [keyword.value for keyword in node.keywords if keyword.arg == "rule"]
        if place is not None:
            yield from ((node.lineno, value) for value in named or node.args[place : place + 1])


def _ids(expression: ast.expr, constants: Mapping[str, tuple[str, ...]], where: str) -> tuple[str, ...]:
    match expression:
        case ast.Constant(value=str() as text):
            return (text,)
        case ast.IfExp():
            return _ids(expression.body, constants, where) + _ids(expression.orelse, constants, where)
        case ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)) if name in constants:
            return constants[name]
    relayed = {"rule", "RULE"} & {
        getattr(node, "id", None) or getattr(node, "attr", None) or getattr(node, "value", None)
        for node in ast.walk(expression)
        if isinstance(node, (ast.Name, ast.Attribute, ast.Constant))
    }
    assert relayed, f"{where}: {ast.unparse(expression)} is put together; write the whole id"
    return ()


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
