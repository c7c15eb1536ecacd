"""What the files of a repo allow, and which of it can be judged: an allowance where something was made of its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct

from generator.allowances import Allowance, live_allowances, read_allowances
from generator.comments import speaks
from generator.diagnostics import Diagnostic
from generator.effects import Effects
from generator.layout import YAML_FILE
from generator.place import Mark, Steps
from generator.rules.catalogue import allowable, rule_ids
from generator.tree import Tree
from generator.yaml.document import Document
from generator.yaml.live import read_live

_LAYERS = {"Runtime": ("flavours", "releases"), "Accelerators": ("accelerators",), "Cluster": (), "Overlay": ()}
"""By kind, the lists in its spec, and in the entries of such lists, whose entries are layers of their own."""


class Remarks(Struct, frozen=True):
    """The allowances of some files, and the comments that are none though they seem to be meant as one."""

    allowances: tuple[Allowance, ...]
    malformed: tuple[Diagnostic, ...]


_NOTHING = Remarks((), ())


def remarks_in(documents: Iterable[Document], scripts: Iterable[str], tree: Tree) -> Remarks:
    """Return the remarks in definitions, and in files that expressions have read."""
    spoken: list[tuple[str, bytes, Mapping[Steps, Mark]]] = [
        (document.path, document.data, document.marks()) for document in documents if speaks(document.data)
    ]
    spoken += ((path, tree.read(path), {}) for path in sorted(scripts) if speaks(tree.read(path)))
    if not spoken:
        return _NOTHING
    read = [read_allowances(*each, allowable(), rule_ids()) for each in spoken]
    return Remarks(tuple(chain(*(found for found, _ in read))), tuple(chain(*(wrong for _, wrong in read))))


def remarks_in_live(folder: str, tree: Tree) -> Iterator[Diagnostic]:
    """Yield the comments in a live/ folder that are meant to allow something."""
    for path in tree.files(folder):
        if YAML_FILE.fullmatch(path) and speaks(tree.read(path)):
            document, _ = read_live(path, tree.read(path))
            if document is not None:
                yield from live_allowances(path, document.data, document.marks(), rule_ids())


def judged_by(
    effects: Iterable[Effects], found: Sequence[Diagnostic], documents: Mapping[str, Document], tree: Tree
) -> Callable[[Allowance], bool]:
    """Return what says whether an allowance that covers nothing is known to be of no use.

    It is where something was made of all the layers that it is about. `documents`: those that clusters share. In a script
    it is unless a finding of its rule stands at an expression that reads a file: that may be about the script's text.
    """
    parts = tuple(effects)
    made = frozenset(place for part in parts for place in part.made)
    files = frozenset(path for part in parts for path in part.files)

    def judged(allowance: Allowance) -> bool:
        path = allowance.span.path
        if allowance.steps is None:
            return path in files and not any(
                diagnostic.rule == allowance.rule and _reads_file(diagnostic, tree) for diagnostic in found
            )
        layers = _layers(documents[path], allowance.steps) if path in documents else ((),)
        return all((path, layer) in made for layer in layers)

    return judged if all(part.whole for part in parts) else nothing_judged


def nothing_judged(_: Allowance) -> bool:
    """Say that of no allowance it is known: a part of the fleet says nothing of what others need."""
    return False


def _reads_file(diagnostic: Diagnostic, tree: Tree) -> bool:
    span = diagnostic.span
    if not span.path.endswith(".yaml"):
        return False
    return any(b"file" in line for line in tree.read(span.path).split(b"\n")[span.line - 1 : span.end_line])


def _layers(document: Document, steps: Steps) -> Iterator[Steps]:
    """Yield the layers of a definition that a value is in or that are in it; none for the fleet's, which always counts."""
    kind = document.value["kind"]
    if kind == "ModelService":
        yield ()
    if kind not in _LAYERS:
        return
    layers = [each for each in document.marks() if _is_layer(each, kind)]
    yield from (each for each in layers if each[: len(steps)] == steps)
    around = [each for each in layers if steps[: len(each)] == each]
    yield max(around, key=len, default=("spec",))


def _is_layer(steps: Steps, kind: str) -> bool:
    in_lists = all(step in _LAYERS[kind] for step in steps[1::2]) and all(isinstance(step, int) for step in steps[2::2])
    return steps[:1] == ("spec",) and len(steps) % 2 == 1 and in_lists and (len(steps) > 1 or kind != "Accelerators")
