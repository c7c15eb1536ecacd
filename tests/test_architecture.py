"""The architecture of DESIGN §4, held by the imports that the source really has."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator"

STAGES = ("load", "validate", "resolve", "render", "check", "emit", "write")
PIPELINE = "compile"

MAX_LINES = 250
MAX_FUNCTION_LINES = 60
MEDIAN_FUNCTION_LINES = 15


def _modules() -> dict[str, ast.Module]:
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text())
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def _imports(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("generator"):
            module = node.module.removeprefix("generator").lstrip(".")
            found.update({module} if module else {alias.name for alias in node.names})
        elif isinstance(node, ast.Import):
            found.update(a.name.removeprefix("generator.") for a in node.names if a.name.startswith("generator."))
    return found


MODULES = _modules()


def _stage(module: str) -> str | None:
    """The stage that a module is part of: a package of that name, or the module itself."""
    part = {"out.write": "write"}.get(module, module.split(".")[0])
    return part if part in STAGES else None


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_one_way(module: str) -> None:
    imports = _imports(MODULES[module])
    if module.split(".")[0] in ("cli", "__main__"):
        return
    assert not {name for name in imports if name.split(".")[0] == "cli"}, "only cli/ is above everything"
    if module.split(".")[0] == PIPELINE:
        return
    stages = {_stage(name) for name in imports} - {_stage(module), None}
    # The Hydra ConfigMap's text is spliced from emitted entries: emit is what render hands them to.
    allowed = {"emit"} if module == "render.hydra" else set()
    assert stages <= allowed, f"{module} imports the stages {sorted(map(str, stages))}: stages import nouns only"
    assert not {name for name in imports if name.split(".")[0] == PIPELINE}, f"{module} imports the pipeline"


def test_folders_do_not_import_in_circles() -> None:
    imports: dict[str, set[str]] = {}
    for module, tree in MODULES.items():
        folder = module.split(".")[0]
        imports.setdefault(folder, set()).update({name.split(".")[0] for name in _imports(tree)} - {folder})
    TopologicalSorter(imports).prepare()  # raises CycleError, which names the circle


@pytest.mark.parametrize("module", sorted(MODULES))
def test_only_the_command_line_prints_or_exits(module: str) -> None:
    if module.split(".")[0] == "cli" or module == "__main__":
        return
    for node in ast.walk(MODULES[module]):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            assert name not in ("print", "sys.exit", "exit", "sys.stdout.write", "sys.stderr.write"), name


def test_modules_and_functions_stay_small() -> None:
    lengths = {path.name: len(path.read_text().splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}
    functions = {
        f"{module}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    assert {name: length for name, length in functions.items() if length > MAX_FUNCTION_LINES} == {}
    assert sorted(functions.values())[len(functions) // 2] <= MEDIAN_FUNCTION_LINES


def test_every_stage_exists() -> None:
    assert {_stage(module) for module in MODULES} == {*STAGES, None}
    assert any(module.split(".")[0] == PIPELINE for module in MODULES)
