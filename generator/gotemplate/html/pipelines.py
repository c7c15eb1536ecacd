"""Puts html/template's functions at the end of pipelines. Source of the rules: its escape.go (1.26)."""

from __future__ import annotations

from msgspec.structs import replace

from generator.gotemplate.html.contexts import Context
from generator.gotemplate.html.functions import EVALUATE
from generator.gotemplate.nodes import Command, Function, Pipe

PREDEFINED = frozenset({"html", "urlquery"})
"""Functions that may stand at the end of a pipeline only: they escape already."""
_LIKE_HTML = frozenset(f"_html_template_{name}escaper" for name in ("html", "rcdata", "attr"))


def escaper_of(context: Context) -> str:
    """Return the name of the function that makes a value safe in a context, which is modelled."""
    if context.state == "Attr":
        return "_html_template_" + ("nospace" if context.delimiter == "SpaceOrTagEnd" else "attr") + "escaper"
    names = {"Text": "htmlescaper", "RCDATA": "rcdataescaper", "HTMLCmt": "commentescaper"}
    return "_html_template_" + names.get(context.state, "htmlnamefilter")


def escaped(pipe: Pipe, escaper: str) -> Pipe:
    """Return a pipeline that ends with a function; html at its end does for those that do the same."""
    *before, last = pipe.commands
    name = predefined(last)
    if name is not None and not before and len(last.operands) > 1:
        arguments = (Function(last.start, last.start, EVALUATE), *last.operands[1:])
        before, last = [replace(last, operands=arguments)], _called(name, pipe)
    if name == "html" and escaper in _LIKE_HTML:
        return replace(pipe, commands=(*before, _called(name, pipe)))
    return replace(pipe, commands=(*before, last, _called(escaper, pipe)))


def predefined(command: Command) -> str | None:
    """Return the name of the predefined escaper that a command calls, if it does."""
    first = command.operands[0]
    return first.name if isinstance(first, Function) and first.name in PREDEFINED else None


def _called(name: str, pipe: Pipe) -> Command:
    return Command(pipe.mark, pipe.mark, (Function(pipe.mark, pipe.mark, name),))
