"""What a build does to out/, told cluster by cluster."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from generator.cli.display import padded, visible, width
from generator.cli.paint import Paint, plain
from generator.cli.phrases import counted, some_of
from generator.diagnostics import Diagnostic
from generator.place import Span

if TYPE_CHECKING:
    from generator.out.plan import Plan

STALE_HELP = "run 'servewright build' and commit out/"
_FREE_FIRST = "move away or delete what is in the way (output-blocked)"
_LINE_ENDS = "the line 'out/** -text' in .gitattributes keeps git from writing CRLF line ends"


class Changes(Struct, frozen=True):
    """How many files of one folder of out/ (a cluster's, mostly) are wanted, and how many differ."""

    folder: str
    objects: int
    new: int
    changed: int
    removed: int

    @property
    def any(self) -> bool:
        return bool(self.new or self.changed or self.removed)


def changes_of(plan: Plan, clusters: Iterable[str]) -> tuple[Changes, ...]:
    """Return the changes of each folder that the plan knows and of each of the clusters, sorted by name."""
    new, changed, removed, unchanged = (
        Counter(path.partition("/")[0] for path in paths)
        for paths in (plan.new, plan.changed, plan.removed, plan.unchanged)
    )
    folders = sorted({*clusters, *new, *changed, *removed, *unchanged})
    return tuple(
        Changes(name, new[name] + changed[name] + unchanged[name], new[name], changed[name], removed[name])
        for name in folders
    )


def table_of(changes: Iterable[Changes], paint: Paint = plain) -> str:
    """Return an aligned line for each folder with changes, and one line for all the others together."""
    told = tuple(changes)
    lines = [*_lines([change for change in told if change.any], paint)]
    same = [change for change in told if not change.any]
    if same:
        objects = counted(sum(change.objects for change in same), "object")
        lines.append(f"{counted(len(same), 'cluster')} unchanged, {objects}")
    return "".join(f"{line}\n" for line in lines)


def _lines(changes: list[Changes], paint: Paint) -> Iterator[str]:
    if not changes:
        return
    names = [visible(change.folder) for change in changes]
    longest = max(map(width, names))
    digits = [max(len(str(count)) for count in column) for column in zip(*map(_counts, changes), strict=True)]
    nouns = ["object" if change.objects == 1 else "objects" for change in changes]
    for name, change, noun in zip(names, changes, nouns, strict=True):
        objects, *rest = (str(count).rjust(most) for count, most in zip(_counts(change), digits, strict=True))
        parts = (_part(count, word, style, paint) for count, (word, style) in zip(rest, _PARTS, strict=True))
        yield f"{padded(name, longest)}   {objects} {padded(noun, max(map(len, nouns)))}   {'  '.join(parts)}"


_PARTS = (("new", "good"), ("changed", "warning"), ("removed", "error"))


def _counts(change: Changes) -> tuple[int, int, int, int]:
    return change.objects, change.new, change.changed, change.removed


def _part(count: str, word: str, style: str, paint: Paint) -> str:
    text = f"{count} {word}"
    return text if count.strip() == "0" else paint(style, text)


def stale_line(plan: Plan) -> str:
    """Return which files are not what the definitions give, in one line without its end."""
    paths = [f"out/{path}" for path in sorted((*plan.new, *plan.changed, *plan.removed, *plan.blocked))]
    if paths:
        return f"out/ is not what the definitions give: {visible(some_of(paths))}"
    return f"out/ holds what a killed build left: {visible(some_of([f'out/{path}' for path in plan.leftovers]))}"


def stale_help(plan: Plan) -> str:
    """Return what to do about files that are not what the definitions give."""
    remedy = f"{_FREE_FIRST}, then {STALE_HELP}" if plan.blocked else STALE_HELP
    return f"{remedy}; {_LINE_ENDS}" if plan.carriage_returns else remedy


def stale_findings(plan: Plan) -> tuple[Diagnostic, ...]:
    """Return one diagnostic for each file that is not what the definitions give, for programs that read diagnostics."""
    converted = frozenset(plan.carriage_returns)
    reasons = (
        ("is missing", plan.new),
        ("is not what the definitions give", (path for path in plan.changed if path not in converted)),
        ("has CRLF line ends, and is else what the definitions give", plan.carriage_returns),
        ("is what nothing asks for any more", plan.removed),
        ("is what a killed build left", plan.leftovers),
    )
    found = ((path, reason) for reason, paths in reasons for path in paths)
    return tuple(
        Diagnostic(
            rule="stale-output",
            message=f"'out/{path}' {reason}",
            span=Span(f"out/{path}"),
            help=_sentence(f"{STALE_HELP}; {_LINE_ENDS}" if path in converted else STALE_HELP),
            clusters=(path.partition("/")[0],),
        )
        for path, reason in sorted(found)
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
